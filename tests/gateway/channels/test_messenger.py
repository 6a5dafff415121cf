"""Messenger: the handshake, every kind of event, and what goes out in the shapes that it takes."""

import asyncio
from typing import Any

import pytest

from gateway.messages import Answer, Message, Reply
from tests.fakes.platforms import fb_event, fb_text, page_batch
from tests.gateway.channels.parts import FB, Spa, call, spa
from tests.gateway.parts import Stub, choices

ASKED = "/webhooks/messenger?hub.mode={}&hub.verify_token={}&hub.challenge=1158201444"


def offering(*titles: str, text: str = "Which?") -> Stub:
    buttons = choices(**{title: "/book_session" for title in titles})
    return Stub(lambda message: Answer([Reply(text, "utter_which", buttons)]))


def last(made: Spa) -> dict[str, Any]:
    return made.fake.sent[-1][2]


async def test_the_handshake() -> None:
    async with spa() as made:
        assert await call(made.app, "GET", ASKED.format("subscribe", "say%20friend")) == (200, b"1158201444")
        for mode, token in (
            ("subscribe", "say%20foe"),
            ("unsubscribe", "say%20friend"),
            ("", ""),
            ("subscribe", "%ff"),
        ):
            status, body = await call(made.app, "GET", ASKED.format(mode, token))
            assert status == 403 and b"1158201444" not in body


async def test_a_pressed_button_and_a_quick_reply_mean_what_they_say() -> None:
    async with spa(offering("Nine", "Ten")) as made:
        await made.fb(fb_text("times", "m1"))
        payloads = [one["payload"] for one in last(made)["attachment"]["payload"]["buttons"]]
        await made.fb(fb_event(postback={"mid": "m2", "title": "Nine", "payload": payloads[0]}))
        await made.fb(fb_text("Ten", "m3", quick_reply={"payload": payloads[1]}))
        assert [message.parse.intent for message in made.said() if message.parse] == ["book_session"] * 2


async def test_a_postback_without_a_payload_is_the_words_on_it() -> None:
    async with spa() as made:
        await made.fb(fb_event(postback={"mid": "m1", "title": "Prices"}))
        assert made.stub.texts == ["Prices"]


async def test_get_started_a_referral_and_the_menu() -> None:
    async with spa() as made:
        await made.fb(fb_event(postback={"mid": "m1", "title": "Get Started", "payload": "start"}))
        await made.fb(fb_event("333", referral={"ref": "poster", "source": "SHORTLINK"}))
        await made.fb(fb_event(postback={"mid": "m2", "title": "Prices", "payload": "m:1"}))
        await made.fb(fb_event(postback={"mid": "m3", "title": "?", "payload": "m:99"}))
        parses = [(message.parse.intent, message.parse.response_key) for message in made.said() if message.parse]
        assert parses == [("greet", None), ("greet", None), ("faq", "faq/price"), ("stale_button", None)]


@pytest.mark.parametrize("kind", ["image", "video", "audio", "file", "location", "fallback", "template", "reel"])
async def test_what_is_not_words_gets_a_polite_answer_once(kind: str) -> None:
    async with spa() as made:
        attachment = {"type": kind, "payload": {"url": "https://x/i.jpg", "sticker_id": 369239263222822}}
        for _ in range(2):
            await made.fb(fb_event(message={"mid": "m1", "attachments": [attachment]}))
        assert not made.said() and len(made.fake.sent) == 1
        assert "nhắn bằng chữ" in made.fake.texts()[0]


async def test_a_person_at_the_page_silences_the_assistant() -> None:
    async with spa() as made:
        await made.fb(fb_text("one", "m1"))
        own = {"mid": "m_sent_1", "text": "You said: one", "is_echo": True, "app_id": 900}
        await made.fb(_echo(own))
        await made.fb(fb_text("two", "m2"))
        assert made.fake.texts() == ["You said: one", "You said: two"]
        await made.fb(_echo({"mid": "m_5", "text": "Chào bạn", "is_echo": True, "app_id": 263902037430900}))
        await made.fb(fb_text("three", "m3"))
        assert made.fake.texts() == ["You said: one", "You said: two"]
        assert made.notes() == [("person_answers", FB, None)]


