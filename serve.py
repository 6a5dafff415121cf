"""Starts everything with one command and stops everything with Ctrl-C: Rasa, the action server and the public door."""

import argparse
import asyncio
import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import bootstrap
import model
import settings as environment
from settings import Settings, SettingsError
from spa.errors import KnowledgeError
from spa.store.database import connect, reading
from spa.store.seed import differences

READY_WITHIN = 120  # seconds
LOGS = Path("var/log")


class CannotStart(Exception):
    """Something stands in the way; the message says what, and what to do."""


class Processes:
    """The three servers as child processes, which end with this one whatever happens to it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, trained: Path) -> None:
        python = sys.executable
        self._start("rasa", [python, "-m", "extensions.server", str(trained)])
        self._start("actions", [python, "-m", "actions"])
        self._start("gateway", [python, "-m", "gateway"])

    def _start(self, name: str, command: list[str]) -> None:
        LOGS.mkdir(parents=True, exist_ok=True)
        with (LOGS / f"{name}.log").open("wb") as log:
            self._running[name] = subprocess.Popen(
                command, env=child_environment(self._settings), stdout=log, stderr=log, preexec_fn=_end_with_parent
            )

    @property
    def pids(self) -> dict[str, int]:
        return {name: process.pid for name, process in self._running.items()}

    def ended(self) -> str | None:
        """The name of a server that is no longer there."""
        return next((name for name, process in self._running.items() if process.poll() is not None), None)

    def stop(self) -> None:
        for process in self._running.values():
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        for process in self._running.values():
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def child_environment(settings: Settings) -> dict[str, str]:
    """What the children read, the same settings for each."""
    return {
        **os.environ,
        "ACTIONS_URL": settings.actions_url,
        "RASA_TOKEN": settings.rasa_token,
        "DIALOGUE_DATABASE_URL": settings.dialogue_database_url,
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SANIC_WORKERS": "1",
        "PYTHONWARNINGS": "ignore",
    }


@contextlib.contextmanager
def running(settings: Settings, say: Callable[[str], None] = print) -> Iterator[Processes]:
    """Check, train if needed, prepare the database and run until the block is left. Raises CannotStart."""
    _check_ports(settings)
    trained = _trained(say)
    _prepare(settings, say)
    processes = Processes(settings)
    try:
        say("Starting …")
        processes.start(trained)
        _wait_until_ready(settings, processes)
        yield processes
    finally:
        processes.stop()


def _check_ports(settings: Settings) -> None:
    names = {"PORT": settings.port, "RASA_PORT": settings.rasa_port, "ACTIONS_PORT": settings.actions_port}
    for name, port in names.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise CannotStart(
                    f"Port {port} is in use. Stop what runs there, or choose another: {name}=<number> make run"
                ) from error


def _trained(say: Callable[[str], None]) -> Path:
    try:
        return model.train(say=say)
    except model.TrainingFailed as error:
        raise CannotStart(f"{str(error).capitalize()}.") from error


def _prepare(settings: Settings, say: Callable[[str], None]) -> None:
    Path("var").mkdir(exist_ok=True)
    known = bootstrap.venues(settings)
    engine = connect(settings.database_url)
    bootstrap.prepare_database(engine, known, bootstrap.utc_now())
    with reading(engine) as connection:
        for difference in differences(connection, known.values()):
            say(
                f"Note: {difference} differs between file and database; the database holds (make venue-import takes the file)"
            )
    engine.dispose()
    for venue in known.values():
        if venue.demo_values:
            say(f"Demo values in knowledge/venues/{venue.id}.yml: {', '.join(venue.demo_values)}")


def _wait_until_ready(settings: Settings, processes: Processes) -> None:
    public = f"http://127.0.0.1:{settings.port}/health"
    rasa = f"{settings.rasa_url}/webhooks/gateway/"
    waiting = {"gateway": public, "actions": f"{settings.actions_url}/health", "rasa": rasa}
    until = time.monotonic() + READY_WITHIN
    while waiting:
        ended = processes.ended()
        if ended or time.monotonic() > until:
            name = ended or next(iter(waiting))
            raise CannotStart(f"{name} did not start; the last lines of {LOGS / name}.log say why:\n{_tail(name)}")
        waiting = {name: url for name, url in waiting.items() if not _answers(url)}
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1) as answer:
            body = answer.read()
            return answer.status == 200 and b'"ready":false' not in body
    except (urllib.error.URLError, OSError):
        return False


def _tail(name: str) -> str:
    lines = (LOGS / f"{name}.log").read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(lines[-8:])


def _end_with_parent() -> None:
    """On Linux the kernel ends the child when its parent is killed; Ctrl-C is for the parent alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").prctl(1, signal.SIGTERM)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--shell", action="store_true", help="talk in the terminal")
    chosen = arguments.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        settings = environment.read()
        with running(settings) as processes:
            if chosen.shell:
                from shell import talk

                asyncio.run(talk(settings))
                return
            print(
                f"\n  {settings.public_url}\n\nOpen this address. Ctrl-C stops everything; logs are in {LOGS}/",
                flush=True,
            )
            _watch(processes)
    except KeyboardInterrupt:
        print("\nStopped.")
    except (CannotStart, SettingsError, KnowledgeError) as error:
        sys.exit(str(error))


def _watch(processes: Processes) -> None:
    while True:
        ended = processes.ended()
        if ended:
            raise CannotStart(f"{ended} has stopped; the last lines of {LOGS / ended}.log say why:\n{_tail(ended)}")
        time.sleep(1)


if __name__ == "__main__":
    main()
