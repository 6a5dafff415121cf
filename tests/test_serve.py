"""`make run` as its user sees it: it answers, outlives a server that dies, and leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text

import bootstrap
import model
from bench.customer import Customer
from bench.installation import installation
from spa.knowledge import load_venues
from spa.store.database import connect, writing
from tests.keys import KEYS

ROOT = Path(__file__).parents[1]
READY_WITHIN, BACK_WITHIN = 120, 90  # seconds, on a machine that is busy
QUESTION, ANSWER = "how much is a massage?", "utter_faq/price"


class Run:
    """One `python serve.py` with ports and databases of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.settings = folder, installation(folder)
        environ = {**os.environ, **self.settings.variables()}
        self._log = folder / "serve.log"
        with self._log.open("wb") as log:
            self.process = subprocess.Popen([sys.executable, "serve.py"], cwd=ROOT, env=environ, stdout=log, stderr=log)

    @property
    def said(self) -> str:
        return self._log.read_text(encoding="utf-8")

    def children(self) -> dict[str, psutil.Process]:
        """The servers by the name of their module."""
        found = psutil.Process(self.process.pid).children()
        return {child.cmdline()[2]: child for child in found if len(child.cmdline()) > 2}

    def ready(self) -> bool:
        assert self.process.poll() is None, self.said
        return "Open this address" in self.said


def until(true: Callable[[], bool], seconds: float) -> None:
    """Look again and again; fail after so many seconds."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.1)


def fill_with_another_price(url: str) -> None:
    """As a house that was run before, and whose staff have raised a price at the desk."""
    engine = connect(url, KEYS)
    bootstrap.prepare_database(engine, load_venues(ROOT / "knowledge" / "venues"), bootstrap.utc_now())
    with writing(engine) as connection:
        connection.execute(text("UPDATE service_step SET price_vnd = price_vnd + 1000 WHERE venue_id = 'lee_spa'"))
    engine.dispose()


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    model.train()
    folder = tmp_path_factory.mktemp("serve")
    fill_with_another_price(f"sqlite:///{folder / 'spa.db'}")
    started = Run(folder)
    until(started.ready, READY_WITHIN)
    yield started
    started.process.kill()
    started.process.wait()


async def test_a_question_is_answered(run: Run) -> None:
    async with Customer(run.settings.public_url) as customer:
        await customer.say(QUESTION)
        assert customer.last["response"] == ANSWER


@pytest.mark.parametrize("server", ["actions", "extensions.server"])
async def test_a_server_that_dies_comes_back_and_what_was_said_meanwhile_is_answered(run: Run, server: str) -> None:
    async with Customer(run.settings.public_url) as customer:
        await customer.say("hello")
        run.children()[server].kill()
        await customer.say(QUESTION)
        assert customer.last["response"] == "utter_assistant_away"
        answer = await customer.next(BACK_WITHIN)
        assert answer["response"] == ANSWER
    assert "has stopped" in run.said


async def test_nothing_that_a_customer_says_is_readable_in_a_log_or_a_database(run: Run) -> None:
    words = ("Nguyen Thi Secret", "0905987654", "/inform{", "my kidney failure is a secret", "em có bầu, đau ngực")
    async with Customer(run.settings.public_url) as customer:
        for text in ("back massage on Friday at 3pm for one", "yes", *words):
            await customer.say(text)
    logs = {*(ROOT / "var" / "log").glob("*.log")} - {model.LOG}  # nobody had written anything then
    files = [*logs, *(file for file in run.folder.rglob("*") if file.is_file())]
    kept = {file.name: file.read_bytes() for file in files}
    assert {"spa.db", "gateway.db", "dialogue.db", "worker.log", "gateway.log"} <= set(kept)
    told = [*words, "kidney", "đau ngực"]
    assert not [(word, name) for word in told for name, read in kept.items() if word.encode() in read]


def test_a_busy_port_is_named(run: Run) -> None:
    second = subprocess.run(
        [sys.executable, "serve.py"],
        cwd=ROOT,
        env={**os.environ, **run.settings.variables()},
        capture_output=True,
        text=True,
    )
    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert f"Port {run.settings.port}" in second.stderr and "PORT=" in second.stderr


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"DATABASE_URL": "sqlite:////no/such/folder/spa.db"}, "DATABASE_URL"),
        ({"VENUE": "nowhere"}, "lee_spa"),
        ({"PORT": "many"}, "PORT"),
    ],
)
def test_what_stands_in_the_way_is_one_sentence(tmp_path: Path, variables: dict[str, str], says: str) -> None:
    environ = {**os.environ, **installation(tmp_path).variables(), **variables}
    ended = subprocess.run([sys.executable, "serve.py"], cwd=ROOT, env=environ, capture_output=True, text=True)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1 and says in ended.stderr


def test_a_start_says_what_differs_from_the_files_and_what_is_made_up(run: Run) -> None:
    assert "Note: lee_spa: services differs between file and database" in run.said
    assert "Note: danang_reviews" not in run.said
    for venue in ("lee_spa", "danang_reviews"):
        assert re.search(rf"^Demo values in knowledge/venues/{venue}.yml: .*phone", run.said, re.MULTILINE)


def test_the_first_start_says_how_the_owner_comes_in(run: Run) -> None:
    [link] = re.findall(r"http\S+/desk/invitation/\S+", run.said)
    with urllib.request.urlopen(link) as answer:
        assert 'name="login"' in answer.read().decode()


def test_ctrl_c_stops_everything(run: Run) -> None:
    """The last test of this module: afterwards nothing runs."""
    servers = list(run.children().values())
    assert len(servers) == 4
    run.process.send_signal(signal.SIGINT)
    assert run.process.wait(timeout=30) == 0
    assert not [server for server in servers if server.is_running()]
    for port in (run.settings.port, run.settings.rasa_port, run.settings.actions_port):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port))


def test_a_killed_parent_leaves_nothing_behind(tmp_path: Path) -> None:
    killed = Run(tmp_path)
    until(lambda: "extensions.server" in killed.children(), READY_WITHIN)
    servers = list(killed.children().values())
    killed.process.kill()
    killed.process.wait()
    until(lambda: not any(server.is_running() for server in servers), 30)
