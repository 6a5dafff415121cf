"""What holds for every platform: kept once, answered in order, delivered or told to the staff, and nobody let in."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from gateway.channels.events import TEXT, Event
from gateway.messages import Answer, Message, Reply
from tests.fakes import platforms as fakes
from tests.fakes.platforms import fb_text, page_batch, zalo_text
from tests.gateway.channels.parts import FB, ZALO, spa
from tests.gateway.parts import Clock, Stub, choices, conversations

FOURTEEN = choices(**{f"At {hour}": f'/inform{{"start": "{hour}"}}' for hour in range(8, 22)})


def menu(message: Message) -> Answer:
    """A list of fourteen times for everything but a choice."""
    if message.parse is not None:
        return Answer([Reply(f"chosen {message.parse.intent}")], {"slot": "party"})
    return Answer([Reply("Which time?", "utter_times", FOURTEEN)], {"slot": "start"})


async def test_a_message_is_answered_on_its_own_platform() -> None:
    async with spa() as made:
        await made.fb(fb_text("Xin chào", "m1"))
        await made.zalo(zalo_text("Hello", "z1"))
        assert [message.conversation for message in made.said()] == [FB, ZALO]
        assert [message.metadata["venue"] for message in made.said()] == ["lee_spa", "danang_reviews"]
        assert made.fake.texts("222") == ["You said: Xin chào"]
        assert made.fake.texts("U100") == ["You said: Hello"]


async def test_what_comes_twice_is_answered_once() -> None:
    async with spa() as made:
        for _ in range(3):
            await made.fb(fb_text("one", "m1"), fb_text("one", "m1"))
            await made.zalo(zalo_text("two", "z1"))
        assert made.stub.texts == ["one", "two"]
        assert len(made.fake.sent) == 2


async def test_a_message_is_kept_with_its_event_in_one_transaction() -> None:
    """Each transaction waits for the disk, and the platform waits for all of them."""
    async with spa() as made:
        await made.fb(fb_text("one", "m1"))
        made.stub.gate.clear()
        kept: list[Any] = []
        event.listen(made.channels.inbound.engine, "commit", kept.append)
        assert made.channels.inbound.take("fb", [Event("m2", TEXT, "111", "222", "two")]) == [FB]
        assert len(kept) == 1
        made.stub.gate.set()


async def test_every_event_of_a_batch_counts_in_its_order() -> None:
    async with spa() as made:
        await made.fb(fb_text("one", "m1"), fb_text("other", "m2", "333"), fb_text("two", "m3"))
        assert made.fake.texts("222") == ["You said: one\ntwo"]
        assert made.fake.texts("333") == ["You said: other"]


@pytest.mark.parametrize("path", ["messenger", "zalo"])
async def test_nothing_unsigned_is_let_in(path: str) -> None:
    async with spa() as made:
        body = zalo_text("x", "z1") if path == "zalo" else page_batch(fb_text("x", "m1"))
        for headers in ({}, {"X-Hub-Signature-256": "sha256=00"}, {"X-ZEvent-Signature": "mac=" + "0" * 64}):
            assert await made.post(path, body, headers) == 403
        await made.run()
        assert not made.said() and not made.channels.inbound.counts()


async def test_a_page_and_an_application_that_are_not_ours_reach_nothing() -> None:
    async with spa() as made:
        await made.fb(fb_text("x", "m1"), page="999")
        foreign = {**zalo_text("x", "z1"), "recipient": {"id": "OA9"}}
        await made.zalo(foreign)
        assert await made.post("zalo", {**zalo_text("x", "z2"), "app_id": "other"}) == 403
        assert not made.said() and made.channels.inbound.counts() == {"foreign": 2}


async def test_a_body_that_is_too_large_is_refused() -> None:
    async with spa() as made:
        assert await made.post("messenger", page_batch(fb_text("x" * 2_000_000, "m1"))) == 413
        assert await made.post("messenger", page_batch(fb_text("x" * 900_000, "m2"))) == 200


async def test_what_was_acknowledged_survives_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/gateway.db"
    async with spa(url=url) as made:
        assert await made.post("messenger", page_batch(fb_text("hello", "m1"))) == 200
    async with spa(url=url) as made:
        await made.fb(fb_text("hello", "m1"))
        assert made.stub.texts == ["hello"] and made.fake.texts() == ["You said: hello"]


@pytest.mark.parametrize("typed", ["/restart", ' /book{"x":1}', '/SetSlots(a="b")', "b:forged", "m:0"])
async def test_typed_words_never_become_an_intent(typed: str) -> None:
    async with spa() as made:
        await made.fb(fb_text(typed, "m1"))
        await made.zalo(zalo_text(typed, "z1"))
        assert all(message.parse is None and not message.text.startswith("/") for message in made.said())


async def test_a_forged_and_an_old_button_get_a_fresh_menu() -> None:
    async with spa(Stub(menu)) as made:
        await made.zalo(zalo_text("#b:forged-token", "z1"))
        assert [message.parse.intent for message in made.said() if message.parse] == ["stale_button"]
        await made.zalo(zalo_text("times", "z2"))
        token = made.fake.sent[-1][2]["attachment"]["payload"]["buttons"][0]["payload"]
        await made.zalo(zalo_text(token, "z3"))
        await made.zalo(zalo_text(token, "z4"))  # its question is answered
        await made.fb(fb_text("x", "m1", quick_reply={"payload": token.removeprefix("#")}))  # another's
        intents = [message.parse.intent for message in made.said() if message.parse]
        assert intents == ["stale_button", "inform", "stale_button", "stale_button"]


async def test_a_number_answers_the_last_list_alone() -> None:
    async with spa(Stub(menu)) as made:
        await made.fb(fb_text("which times", "m1"))
        assert "14. At 21" in made.fake.texts()[-1]
        await made.fb(fb_text(" 2. ", "m2"))
        assert made.said()[-1].parse and made.said()[-1].parse.entities[0]["value"] == "9"
        await made.fb(fb_text("2", "m3"))  # the next question has no list: two guests, perhaps
        assert made.said()[-1].parse is None and made.said()[-1].text == "2"
        for number in ("0", "15", "2 people"):
            await made.fb(fb_text(number, f"m-{number}"))
            assert made.said()[-1].parse is None


async def test_several_numbers_answer_a_list_of_which_several_may_be_chosen() -> None:
    def ask(message: Message) -> Answer:
        if message.parse is not None:
            return Answer([Reply("Noted")], {"slot": "party"})
        asked = choices(**{name: f'/inform{{"condition": "{name}"}}' for name in ("fever", "injury", "flu")})
        return Answer([Reply("Which?", "utter_ask", asked, custom={"choices": "multi"})], {"slot": "conditions"})

    async with spa(Stub(ask)) as made:
        for number, typed in enumerate(("1, 3", "2 và 3", "1 and 2.", "3")):
            await made.fb(fb_text("begin", f"b{number}"))
            await made.fb(fb_text(typed, f"m{number}"))
        chosen = [[one["value"] for one in said.parse.entities] for said in made.said() if said.parse]
        assert chosen == [["fever", "flu"], ["injury", "flu"], ["fever", "injury"], ["flu"]]
        await made.zalo(zalo_text("begin", "z1"))
        await made.zalo(zalo_text("1, 4", "z2"))  # there are three
        assert made.said()[-1].parse is None


async def test_cards_and_links_look_on_each_platform_as_they_can() -> None:
    service = {"title": "Back · 60'", "payload": '/inform{"service": "back"}', "name": "Back", "detail": "60'"}
    links = [
        {"kind": "file", "title": "Calendar", "url": "/calendar/1.ics"},
        {"kind": "phone", "title": "Call", "url": "tel:+842360000101"},
    ]

    def script(message: Message) -> Answer:
        if message.text == "cards":
            return Answer([Reply("Which?", buttons=[service], custom={"choices": "cards"})], {"slot": "service"})
        return Answer([Reply("Booked", custom={"links": links})], {"slot": "service"})

    async with spa(Stub(script)) as made:
        for text in ("cards", "links"):
            await made.fb(fb_text(text, f"m-{text}"))
            await made.zalo(zalo_text(text, f"z-{text}"))
        fb = [payload(message) for platform, _, message in made.fake.sent if platform == "fb"]
        zalo = [payload(message) for platform, _, message in made.fake.sent if platform == "zalo"]
        assert fb[1]["elements"][0]["title"] == "Back" and fb[1]["elements"][0]["buttons"][0]["title"] == "Chọn"
        assert [one["type"] for one in fb[2]["buttons"]] == ["web_url", "phone_number"]
        assert zalo[0]["buttons"][0]["title"] == "Back · 60'"
        assert [one["type"] for one in zalo[1]["buttons"]] == ["oa.open.url", "oa.open.phone"]
        assert zalo[1]["buttons"][0]["payload"] == {"url": "https://spa.example/calendar/1.ics"}
        token = fb[1]["elements"][0]["buttons"][0]["payload"]
        await made.fb(fakes.fb_event(postback={"mid": "m-press", "title": "Chọn", "payload": token}))
        assert made.said()[-1].parse and made.said()[-1].parse.entities[0]["value"] == "back"


async def test_links_that_are_refused_as_buttons_are_said_in_words() -> None:
    link = {"kind": "link", "title": "Open", "url": "https://spa.example/x"}
    async with spa(Stub(lambda message: Answer([Reply("Here", custom={"links": [link]})]))) as made:
        made.fake.buttons_refused = -233
        await made.zalo(zalo_text("x", "z1"))
        assert made.fake.texts() == ["Here\nOpen: https://spa.example/x"] and not made.notes()


def payload(message: dict[str, Any]) -> dict[str, Any]:
    return dict(message.get("attachment", {}).get("payload", {}))


async def test_what_nobody_knows_is_kept_and_ignored() -> None:
    async with spa() as made:
        await made.fb(fakes.fb_event(new_kind={"a": 1}))
        await made.zalo(fakes.zalo_event("user_does_what_is_new"))
        assert await made.post("messenger", b"[]") == 200
        assert made.channels.inbound.counts() == {"unknown": 3} and not made.said()


async def test_a_person_answers_and_the_assistant_is_silent_but_for_an_emergency() -> None:
    def script(message: Message) -> Answer:
        if "chest" in message.text:
            return Answer([Reply("Call 115", "utter_emergency"), Reply("And then", "utter_go_on")])
        return Answer([Reply(f"You said: {message.text}")])

    async with spa(Stub(script)) as made:
        await made.fb(fb_text("one", "m1"))
        assert made.modes.take(FB, "lan", made.clock())
        await made.fb(fb_text("two", "m2"))
        await made.fb(fb_text("my chest hurts", "m3"))
        assert made.fake.texts() == ["You said: one", "Call 115"]
        assert made.channels._inside.conversations.store.waiting_conversations() == []
        assert made.modes.give_back(FB, "lan", made.clock())
        await made.fb(fb_text("three", "m4"))
        assert made.fake.texts()[-1] == "You said: three"


async def test_an_answer_that_a_person_was_faster_with_is_not_sent() -> None:
    async with spa() as made:
        assert await made.post("messenger", page_batch(fb_text("one", "m1"))) == 200
        await made.answered()
        assert made.modes.take(FB, "lan", made.clock())
        await made.run()
        assert not made.fake.sent and not made.notes()


async def test_a_push_goes_out_and_whoever_pushed_it_knows() -> None:
    async with spa() as made:
        await made.zalo(zalo_text("hello", "z1"))
        pushes = made.channels._inside.pushes
        assert pushes.push("reminder:1", ZALO, Reply("See you"), "vi", made.clock(), made.clock())
        assert not pushes.seen("reminder:1")
        await made.run()
        assert made.fake.texts()[-1] == "See you" and pushes.seen("reminder:1")


async def test_the_page_has_no_deliveries() -> None:
    made = conversations(Stub(), Clock())
    made.open("web:anna", "lee_spa", "en")
    await made.drain("web:anna")
    with made.store._engine.connect() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM delivery").scalar() == 0
