"""The same visit on the page, Messenger and Zalo, in both languages: asked, screened, booked, moved, and a person between.

The trained model and the real actions behind the real gateway; the platforms are the stand-ins, as strict as they are.
"""

import json
from abc import ABC, abstractmethod
from itertools import count
from typing import Any

import pytest

import bootstrap
from gateway.conversations import Venues
from gateway.identity import COOKIE, Identity
from gateway.messages import Reply
from spa import booking
from spa.store.database import reading
from tests.assistant import Assistant
from tests.conftest import Wait
from tests.fakes.platforms import fb_event, fb_text, zalo_text
from tests.gateway.channels.parts import FB, ZALO, Spa, call, spa
from tests.gateway.parts import PlainSettings

WORDS = {
    "en": {
        "price": "how much is a massage?",
        "book": "book a 60 minute back massage for one on 27/11 at 15:00",
        "move": "can I move my booking to 27/11 at 17:00",
        "person": "I want to talk to a person",
    },
    "vi": {
        "price": "giá massage bao nhiêu vậy em",
        "book": "đặt massage lưng 60 phút cho một người 15h ngày 27/11",
        "move": "dời lịch qua 17h ngày 27/11 giúp em",
        "person": "cho mình gặp nhân viên",
    },
}


class Customer(ABC):
    """Says and presses what their channel shows them."""

    channel = ""

    def __init__(self, made: Spa, conversation: str) -> None:
        self.made, self.conversation, self.names = made, conversation, count(1)
        self.person, self.seen = conversation.rpartition(":")[2], 0

    async def say(self, text: str) -> None:
        await self.send(text, f"{self.channel}{next(self.names)}")
        await self.made.run()

    async def press(self) -> None:
        """The first button of what was shown last."""
        await self.press_it(self.shown()[-1], f"{self.channel}{next(self.names)}")
        await self.made.run()

    def responses(self) -> list[str]:
        """What the assistant answered since the last look, by name."""
        rows = self.made.channels._inside.conversations.store.outbound_after(self.conversation, self.seen)
        self.seen = rows[-1].id if rows else self.seen
        return [row.message["response"] for row in rows]

    @abstractmethod
    async def send(self, text: str, name: str) -> None: ...

    @abstractmethod
    async def press_it(self, token: str, name: str) -> None: ...

    @abstractmethod
    def shown(self) -> list[str]:
        """Of each message with buttons that arrived, the first one."""


class OnMessenger(Customer):
    channel = "fb"

    async def send(self, text: str, name: str) -> None:
        await self.made.fb(fb_text(text, name, self.person))

    async def press_it(self, token: str, name: str) -> None:
        await self.made.fb(fb_event(self.person, postback={"mid": name, "title": "x", "payload": token}))

    def shown(self) -> list[str]:
        sent = [message for _, _, message in self.made.fake.sent]
        found = [one.get("quick_replies") or _payload(one).get("buttons") for one in sent]
        return [buttons[0]["payload"] for buttons in found if buttons]


class OnZalo(Customer):
    channel = "zalo"

    async def send(self, text: str, name: str) -> None:
        await self.made.zalo(zalo_text(text, name, self.person))

    async def press_it(self, token: str, name: str) -> None:
        await self.made.zalo(zalo_text(token, name, self.person))

    def shown(self) -> list[str]:
        found = [_payload(message).get("buttons") for _, _, message in self.made.fake.sent]
        return [buttons[0]["payload"] for buttons in found if buttons]


