"""A person of the spa takes over on Messenger and on Zalo, answers, and gives back: what the platforms get."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest

from gateway.pictures import drawn_anew
from gateway.staff.reach import LATE
from gateway.staff.replies import Draft, Replies
from spa.errors import NotReachable
from spa.knowledge import load_venues
from tests.fakes.platforms import fb_text, zalo_text
from tests.gateway.channels.parts import FB, ZALO, Spa, call, spa
from tests.gateway.parts import ROOT
from tests.gateway.staff.test_pictures import file

LAN = "staff:1"
ROOMS = load_venues(ROOT / "knowledge" / "venues")["lee_spa"].pictures["rooms"]


@dataclass
class Wire:
    """One channel of the gateway: its customer writes, a person answers."""

    made: Spa
    id: str
    write: Callable[[str], Awaitable[None]]

    def __post_init__(self) -> None:
        inside = self.made.channels._inside
        self.hand_over = self.made.app.state.hand_over
        self.replies = Replies(inside.engine, inside.modes.lasts, self.made.clock)

    async def answer(self, text: str, picture: str | None = None, upload: bytes | None = None) -> None:
        self.made.clock.go_on(seconds=1)
        self.replies.send(self.id, LAN, "Lan", Draft(text, uuid4().hex, 10**6, picture, upload))
        await self.made.run()

    @property
    def texts(self) -> list[str]:
        return self.made.fake.texts()


def wire(made: Spa, channel: str) -> Wire:
    async def fb(text: str) -> None:
        await made.fb(fb_text(text, uuid4().hex))

    async def zalo(text: str) -> None:
        await made.zalo(zalo_text(text, uuid4().hex))

    return Wire(made, FB, fb) if channel == "fb" else Wire(made, ZALO, zalo)


@pytest.mark.parametrize("channel", ["fb", "zalo"])
async def test_a_person_takes_over_answers_and_gives_back(channel: str) -> None:
    async with spa() as made:
        one = wire(made, channel)
        await one.write("hello")
        assert one.hand_over.take(one.id, LAN, "Lan")
        await one.answer("Good morning")
        await one.write("thank you")
        one.hand_over.give_back(one.id, LAN)
        made.clock.go_on(seconds=1)
        await made.run()
        await one.write("how much?")
        said = one.texts
        assert said[0] == "You said: hello" and "Lan" in said[1] and said[2] == "Good morning"
        assert "LEE SPA" in said[3] and said[4] == "You said: how much?" and len(said) == 5


@pytest.mark.parametrize("channel", ["fb", "zalo"])
async def test_while_a_person_answers_an_emergency_is_heard(channel: str) -> None:
    async with spa() as made:
        one = wire(made, channel)
        await one.write("hello")
        one.hand_over.take(one.id, LAN, "Lan")
        await one.write("and my chest hurts")
        assert made.said()[-1].text == "and my chest hurts"


@pytest.mark.parametrize("channel", ["fb", "zalo"])
async def test_a_picture_of_the_house_goes_with_the_answer(channel: str) -> None:
    async with spa() as made:
        one = wire(made, channel)
        await one.write("how do the rooms look?")
        one.hand_over.take(one.id, LAN, "Lan")
        await one.answer("Like this", ROOMS)
        *_, picture, words = [message for _, _, message in made.fake.sent]
        assert "attachment" in picture and words["text"] == "Like this"


async def test_a_picture_of_a_person_is_fetched_by_messenger_and_uploaded_to_zalo() -> None:
    jpeg = drawn_anew(file("PNG"))
    async with spa() as made:
        for channel in ("fb", "zalo"):
            one = wire(made, channel)
            await one.write("where is your door?")
            one.hand_over.take(one.id, LAN, "Lan")
            await one.answer("Here it is", upload=jpeg)
            assert one.texts[-1] == "Here it is"
        shown = [message["attachment"]["payload"] for _, _, message in made.fake.sent if "attachment" in message]
        address = shown[0]["url"]
        assert address.startswith("https://spa.example/sent/")
        assert await call(made.app, "GET", address.removeprefix("https://spa.example")) == (200, jpeg)
        assert shown[1]["elements"] == [{"media_type": "image", "attachment_id": "picture-1"}]


@pytest.mark.parametrize("channel", ["fb", "zalo"])
async def test_a_late_answer_arrives_also_after_it_was_given_back_by_itself(channel: str) -> None:
    async with spa() as made:
        one = wire(made, channel)
        await one.write("hello")
        one.hand_over.take(one.id, LAN, "Lan")
        await made.later(hours=50)
        one.hand_over.round()
        await made.run()
        assert one.replies.reach(one.id).state == LATE
        one.hand_over.take(one.id, LAN, "Lan")
        await one.answer("Sorry that it took so long")
        assert one.texts[-1] == "Sorry that it took so long"
        assert made.notes() == []
        await made.later(days=6)
        with pytest.raises(NotReachable):
            await one.answer("too late")
