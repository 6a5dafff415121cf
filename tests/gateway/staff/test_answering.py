"""A person answers: alone, once, within the channel's rules; and the customer knows who is there."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest

from gateway.channels.threads import heard
from gateway.conversations import Conversations
from gateway.database import connect
from gateway.forgetting import erase
from gateway.handover import HandOver
from gateway.messages import Said
from gateway.modes import Modes
from gateway.pushes import Pushes
from gateway.staff.reach import CLOSED, LATE, OPEN, reach
from gateway.staff.replies import LONGEST, Draft, Replies
from gateway.staff.transcripts import CHANGE, NOTE, PERSON, Transcripts
from gateway.store import Store
from gateway.texts import Texts
from spa.errors import AnsweredMeanwhile, NothingToSend, NotReachable, NotTheirs, WordsTooLong
from tests.gateway.parts import ROOT, Clock, Stub, venues
from tests.keys import KEYS

ID, LAN, MAI, HOUR = "web:anna", "staff:1", "staff:2", timedelta(hours=1)


class House:
    """One conversation, and two colleagues who may answer it."""

    def __init__(self, url: str = "sqlite://", id: str = ID, language: str = "en") -> None:
        self.clock, self.id = Clock(), id
        self.chats = connect(url, KEYS)
        store = Store(self.chats)
        talk = Conversations(store, Stub(), Texts(ROOT / "responses" / "gateway.yml"), venues(), self.clock)
        self.modes, self.replies = Modes(self.chats, HOUR), Replies(self.chats, HOUR, self.clock)
        self.hand_over = HandOver(self.modes, Pushes(self.chats), store.conversation, talk.text, self.clock)
        self.transcripts, self.store = Transcripts(self.chats), store
        store.open(id, "lee_spa", language, self.clock())
        with self.chats.begin() as db:
            heard(db, id, self.clock())

    def take(self, who: str = LAN, name: str = "Lan") -> bool:
        self.clock.go_on(seconds=1)
        return self.hand_over.take(self.id, who, name)

    def send(self, text: str, who: str = LAN, key: str = "", seen: int | None = None) -> None:
        self.clock.go_on(seconds=1)
        last = self.transcripts.of(self.id).last_outbound if seen is None else seen
        self.replies.send(self.id, who, who, Draft(text, key or uuid4().hex, last))

    def told(self) -> list[str]:
        return [row.message["text"] for row in self.store.history(self.id)[1]]


@pytest.fixture
def house() -> House:
    return House()


@pytest.mark.parametrize(
    ("language", "here", "back"),
    [
        ("en", "Lan from LEE SPA & MASSAGE is with you", "is back with you"),
        ("vi", "Lan bên LEE SPA", "tiếp tục hỗ trợ"),
    ],
)
def test_the_customer_is_told_who_is_here_and_when_the_assistant_is_back(language: str, here: str, back: str) -> None:
    house = House(language=language)
    assert house.take() and house.take()
    house.hand_over.give_back(ID, LAN)
    first, second = house.told()
    assert here in first and back in second


def test_a_colleague_is_introduced_as_well(house: House) -> None:
    house.take()
    assert house.hand_over.hand_on(ID, LAN, MAI, "Mai")
    assert not house.hand_over.hand_on(ID, LAN, MAI, "Mai")
    assert "Mai from" in house.told()[-1]


def test_only_who_has_the_conversation_answers(house: House) -> None:
    with pytest.raises(NotTheirs):
        house.send("Hello")
    house.take()
    house.send("Hello")
    with pytest.raises(NotTheirs):
        house.send("Hello too", MAI)
    assert house.told()[1:] == ["Hello"]


def test_the_same_form_sent_twice_answers_once_also_when_it_is_given_back_by_then(house: House) -> None:
    house.take()
    house.send("Hello", key="form")
    house.send("Hello", key="form", seen=0)
    house.hand_over.give_back(ID, LAN)
    house.send("Hello", key="form", seen=0)
    assert house.told().count("Hello") == 1


def test_two_windows_of_one_person_do_not_answer_the_same_message_twice(house: House) -> None:
    house.take()
    seen = house.transcripts.of(ID).last_outbound
    house.send("Hello", seen=seen)
    with pytest.raises(AnsweredMeanwhile):
        house.send("Good day", seen=seen)
    assert house.told()[1:] == ["Hello"]


def test_two_who_press_at_the_same_moment(tmp_path: Path) -> None:
    house = House(f"sqlite:///{tmp_path}/chats.db")

    def press(who: str) -> str:
        try:
            if house.hand_over.take(ID, who, who):
                house.replies.send(ID, who, who, Draft(f"I am {who}", f"form of {who}", 0))
            return "sent"
        except (NotTheirs, AnsweredMeanwhile):
            return "refused"

    with ThreadPoolExecutor(8) as people:
        list(people.map(press, [LAN, MAI] * 4))
    assert len([text for text in house.told() if text.startswith("I am")]) == 1


def test_what_cannot_be_sent_is_refused_before_it_is_written(house: House) -> None:
    house.take()
    with pytest.raises(NothingToSend):
        house.send(" \n ")
    with pytest.raises(WordsTooLong):
        house.send("a" * (LONGEST + 1))
    assert len(house.told()) == 1


@pytest.mark.parametrize(
    ("id", "hours", "state"),
    [
        ("web:a", 1000, OPEN),
        ("fb:1:2", 23, OPEN),
        ("fb:1:2", 25, LATE),
        ("fb:1:2", 24 * 7, CLOSED),
        ("zalo:1:2", 47, OPEN),
        ("zalo:1:2", 49, LATE),
        ("zalo:1:2", 24 * 7, CLOSED),
    ],
)
def test_the_window_is_known_before_anybody_writes(id: str, hours: int, state: str) -> None:
    now = Clock()()
    thread = SimpleNamespace(last_inbound_at=now - timedelta(hours=hours), unreachable=None)
    assert reach(id, thread, now).state == state


def test_nothing_goes_where_nothing_arrives() -> None:
    house = House(id="fb:111:222")
    house.take()
    house.clock.go_on(days=8)
    with pytest.raises(NotReachable):
        house.send("Hello")
    gone = SimpleNamespace(last_inbound_at=house.clock(), unreachable="551")
    assert reach("fb:111:222", gone, house.clock()).why == "551"


def test_the_transcript_has_both_sides_notes_and_whose_it_was(house: House) -> None:
    house.store.receive(ID, Said("1", "text", "Hello?"), house.clock())
    house.take()
    house.send("Here I am")
    house.clock.go_on(seconds=1)
    house.transcripts.add_note(ID, LAN, "Lan", "Likes the window room", house.clock())
    found = house.transcripts.of(ID)
    shown = [(entry.by, entry.text or entry.kind) for entry in found.entries]
    assert shown[0] == ("guest", "Hello?")
    assert shown[-2:] == [(PERSON, "Here I am"), (NOTE, "Likes the window room")]
    assert (CHANGE, LAN) in shown
    assert found.last_inbound == 1


def test_a_note_goes_with_the_words_of_the_chat(house: House) -> None:
    house.transcripts.add_note(ID, LAN, "Lan", "Likes the window room", house.clock())
    with house.chats.begin() as db:
        erase(db, [ID])
    assert house.transcripts.of(ID).entries == []


def test_the_stamp_of_a_transcript_changes_with_what_it_shows(house: House) -> None:
    seen = [house.transcripts.stamp(ID)]
    house.take()
    seen.append(house.transcripts.stamp(ID))
    house.send("Hello")
    seen.append(house.transcripts.stamp(ID))
    house.transcripts.add_note(ID, LAN, "Lan", "note", house.clock())
    seen.append(house.transcripts.stamp(ID))
    assert len(set(seen)) == 4 and house.transcripts.stamp(ID) == seen[-1]
