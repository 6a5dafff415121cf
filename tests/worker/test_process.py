"""`python -m worker` as it runs: it finds what is due, says it in the chat and by e-mail, and stops when it is told to."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import select

import bootstrap
import settings
from gateway.database import connect as connect_gateway
from gateway.pushes import Pushes
from gateway.store import Store
from spa import booking
from spa.booking import Contact, HoldRequest, Limits, Wish
from spa.errors import TimeNotPossible
from spa.sealing import MasterKeys
from spa.store import dialogue
from spa.store.database import connect, reading
from spa.store.schema import message
from tests.spa.house import ZONE, House
from tests.test_serve import until
from tests.worker.parts import Postbox, mail_server

ME = "web:me"
LAN = Contact("Lan", "0905 123 456", "lan@guest.example")
MOST_MB = 70


class Installation:
    """Databases in a folder, and a visit on one of the next days whose reminder is due already."""

    def __init__(self, folder: Path, smtp: str) -> None:
        self.variables = {
            "DATABASE_URL": f"sqlite:///{folder}/spa.db",
            "GATEWAY_DATABASE_URL": f"sqlite:///{folder}/gateway.db",
            "DIALOGUE_DATABASE_URL": f"sqlite:///{folder}/dialogue.db",
            "SMTP_URL": smtp,
        }
        known = settings.read(self.variables)
        self.house = House(connect(known.database_url))
        bootstrap.prepare_database(self.house.engine, bootstrap.venues(known), bootstrap.utc_now())
        gateway = connect_gateway(known.gateway_database_url, MasterKeys(known.data_keys))
        dialogue.opened(known.dialogue_database_url, MasterKeys(known.data_keys)).dispose()
        self.store, self.pushes = Store(gateway), Pushes(gateway)
        self.store.open(ME, "lee_spa", "en", bootstrap.utc_now())
        self._book()

    def _book(self) -> None:
        """On the first of the next days on which the venue is open, six days before."""
        today = datetime.now(ZONE).replace(hour=15, minute=0, second=0, microsecond=0)
        limits = Limits(reminder_hours=(143,))
        for days in range(1, 6):
            start, then = today + timedelta(days=days), today + timedelta(days=days - 6)
            request = HoldRequest("lee_spa", ME, "back_massage", 1, start, Wish(), "en")
            with suppress(TimeNotPossible):
                held = booking.hold(self.house.engine, request, then, limits=limits)
                break
        self.house.screen(held, consent_id=self.house.agree(ME, then))
        booking.confirm(self.house.engine, held.id, ME, LAN, "key", then, limits)

    def states(self) -> dict[str, str]:
        with reading(self.house.engine) as connection:
            return {row.kind: row.state for row in connection.execute(select(message.c.kind, message.c.state))}

    def said(self) -> list[Any]:
        return self.store.outbound_after(ME, 0)

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        environ = {**os.environ, **self.variables, "PYTHONWARNINGS": "ignore", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
        started = subprocess.Popen([sys.executable, "-m", "worker"], cwd=bootstrap.ROOT, env=environ)
        try:
            yield started
        finally:
            started.kill()
            started.wait()


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def installation(tmp_path: Path, postbox: Postbox) -> Iterator[Installation]:
    with mail_server(postbox) as address:
        yield Installation(tmp_path, address)


def test_it_says_what_is_due_and_stops_at_once(installation: Installation, postbox: Postbox) -> None:
    with installation.worker() as worker:
        until(lambda: installation.states() == {"confirmation": "sent", "reminder_day": "unseen"}, 60)
        (reminder,) = installation.said()
        assert reminder.message["response"] == "utter_message_reminder_day"
        assert [letter["To"] for letter in postbox.letters] == ["lan@guest.example"]
        used = psutil.Process(worker.pid).memory_info().rss / 1e6
        began = time.monotonic()
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=10) == 0
        assert time.monotonic() - began < 3
    assert used < MOST_MB


def test_killed_and_started_again_it_says_nothing_twice(installation: Installation, postbox: Postbox) -> None:
    for _ in range(2):
        with installation.worker():
            until(lambda: installation.states() == {"confirmation": "sent", "reminder_day": "unseen"}, 60)
    assert len(installation.said()) == len(postbox.letters) == 1
