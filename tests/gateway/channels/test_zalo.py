"""Zalo: every kind of event, buttons in three ways, pictures, the card, and what each refusal brings about."""

import logging
from typing import Any

import pytest
from sqlalchemy import select

from gateway import secrecy
from gateway.channels.schema import platform_event
from gateway.messages import Answer, Reply
from tests.fakes import platforms as fakes
from tests.fakes.platforms import OA, zalo_event, zalo_signed, zalo_text
from tests.gateway.channels.parts import ZALO, Spa, spa
from tests.gateway.channels.test_signature import ZALO_BODY, ZALO_MAC
from tests.gateway.parts import Stub, choices

PRICES = choices(**{f"Choice {number}": "/faq/price" for number in range(1, 8)})


def offering() -> Stub:
    return Stub(lambda message: Answer([Reply("Which?", "utter_which", PRICES)]))


def payload(message: dict[str, Any]) -> Any:
    return message["attachment"]["payload"]


def sent(made: Spa) -> list[dict[str, Any]]:
    return [message for _, _, message in made.fake.sent]


async def test_the_vector_comes_through_the_door() -> None:
    async with spa() as made:
        assert await made.post("zalo", ZALO_BODY, {"X-ZEvent-Signature": f"mac={ZALO_MAC}"}) == 200
        await made.run()
        assert made.stub.texts == ["Đặt lịch massage"]
        again = ZALO_BODY.replace(b'","sender', b'", "sender')
        assert await made.post("zalo", again, {"X-ZEvent-Signature": f"mac={ZALO_MAC}"}) == 403


async def test_a_signature_with_the_accounts_id_is_refused_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    async with spa() as made:
        body = ZALO_BODY
        with caplog.at_level(logging.ERROR, "gateway.channels.zalo.webhook"):
            assert await made.post("zalo", body, zalo_signed(body, app=OA)) == 403
        assert "signed with the id of the account" in caplog.text
        assert not made.channels.inbound.counts()


async def test_a_follow_and_the_chat_button_are_greeted() -> None:
    async with spa() as made:
        follow = {"event_name": "follow", "app_id": fakes.ZALO_APP, "oa_id": OA, "follower": {"id": "U100"}}
        await made.zalo({**follow, "source": "oa_profile", "timestamp": "1764000000000"})
        chat = {"event_name": "user_click_chatnow", "app_id": fakes.ZALO_APP, "oa_id": OA, "user_id": "U200"}
        await made.zalo({**chat, "timestamp": "1764000000001"})
        assert [message.parse.intent for message in made.said() if message.parse] == ["greet", "greet"]
        assert [message.conversation for message in made.said()] == [ZALO, f"zalo:{OA}:U200"]


NOT_WORDS = ("image", "gif", "link", "audio", "video", "sticker", "location", "file", "business_card")


@pytest.mark.parametrize("kind", NOT_WORDS)
async def test_what_is_not_words_gets_a_polite_answer(kind: str) -> None:
    async with spa() as made:
        message = {"msg_id": "m1", "attachments": [{"type": kind, "payload": {"url": "https://x/i"}}]}
        await made.zalo(zalo_event(f"user_send_{kind}", message=message))
        assert not made.said() and "nhắn bằng chữ" in made.fake.texts()[0]


async def test_the_words_under_a_picture_are_words() -> None:
    async with spa() as made:
        message = {"msg_id": "m1", "text": "Giá bao nhiêu?", "attachments": [{"type": "image"}]}
        await made.zalo(zalo_event("user_send_image", message=message))
        assert made.stub.texts == ["Giá bao nhiêu?"]


@pytest.mark.parametrize("phone", ["84912345678", 84912345678, "0912345678", "+84 912 345 678"])
async def test_name_and_number_of_the_card_come_as_if_typed(phone: object) -> None:
    async with spa() as made:
        info = {"name": "Lan Nguyễn", "phone": phone, "user_dob": "30/10/1999", "gender": "Nữ"}
        await made.zalo(zalo_event("user_submit_info", info=info))
        assert made.stub.texts == ["Lan Nguyễn, 0912345678"]


async def test_a_question_for_the_number_brings_the_card() -> None:
    async with spa(Stub(lambda message: Answer([Reply("Your number?", "utter_ask_phone")]))) as made:
        await made.zalo(zalo_text("book", "z1"))
        question, card = sent(made)
        assert question["text"] == "Your number?" and payload(card)["template_type"] == "request_user_info"
        (element,) = payload(card)["elements"]
        assert element["title"] == "LEE SPA & MASSAGE" and element["subtitle"]