async def test_a_picture_that_the_page_sent_is_nobodys_message() -> None:
    async with spa() as made:
        picture = [{"type": "image", "payload": {"url": "https://x/i.jpg"}}]
        await made.fb(_echo({"mid": "m_5", "is_echo": True, "attachments": picture}))
        assert not made.fake.sent and not made.said()
        assert made.modes.of(FB).is_a_persons


def _echo(message: dict[str, Any]) -> dict[str, Any]:
    return {"sender": {"id": "111"}, "recipient": {"id": "222"}, "timestamp": 1, "message": message}


async def test_receipts_reactions_edits_and_standby_change_nothing() -> None:
    async with spa() as made:
        told = [
            fb_event(delivery={"mids": ["m_9"], "watermark": 1764000000000}),
            fb_event(read={"watermark": 1764000000000}),
            fb_event(reaction={"mid": "m_9", "action": "react", "emoji": "❤"}),
            fb_event(message_edit={"mid": "m_9", "text": "no", "num_edit": 1}),
            fb_event(pass_thread_control={"new_owner_app_id": "123"}),
        ]
        await made.fb(*told)
        await made.fb(fb_text("for others", "m1"), key="standby")
        assert made.channels.inbound.counts() == {"noted": 6} and not made.said() and not made.fake.sent


async def test_few_choices_are_buttons_that_stay_and_more_are_quick_replies() -> None:
    async with spa(offering("Nine", "Ten", "Eleven")) as made:
        await made.fb(fb_text("times", "m1"))
        assert last(made)["attachment"]["payload"]["template_type"] == "button"
    async with spa(offering(*map(str, range(13)))) as made:
        await made.fb(fb_text("times", "m1"))
        assert len(last(made)["quick_replies"]) == 13
    async with spa(offering("Nine", text="word " * 200)) as made:
        await made.fb(fb_text("times", "m1"))
        assert len(last(made)["quick_replies"]) == 1


async def test_a_long_answer_comes_in_parts_and_goes_on_after_trouble() -> None:
    async with spa(Stub(lambda message: Answer([Reply("Ba mươi phút thôi ạ. " * 300)]))) as made:
        await made.fb(fb_text("all", "m1"))
        assert len(made.fake.sent) == 4
        made.fake.sent.clear()
        assert await made.post("messenger", page_batch(fb_text("again", "m2"))) == 200
        await asyncio.gather(*made.channels.seen._tasks)
        await made.answered()
        made.fake.trouble = [0.0, 0.0, (500, {})]
        await made.channels.sender.drain()
        assert len(made.fake.sent) == 2
        await made.later(seconds=10)
        assert len(made.fake.sent) == 4 and len(set(made.fake.texts())) <= 2


async def test_a_picture_is_a_public_address_of_a_png() -> None:
    async with spa(Stub(lambda message: Answer([Reply("Here", image="pictures/acupoints.svg")]))) as made:
        await made.fb(fb_text("points", "m1"))
        picture, text = (message for _, _, message in made.fake.sent)
        assert picture["attachment"]["payload"]["url"] == "https://spa.example/pictures/acupoints.png"
        assert text["text"] == "Here"


async def test_seen_and_typing_are_shown_and_may_fail() -> None:
    async with spa() as made:
        assert await made.post("messenger", page_batch(fb_text("one", "m1"))) == 200
        await asyncio.gather(*made.channels.seen._tasks)
        assert made.fake.actions == ["mark_seen", "typing_on"]
        made.fake.trouble = [(500, {})]
        assert await made.post("messenger", page_batch(fb_text("two", "m2"))) == 200
        await asyncio.gather(*made.channels.seen._tasks)
        await made.run()
        assert made.fake.texts() == ["You said: one", "You said: two"]


