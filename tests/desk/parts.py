"""A desk over the small spa, and people of the staff with a browser each."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine
from starlette.applications import Starlette
from starlette.testclient import TestClient

from desk.app import routes
from desk.parts import Desk, make
from gateway.app import build
from gateway.channels.setup import Inside, Setup
from gateway.conversations import Venues
from gateway.messages import Answer, Reply, Said
from spa.booking import Limits, await_decision
from spa.handoff import tell_staff
from spa.health import Reader
from spa.screening import Rules
from spa.staff import accounts, sessions
from spa.staff.accounts import Access, Account
from spa.staff.rights import Role
from spa.store.database import writing
from tests.gateway.parts import UNLIMITED, Alarm, Clock, PlainSettings, Stub, venues
from tests.spa.house import House, venue

ROOT = Path(__file__).parents[2]
READER = Reader.load(ROOT / "knowledge" / "health")
PASSWORD = "four plain words together"


class KnownHash:
    """As quick as tests need; notes what it compared."""

    def __init__(self) -> None:
        self.verified: list[str] = []
        self.meanwhile: Callable[[], Any] | None = None

    def hash(self, password: str) -> str:
        return f"plain:{password}"

    def verify(self, hashed: str, password: str) -> bool:
        self.verified.append(hashed)
        if self.meanwhile:
            self.meanwhile()
        return hashed == f"plain:{password}"

    def is_old(self, _hashed: str) -> bool:
        return False


@dataclass(frozen=True)
class DeskSettings(PlainSettings):
    desk_idle_minutes: int = 120
    desk_hours: int = 12
    limits: Limits = Limits()
    decision_hours: int = 24
    health_hours: int = 72
    chat_days: int = 30


class Office:
    """The public door with the desk behind it; `desk` is what its pages are given."""

    def __init__(self, engine: Engine, folder: Path, platforms: Setup | None = None, **settings: Any) -> None:
        self.engine, self.clock, self.stub = engine, Clock(), Stub()
        chosen = DeskSettings(gateway_database_url=f"sqlite:///{folder}/gateway.db", **settings)
        self.hasher, self._accounts = KnownHash(), 0
        rules = Rules.load(ROOT / "knowledge" / "screening.yml")
        known = {one.id: one for one in (venue(),)}

        def mounted(inside: Inside) -> Any:
            self.desk = make(chosen, engine, known, rules, READER, inside, self.hasher)
            return routes(self.desk)

        shown = Venues((*venues().ids, "house"), venues().facts)
        self.app: Starlette = build(chosen, shown, self.stub, Alarm(), self.clock, UNLIMITED, mounted, platforms)
        self.desk: Desk

    def account(self, *roles: Role, **access: Any) -> Account:
        """Somebody with these roles."""
        self._accounts += 1
        login = f"{'-'.join(roles)}-{self._accounts}"
        given = Access(roles, **access)
        with writing(self.engine) as db:
            return accounts.create(db, login, login.title(), given, PASSWORD, self.hasher, "en", self.clock())

    def nobody(self, address: str = "http://localhost") -> "Browser":
        return Browser(self.app, address)

    def signed_in(self, *roles: Role, **access: Any) -> "Browser":
        """The browser of somebody who is signed in."""
        account, browser = self.account(*roles, **access), self.nobody()
        with writing(self.engine) as db:
            browser.cookies.set("desk", sessions.begin(db, account.id, self.clock()))
        browser.account = account
        return browser


async def lively(office: Office, house: House) -> None:
    """Two conversations, one of them handed over; a booking, and one that waits because nobody was asked."""
    talk = office.desk.inside.conversations
    office.stub.script = lambda _: Answer([Reply("350,000 VND", "utter_faq/price")])
    for id, language in (("web:lan", "vi"), ("zalo:1:2", "en")):
        talk.open(id, "house", language, greet=False)
        talk.receive(id, Said("1", "text", "how much?"))
        await talk.drain(id)
    office.desk.inside.modes.ask("zalo:1:2", office.clock())
    office.clock.go_on(minutes=3)
    office.desk.inside.modes.take("zalo:1:2", "7", office.clock())
    with writing(office.engine) as db:
        tell_staff(db, "house", "zalo:1:2", "complaint", office.clock())
    house.book("2026-11-26 10:00", "web:lan")
    held = house.hold("2026-11-26 15:00", "zalo:1:2")
    await_decision(office.engine, held.id, held.conversation, held.start, office.clock())


class Browser(TestClient):
    """Follows no redirect by itself; `submit` fills in the hidden fields of the form that a page shows."""

    account: Account

    def __init__(self, app: Starlette, address: str) -> None:
        super().__init__(app, address, follow_redirects=False)

    def csrf(self, page: str = "/desk/me") -> str:
        found = re.search(r'name="csrf" value="(\w+)"', self.get(page).text)
        assert found, page
        return found[1]

    def submit(self, path: str, page: str = "/desk/me", **values: Any) -> Any:
        """Send a form as the page has it."""
        return self.post(path, data={"csrf": self.csrf(page), **values})