async def test_receipts_and_own_echoes_change_nothing() -> None:
    async with spa() as made:
        await made.zalo(zalo_text("one", "z1"))
        await made.zalo(
            {**zalo_event("user_seen_message", OA, message={"msg_ids": ["z1"]}), "recipient": {"id": "U100"}}
        )
        received = {**zalo_event("user_received_message", OA, message={"msg_id": "z1"}), "recipient": {"id": "U100"}}
        await made.zalo(received)
        echo = {**zalo_event("oa_send_text", OA, message={"msg_id": "z1", "text": "You said: one"})}
        await made.zalo({**echo, "recipient": {"id": "U100"}})
        await made.zalo({**echo, "sender": {"id": OA, "admin_id": "A9"}, "recipient": {"id": "U100"}})  # sent from here
        await made.zalo(zalo_event("user_reacted_message", message={"msg_id": "z1", "react_icon": "/-strong"}))
        await made.zalo(zalo_text("two", "z2"))
        assert made.fake.texts() == ["You said: one", "You said: two"] and not made.notes()


async def test_a_person_at_zalos_console_silences_the_assistant() -> None:
    async with spa() as made:
        await made.zalo(zalo_text("one", "z1"))
        echo = zalo_event("oa_send_text", OA, message={"msg_id": "staff-1", "text": "Chào bạn"})
        await made.zalo({**echo, "sender": {"id": OA, "admin_id": "A9"}, "recipient": {"id": "U100"}})
        await made.zalo(zalo_text("two", "z2"))
        assert made.fake.texts() == ["You said: one"] and made.notes() == [("person_answers", ZALO, None)]
        with made.channels._inside.engine.connect() as db:
            [kept] = db.execute(select(platform_event).where(platform_event.c.kind == "staff")).all()
            words = secrecy.opened(db, kept, "sealed").sealed
        assert "Chào" not in str(tuple(kept)) and "Chào bạn" in str(words)


async def test_of_an_event_that_nobody_knows_only_the_shape_is_kept() -> None:
    async with spa() as made:
        await made.zalo({**zalo_event("user_sings", message={"text": "la la", "notes": [1, 2]}), "loud": True})
        with made.channels._inside.engine.connect() as db:
            kept = db.execute(select(platform_event)).one()
        assert kept.sealed is None and "la la" not in str(tuple(kept))
        assert kept.shape["message"] == {"text": "str", "notes": ["int"]} and kept.shape["loud"] == "bool"


async def test_whoever_unfollows_gets_nothing_until_they_write_again() -> None:
    async with spa() as made:
        await made.zalo(zalo_text("one", "z1"))
        left = {"event_name": "unfollow", "app_id": fakes.ZALO_APP, "oa_id": OA, "follower": {"id": "U100"}}
        await made.zalo({**left, "timestamp": "1764000000005"})
        made.channels._inside.pushes.push("p", ZALO, Reply("lost"), "vi", made.clock(), made.clock())
        await made.run()
        await made.zalo(zalo_text("two", "z2"))
        assert made.fake.texts() == ["You said: one", "You said: two"]


@pytest.mark.parametrize("named", [{"oa_id": OA}, {}])
async def test_whoever_withdraws_is_erased(named: dict[str, str]) -> None:
    async with spa() as made:
        await made.zalo(zalo_text("secret words", "z1"))
        await made.zalo(zalo_text("of another", "z2", "V500"))
        wish = {"event_name": "user_withdraw", "app_id": fakes.ZALO_APP, "user_id": "U100", **named}
        await made.zalo({**wish, "timestamp": "1764000000009"})
        made.stub.away = True
        assert await made.channels.forgetting.round() == 0
        made.stub.away = False
        assert await made.channels.forgetting.round() == 1
        assert made.erased == [ZALO] and made.said()[-1].parse and made.said()[-1].parse.intent == "delete_my_data"
        store = made.channels._inside.conversations.store
        assert store.conversation(ZALO) is None and store.history(ZALO) == ([], [])
        assert store.conversation(f"zalo:{OA}:V500") is not None
        assert await made.channels.forgetting.round() == 0


async def test_more_than_five_choices_go_on_a_further_page() -> None:
    async with spa(offering()) as made:
        await made.zalo(zalo_text("times", "z1"))
        first, second = sent(made)
        assert [len(payload(message)["buttons"]) for message in (first, second)] == [5, 2]
        assert "template_type" not in payload(first)
        token = payload(second)["buttons"][1]["payload"]
        assert payload(second)["buttons"][1]["type"] == "oa.query.hide" and token.startswith("#b:")
        await made.zalo(zalo_text(token, "z2"))
        assert made.said()[-1].parse and made.said()[-1].parse.response_key == "faq/price"