async def test_after_a_day_only_a_person_may_write_and_says_so() -> None:
    async with spa() as made:
        await made.fb(fb_text("hello", "m1"))
        pushes = made.channels._inside.pushes
        made.clock.go_on(hours=24)
        pushes.push("reminder:1", FB, Reply("See you"), "en", made.clock(), made.clock())
        await made.run()
        assert made.channels.deliveries.counts()["dead"] == 1
        assert not pushes.seen("reminder:1") and not made.notes()  # the worker takes the next way
        await made.fb(fb_text("again", "m2"))
        made.clock.go_on(hours=25)
        staff = Reply("Lan here", custom={"person": "Lan"})
        pushes.push("staff:1", FB, staff, "en", made.clock(), made.clock())
        await made.run()
        assert last(made)["text"] == "Lan here" and last(made)["tag"] == "HUMAN_AGENT"
        made.clock.go_on(days=7)
        pushes.push("staff:2", FB, staff, "en", made.clock(), made.clock())
        await made.run()
        assert made.notes()[-1] == ("undelivered", FB, "window closed")


async def test_within_a_day_a_person_needs_no_tag() -> None:
    async with spa() as made:
        await made.fb(fb_text("hello", "m1"))
        staff = Reply("Lan here", custom={"person": "Lan"})
        made.modes.take(FB, "lan", made.clock())
        made.channels._inside.pushes.push("staff:1", FB, staff, "en", made.clock(), made.clock())
        await made.run()
        assert last(made)["text"] == "Lan here" and last(made)["tag"] is None


REFUSALS = [
    ({"code": 10, "error_subcode": 2018278}, "10/2018278", "undelivered"),
    ({"code": 10, "error_subcode": 2018300}, "10/2018300", "undelivered"),
    ({"code": 551}, "551", "undelivered"),
    ({"code": 100}, "100", "undelivered"),
    ({"code": 368}, "368", "channel_stopped"),
    ({"code": 190, "error_subcode": 460}, "190/460", "channel_stopped"),
]


@pytest.mark.parametrize(("error", "code", "note"), REFUSALS, ids=lambda value: str(value))
async def test_what_each_refusal_brings_about(error: dict[str, int], code: str, note: str) -> None:
    async with spa() as made:
        assert await made.post("messenger", page_batch(fb_text("one", "m1"))) == 200
        await asyncio.gather(*made.channels.seen._tasks)
        made.fake.trouble = [(400, {"error": {"message": "about Lan", "fbtrace_id": "x", **error}})]
        await made.run()
        assert [(kind, problem) for kind, _, problem in made.notes()] == [(note, code)]
        in_other_hands = error.get("error_subcode") == 2018300
        assert (made.modes.of(FB).is_a_persons) == in_other_hands


async def test_whoever_could_not_be_reached_can_be_again_after_writing() -> None:
    async with spa() as made:
        await made.fb(fb_text("one", "m1"))
        made.channels._inside.threads.lost(FB, "551")
        made.channels._inside.pushes.push("p", FB, Reply("lost"), "en", made.clock(), made.clock())
        await made.run()
        assert made.fake.texts() == ["You said: one"] and made.channels.deliveries.counts()["dead"] == 1
        await made.fb(fb_text("two", "m2"))
        assert made.fake.texts()[-1] == "You said: two"


async def test_no_token_stands_in_an_address() -> None:
    async with spa() as made:
        await made.fb(fb_text("one", "m1"))
        assert not [one for one in made.fake.requests if "PAGE_TOKEN" in one.path_qs]


async def test_a_message_to_the_assistant_names_its_channel() -> None:
    got: list[Message] = []
    async with spa(Stub(lambda message: got.append(message) or Answer([Reply("ok")]))) as made:
        await made.fb(fb_text("one", "m1"))
    assert got[0].metadata["channel"] == "fb"