class OnThePage(Customer):
    channel = "web"

    def __init__(self, made: Spa) -> None:
        identity = Identity(PlainSettings.secret_key, made.clock)
        self.token = identity.token()
        super().__init__(made, identity.conversation(str(identity.visitor(self.token)), "lee_spa"))

    async def open(self, language: str) -> None:
        await self.post("start", language=language)
        await self.made.run()
        assert self.responses() == ["utter_greet"]

    async def send(self, text: str, name: str) -> None:
        await self.post("messages", text=text, client_id=name)

    async def press_it(self, token: str, name: str) -> None:
        await self.post("messages", button=token, client_id=name)

    async def post(self, path: str, **body: str) -> None:

        raw, headers = json.dumps({"venue": "lee_spa", **body}).encode(), {"cookie": f"{COOKIE}={self.token}"}
        status, _ = await call(self.made.app, "POST", f"/chat/{path}", raw, headers)
        assert status in (200, 202)

    def shown(self) -> list[str]:
        rows = self.made.channels._inside.conversations.store.outbound_after(self.conversation, 0)
        found = [row.message["buttons"] for row in rows if row.message["buttons"]]
        return [next((one for one in buttons if one.get("alone")), buttons[0])["token"] for buttons in found]


def _payload(message: dict[str, Any]) -> dict[str, Any]:
    return dict(message.get("attachment", {}).get("payload", {}))


async def customer(made: Spa, channel: str, language: str) -> Customer:
    if channel == "web":
        page = OnThePage(made)
        await page.open(language)
        return page
    # Of each language a person of their own: the dialogues of all of them are in one store.
    return OnMessenger(made, f"{FB}{language}") if channel == "fb" else OnZalo(made, f"{ZALO}{language}")


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("channel", ["web", "fb", "zalo"])
def test_the_same_visit_on_every_channel(assistant: Assistant, wait_for: Wait, channel: str, language: str) -> None:
    wait_for(_visit(assistant, channel, WORDS[language], language))


async def _visit(assistant: Assistant, channel: str, words: dict[str, str], language: str) -> None:
    await assistant.start()
    known = assistant._services.venues
    async with spa(
        assistant._rasa, domain=assistant.engine, shown=Venues(list(known), bootstrap.venue_facts(known))
    ) as made:
        guest = await customer(made, channel, language)
        await guest.say(words["price"])
        assert guest.responses() == ["utter_faq/price"]
        await guest.say(words["book"])
        assert guest.responses() == ["utter_time_held", "utter_ask_consent"]
        await _screened(guest)
        for text in ("Lan Nguyen", "0905123456"):
            await guest.say(text)
        assert guest.responses() == ["utter_ask_phone", "utter_ask_confirm"]
        await guest.press()
        assert guest.responses() == ["utter_booked"]
        await guest.say(words["move"])
        await guest.press()
        assert guest.responses() == ["utter_ask_move", "utter_moved"]
        await _with_a_person(made, guest, words)
        with reading(assistant.engine) as connection:
            [booked] = booking.of_conversation(connection, guest.conversation, made.clock(), upcoming=False)
        assert (booked.status, booked.start.hour) == ("confirmed", 10)  # 17:00 in Da Nang
        assert made.channels.deliveries.counts() == {"waiting": 0, "dead": 0, "unsure": 0}


async def _screened(guest: Customer) -> None:
    """Agrees and has nothing to report: the first button each time."""
    asked: list[str] = []
    while "utter_ask_name" not in asked:
        assert len(asked) < 20
        await guest.press()
        asked += guest.responses()
    assert asked[0] == "utter_ask_screening_red_flags" and "utter_ask_read_back_nothing" in asked


async def _with_a_person(made: Spa, guest: Customer, words: dict[str, str]) -> None:
    await guest.say(words["person"])
    assert guest.responses()[0] == "utter_talk_to_human" and made.modes.of(guest.conversation).mode == "waiting"
    hand_over, pushes, now = made.app.state.hand_over, made.channels._inside.pushes, made.clock()
    assert hand_over.take(guest.conversation, "lan", "Lan")
    await guest.say(words["price"])
    pushes.push("lan:1", guest.conversation, Reply("Lan here", custom={"person": "Lan"}), "en", now, now)
    await made.run()
    assert guest.responses() == ["utter_person_here", None]
    assert hand_over.give_back(guest.conversation, "lan")
    await guest.say(words["price"])
    assert guest.responses() == ["utter_given_back", "utter_faq/price"]
    if guest.channel != "web":
        assert "Lan here" in made.fake.texts()