async def test_buttons_of_a_typed_template() -> None:
    async with spa(offering(), ZALO_BUTTON_MODE="template_type_button") as made:
        await made.zalo(zalo_text("times", "z1"))
        assert payload(sent(made)[0])["template_type"] == "button"


async def test_buttons_as_a_numbered_list() -> None:
    async with spa(offering(), ZALO_BUTTON_MODE="text") as made:
        await made.zalo(zalo_text("times", "z1"))
        (message,) = sent(made)
        assert "7. Choice 7" in message["text"] and "attachment" not in message
        await made.zalo(zalo_text("7.", "z2"))
        assert made.said()[-1].parse and made.said()[-1].parse.response_key == "faq/price"


@pytest.mark.parametrize("error", [-201, -233])
async def test_where_buttons_are_refused_the_choices_are_a_list(error: int) -> None:
    async with spa(offering()) as made:
        made.fake.buttons_refused = error
        await made.zalo(zalo_text("times", "z1"))
        (message,) = sent(made)
        assert message["text"].startswith("Which?\n\n1. Choice 1") and not made.notes()
        await made.zalo(zalo_text("6", "z2"))
        assert made.said()[-1].parse


async def test_a_picture_is_uploaded_once_and_again_when_it_is_gone() -> None:
    async with spa(Stub(lambda message: Answer([Reply("Here", image="pictures/acupoints.svg")]))) as made:
        await made.zalo(zalo_text("points", "z1"))
        await made.zalo(zalo_text("points", "z2"))
        assert made.fake.uploads == 1
        assert payload(sent(made)[0])["elements"] == [{"media_type": "image", "attachment_id": "picture-1"}]
        made.fake.gone = {"picture-1"}
        await made.zalo(zalo_text("points", "z3"))
        made.clock.go_on(days=6, hours=1)
        await made.zalo(zalo_text("points", "z4"))
        assert made.fake.uploads == 3 and not made.notes()


async def test_the_proof_where_it_is_demanded() -> None:
    async with spa(ZALO_SECRET_PROOF="on") as made:
        made.fake.needs_proof = True
        await made.zalo(zalo_text("one", "z1"))
        assert made.fake.texts() == ["You said: one"]
    async with spa() as made:
        made.fake.needs_proof = True
        await made.zalo(zalo_text("one", "z1"))
        assert made.notes() == [("channel_stopped", f"zalo:{OA}", "-242")]


@pytest.mark.parametrize("error", [-213, -217, -218, -227, -230, -232, -244, -210, -248, -234])
async def test_what_cannot_reach_its_customer_is_a_call_to_make(error: int) -> None:
    async with spa() as made:
        made.fake.refused = {"U100": error}
        await made.zalo(zalo_text("one", "z1"))
        assert made.notes() == [("undelivered", ZALO, str(error))]
        assert not made.channels.deliveries.stopped()


@pytest.mark.parametrize("error", [-209, -212, -219, -223, -204, -205, -221, -224, -235, -320, -321, -240])
async def test_what_a_person_must_put_right_stops_the_account(error: int) -> None:
    async with spa() as made:
        made.fake.refused = {"U100": error}
        await made.zalo(zalo_text("one", "z1"))
        assert made.notes() == [("channel_stopped", f"zalo:{OA}", str(error))]
        assert made.channels.deliveries.counts()["waiting"] == 1


@pytest.mark.parametrize(("error", "tries"), [(-200, 3), (-211, 3)])
async def test_what_seldom_passes_is_tried_three_times(error: int, tries: int) -> None:
    async with spa() as made:
        made.fake.refused = {"U100": error}
        await made.zalo(zalo_text("one", "z1"))
        for _ in range(6):
            await made.later(minutes=2)
        assert len(made.fake.requests) == tries and made.notes() == [("undelivered", ZALO, str(error))]


async def test_an_answer_may_go_out_for_seven_days() -> None:
    async with spa() as made:
        await made.zalo(zalo_text("one", "z1"))
        staff = Reply("Lan here", custom={"person": "Lan"})
        for days, taken in ((6, True), (1, False)):
            made.clock.go_on(days=days)
            made.channels._inside.pushes.push(f"staff:{days}", ZALO, staff, "vi", made.clock(), made.clock())
            await made.channels.tokens.access(OA)
            await made.run()
            assert (made.fake.texts()[-1] == "Lan here" and not made.notes()) is taken
