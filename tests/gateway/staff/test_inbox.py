"""The inbox of all channels: who waits and why, who has whom, what is unread, and that it is found quickly."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.engine import Engine

from gateway.database import connect as connect_gateway
from gateway.messages import Said
from gateway.modes import Modes
from gateway.schema import attention, conversation, inbound
from gateway.staff.inbox import PAGE, Filter, Inbox, Line
from gateway.staff.transcripts import Transcripts
from gateway.store import Store
from spa.booking import people
from spa.booking.values import Contact
from spa.handoff import finish_notes, tell_staff
from spa.store.database import writing
from spa.store.schema import staff_note
from tests.keys import KEYS
from tests.spa.house import NOW, House

ME, HOUR = "staff:1", timedelta(hours=1)
ALL = Filter(("house",))


class Desk:
    def __init__(self, house: House, url: str) -> None:
        self.house, self.chats = house, connect_gateway(url, KEYS)
        self.store, self.modes = Store(self.chats), Modes(self.chats, HOUR)
        self.inbox, self.transcripts = Inbox(self.chats, house.engine), Transcripts(self.chats)

    def talk(self, id: str, *words: str, language: str = "en", at: datetime = NOW) -> None:
        self.store.open(id, "house", language, at)
        for number, said in enumerate(words):
            self.store.receive(id, Said(f"{at}-{number}", "text", said), at)

    def note(self, id: str, kind: str, at: datetime = NOW, **detail: str) -> None:
        with writing(self.house.engine) as connection:
            tell_staff(connection, "house", id, kind, at, detail)

    def customer(self, id: str, name: str, phone: str) -> None:
        with writing(self.house.engine) as connection:
            people.customer_of(connection, id, Contact(name, phone), NOW)

    def waiting(self, shown: Filter = ALL) -> list[str]:
        return [line.id for line in self.inbox.open(shown, ME).waiting]


@pytest.fixture
def desk(sqlite_house: House) -> Desk:
    return Desk(sqlite_house, "sqlite://")


def one(lines: list[Line]) -> Line:
    (line,) = lines
    return line


def test_who_waits_and_why(desk: Desk) -> None:
    desk.talk("web:a", "hello", "a person please")
    desk.note("web:a", "talk_to_human")
    desk.note("web:a", "not_understood", NOW + HOUR)
    desk.talk("web:b", "hello")
    line = one(desk.inbox.open(ALL, ME).waiting)
    assert (line.id, line.reasons, line.since, line.unread) == ("web:a", ["talk_to_human", "not_understood"], NOW, 2)
    assert [line.id for line in desk.inbox.with_assistant(ALL, ME)] == ["web:b"]


def test_an_emergency_comes_first_then_who_waits_longest(desk: Desk) -> None:
    for minutes, (id, kind) in enumerate(
        [("web:a", "talk_to_human"), ("fb:1:b", "undelivered"), ("web:c", "emergency")]
    ):
        desk.talk(id, "hello")
        desk.note(id, kind, NOW + timedelta(minutes=minutes))
    assert desk.waiting() == ["web:c", "web:a", "fb:1:b"]


def test_what_only_informs_keeps_nobody_waiting(desk: Desk) -> None:
    desk.talk("web:a", "hello")
    desk.note("web:a", "data_deleted")
    assert desk.waiting() == []


def test_what_is_taken_is_handled_until_it_is_given_back(desk: Desk) -> None:
    desk.talk("web:a", "hello")
    desk.note("web:a", "talk_to_human")
    desk.modes.take("web:a", ME, NOW)
    found = desk.inbox.open(ALL, ME)
    assert (found.waiting, one(found.handled).who) == ([], ME)
    desk.modes.give_back("web:a", ME, NOW)
    assert desk.waiting() == ["web:a"]
    with writing(desk.house.engine) as connection:
        assert finish_notes(connection, "web:a", NOW) == 1
    assert desk.waiting() == []


def test_each_account_has_its_own_unread_messages(desk: Desk) -> None:
    desk.talk("web:a", "one", "two")
    desk.note("web:a", "talk_to_human")
    desk.transcripts.read("web:a", ME, 2)
    assert desk.inbox.open(ALL, ME).unread == 0
    assert desk.inbox.open(ALL, "staff:2").unread == 1
    desk.talk("web:a", "three", at=NOW + HOUR)
    assert one(desk.inbox.open(ALL, ME).waiting).unread == 1


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        (Filter(("house",), channel="fb"), ["fb:1:b"]),
        (Filter(("house",), language="vi"), ["fb:1:b"]),
        (Filter(("elsewhere",)), []),
        (Filter(("house",), words="nguyen"), ["fb:1:b"]),
        (Filter(("house",), words="0905 123"), ["web:a"]),
        (Filter(("house",), words="905123456"), ["web:a"]),
        (Filter(("house",), words="%"), []),
        (Filter(("house",), words="nobody"), []),
    ],
)
def test_filters_and_search(desk: Desk, shown: Filter, found: list[str]) -> None:
    desk.talk("web:a", "hello")
    desk.talk("fb:1:b", "chào em", language="vi")
    desk.customer("web:a", "Anna Berg", "+84905123456")
    desk.customer("fb:1:b", "Nguyễn Thị Hoa", "+84912000111")
    for id in ("web:a", "fb:1:b"):
        desk.note(id, "talk_to_human")
    assert desk.waiting(shown) == found


def test_a_code_finds_the_conversation_whoever_answers_it(desk: Desk) -> None:
    booked = desk.house.book("2026-11-26 10:00")
    desk.talk(booked.conversation, "hello")
    found = desk.inbox.with_assistant(Filter(("house",), words=booked.code.lower()), ME)
    assert [line.id for line in found] == [booked.conversation]
    assert one(found).name == "Lan"


def test_whom_to_call_back_is_known_from_the_note(desk: Desk) -> None:
    desk.talk("web:a", "hello")
    desk.note("web:a", "call_back", phone="+84905123456", name="Anna")
    line = one(desk.inbox.open(ALL, ME).waiting)
    assert (line.name, line.phone) == ("Anna", "+84905123456")


def test_the_stamp_changes_with_what_is_shown(desk: Desk) -> None:
    desk.talk("web:a", "hello")
    seen = {desk.inbox.stamp()}
    desk.note("web:a", "talk_to_human")
    seen.add(desk.inbox.stamp())
    desk.talk("web:a", "hello?", at=NOW + HOUR / 2)
    seen.add(desk.inbox.stamp())
    desk.modes.ask("web:a", NOW)
    seen.add(desk.inbox.stamp())
    desk.talk("web:a", "are you there?", at=NOW + HOUR)
    seen.add(desk.inbox.stamp())
    desk.modes.take("web:a", ME, NOW + 2 * HOUR)
    seen.add(desk.inbox.stamp())
    assert len(seen) == 6
    desk.talk("web:quiet", "of no interest", at=NOW + HOUR)
    assert desk.inbox.stamp() in seen


def test_fifty_thousand_conversations_with_five_hundred_open(sqlite_house: House, tmp_path: Path) -> None:
    desk = Desk(sqlite_house, f"sqlite:///{tmp_path}/chats.db")
    _many(desk.chats, sqlite_house.engine, 50_000, 500)
    found, pages = desk.inbox.open(ALL, ME), desk.inbox.with_assistant(ALL, ME)
    assert (len(found.waiting), len(found.handled), found.unread, len(pages)) == (400, 100, 500, PAGE)


def _many(chats: Engine, domain: Engine, count: int, open_ones: int) -> None:
    ids = [f"web:{number}" for number in range(count)]
    talks = [
        {"id": id, "venue_id": "house", "language": "en", "asked": 0, "created_at": NOW, "last_at": NOW - number * HOUR}
        for number, id in enumerate(ids)
    ]
    said = [
        {"conversation": id, "client_id": str(number), "kind": "text", "text": "", "received_at": NOW, "state": "done"}
        for id in ids[:open_ones]
        for number in range(4)
    ]
    taken = [{"conversation": id, "mode": "person", "who": ME, "since": NOW, "until": NOW} for id in ids[:100]]
    with chats.begin() as db:
        for table, rows in ((conversation, talks), (inbound, said), (attention, taken)):
            db.execute(insert(table), rows)
    notes = [
        {"venue_id": "house", "conversation": id, "kind": "talk_to_human", "at": NOW, "detail": {}}
        for id in ids[100:open_ones]
    ]
    with writing(domain) as connection:
        connection.execute(insert(staff_note), notes)
