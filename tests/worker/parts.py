"""A worker around the small spa: a conversation in a gateway's database, a mail server on a real port, a clock."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from typing import Any

from aiosmtpd.controller import Controller
from sqlalchemy import select

from gateway.database import connect as connect_gateway
from gateway.pushes import Pushes
from gateway.store import Store
from gateway.texts import Texts
from spa import calendar
from spa.knowledge import Venue
from spa.store.database import reading
from spa.store.schema import message
from tests.gateway.parts import ROOT
from tests.keys import KEYS
from tests.spa.house import GUEST, NOW, House, at, venue
from worker.delivery import Delivery
from worker.mail import Mailer
from worker.wording import Wording

TEXTS = Texts(ROOT / "responses" / "messages.yml")


@dataclass
class Office:
    """Everything that a round needs; `now` is set by the test."""

    house: House
    gateway: str
    now: datetime = NOW
    smtp: str | None = None
    venue: Venue = field(default_factory=venue)

    def __post_init__(self) -> None:
        engine = connect_gateway(self.gateway, KEYS)
        self.store, self.pushes = Store(engine), Pushes(engine)
        self.store.open(GUEST, "house", "en", NOW)

    def delivery(self, **other: Any) -> Delivery:
        venues = {"house": self.venue}
        address = partial(calendar.address, "https://spa.example", "secret")
        made = Delivery(
            engine=self.house.engine,
            venues=venues,
            pushes=self.pushes,
            wording=Wording(TEXTS, venues, "https://spa.example", address),
            mailer=Mailer(self.smtp, seconds=2) if self.smtp else None,
            sender="hello@spa.example",
            now=lambda: self.now,
        )
        return replace(made, **other)

    def round_at(self, when: str, **other: Any) -> None:
        self.now = at(when)
        self.delivery(**other).round()

    def routes(self, *routes: str) -> None:
        """Set the venue's order of routes."""
        self.venue = replace(self.venue, message_routes=routes)

    def chat(self) -> list[str]:
        """The responses that stand in the guest's chat."""
        return [row.message["response"] for row in self.store.outbound_after(GUEST, 0)]

    def states(self, kind: str) -> list[tuple[str, str | None, str | None]]:
        """State, route and problem of the rows of a kind, in their order."""
        with reading(self.house.engine) as connection:
            rows = connection.execute(select(message).where(message.c.kind == kind).order_by(message.c.id))
            return [(row.state, row.route, row.problem) for row in rows]


class Postbox:
    """Keeps what a mail server took, and answers the next letters as it is told."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answers: list[str] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            read = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(read, EmailMessage)
            self.letters.append(read)
        return answer


@contextmanager
def mail_server(postbox: Postbox) -> Iterator[str]:
    """A real server on a free port of this machine, and its address as a setting."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()
