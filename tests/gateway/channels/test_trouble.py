"""A platform in trouble: what may pass is tried again in order, what does not is told, and nothing is sent twice unseen."""

import asyncio

import pytest

from gateway.channels.sender import GIVE_UP_AFTER
from tests.fakes import platforms as fakes
from tests.fakes.platforms import fb_text, page_batch, zalo_text
from tests.gateway.channels.parts import FB, ZALO, Spa, spa

TROUBLES = [
    (500, {}),
    (503, {}),
    (429, {}),
    b"<html>busy</html>",
    b"",
    b"[1]",
    (400, {"error": {"code": 2}}),
    (200, {"error": -32}),
]


@pytest.mark.parametrize("trouble", TROUBLES, ids=str)
async def test_what_may_pass_is_tried_again_in_order(trouble: object) -> None:
    """The first two tries fail; what comes later waits behind, another customer does not."""
    async with spa() as made:
        platform = "messenger" if trouble == (400, {"error": {"code": 2}}) else "zalo"
        await _write(made, platform, "one", "1")
        made.fake.sent.clear()
        made.fake.trouble = [trouble, trouble]
        await _write(made, platform, "two", "2")
        await _write(made, platform, "three", "3")
        assert not made.fake.sent
        await _write(made, platform, "other", "4", "V500")
        for _ in range(6):
            await made.later(seconds=10)
        assert made.fake.texts("V500") == ["You said: other"]
        assert [text for text in made.fake.texts() if "other" not in text] == ["You said: two", "You said: three"]
        assert made.channels.deliveries.counts()["waiting"] == 0 and not made.notes()


async def _write(made: Spa, platform: str, text: str, name: str, customer: str = "U100") -> None:
    if platform == "messenger":
        made.fake.trouble, trouble = [], made.fake.trouble
        assert await made.post("messenger", page_batch(fb_text(text, name, customer))) == 200
        await asyncio.gather(*made.channels.seen._tasks)
        made.fake.trouble = trouble
        await made.run()
    else:
        await made.zalo(zalo_text(text, name, customer))


async def test_the_seconds_that_a_platform_asks_for_are_waited() -> None:
    async with spa() as made:
        made.fake.trouble = [(429, {}, {"Retry-After": "120"})]
        await made.zalo(zalo_text("one", "z1"))
        await made.later(seconds=100)
        assert not made.fake.sent
        await made.later(seconds=30)
        assert made.fake.texts() == ["You said: one"]


async def test_a_platform_that_stays_away_for_hours_loses_nothing() -> None:
    async with spa() as made:
        made.fake.trouble, made.fake.stays = [(500, {})], True
        await made.zalo(zalo_text("one", "z1"))
        for _ in range(40):
            await made.later(minutes=15)
        assert made.channels.deliveries.counts()["waiting"] == 1
        made.fake.trouble = []
        await made.later(minutes=20)
        assert made.fake.texts() == ["You said: one"] and not made.notes()


async def test_what_cannot_be_delivered_is_a_dead_letter_and_a_call_to_make() -> None:
    async with spa() as made:
        made.fake.trouble, made.fake.stays = [(500, {})], True
        await made.zalo(zalo_text("one", "z1"))
        await made.later(seconds=GIVE_UP_AFTER.total_seconds() + 1)
        assert made.notes() == [("undelivered", ZALO, "500")]
        assert made.channels.deliveries.counts() == {"waiting": 0, "dead": 1, "unsure": 0}


async def test_a_row_that_somebody_had_in_hand_is_sent_again_and_counted() -> None:
    async with spa() as made:
        assert await made.post("messenger", page_batch(fb_text("one", "m1"))) == 200
        await made.answered()
        assert made.channels.deliveries.claim(FB, made.clock())  # and gone
        await made.run()
        assert not made.fake.sent
        await made.later(minutes=3)
        assert made.fake.texts() == ["You said: one"]
        assert made.channels.deliveries.counts() == {"waiting": 0, "dead": 0, "unsure": 1}


async def test_two_senders_send_it_once() -> None:
    async with spa() as made:
        assert await made.post("messenger", page_batch(fb_text("one", "m1"))) == 200
        await made.answered()
        await asyncio.gather(made.channels.sender.drain(), made.channels.sender.drain())
        assert made.fake.texts() == ["You said: one"]


async def test_a_token_that_is_refused_stops_the_account_and_loses_nothing() -> None:
    async with spa(FB_PAGE_TOKENS="111=old") as made:
        await made.fb(fb_text("one", "m1"))
        await made.fb(fb_text("two", "m2", "333"))
        assert made.notes() == [("channel_stopped", "fb:111", "190")]
        assert made.channels.deliveries.stopped() == {"fb:111": "190"}
        await made.zalo(zalo_text("hello", "z1"))
        assert made.fake.texts() == ["You said: hello"]
        object.__setattr__(made.channels.platforms["fb"], "tokens", {"111": fakes.PAGE_TOKEN})
        made.channels.deliveries.resume("fb:111")
        await made.run()
        assert sorted(made.fake.texts()) == ["You said: hello", "You said: one", "You said: two"]
