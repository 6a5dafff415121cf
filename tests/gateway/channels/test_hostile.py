"""Whatever is posted to the platforms' doors: a refusal, or kept; never a failure, never an unverified event processed."""

import json
import logging
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.fakes.platforms import OA, ZALO_APP, fb_text, meta_signed, page_batch, zalo_event, zalo_signed, zalo_text
from tests.gateway.channels.parts import Spa, spa

DOORS = st.sampled_from(["messenger", "zalo"])
WORDS = st.sampled_from(
    ["id", "text", "mid", "msg_id", "message", "sender", "recipient", "111", "222", OA, "start", "m:0", "b:x", "#b:x",
     "user_withdraw", "user_send_text", "follow", "follower", "oa_id", "postback", "payload", "quick_reply",
     "attachments", "is_echo"]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
HEADERS = st.dictionaries(
    st.sampled_from(["X-Hub-Signature-256", "X-Hub-Signature", "X-ZEvent-Signature", "Content-Type", "Content-Length"]),
    st.text(max_size=80) | st.sampled_from(["sha256=" + "0" * 64, "mac=" + "0" * 64, "0" * 64, "md5=x", "foo=bar"]),
    max_size=4,
)
FUZZ = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
MESSENGER_EVENTS = st.lists(st.dictionaries(WORDS, VALUES, max_size=5) | VALUES, max_size=3)


def encoded(value: Any) -> bytes:
    return json.dumps(value).encode()


@FUZZ
@given(DOORS, st.binary(max_size=300) | VALUES.map(encoded), HEADERS)
async def test_nothing_unsigned_is_processed(door: str, body: bytes, headers: dict[str, str]) -> None:
    async with spa() as made:
        assert await made.post(door, body, headers) == 403
        assert not made.channels.inbound.counts() and not made.said()


@FUZZ
@given(MESSENGER_EVENTS, st.sampled_from(["messaging", "standby", "changes"]), VALUES)
@example([{"sender": {"id": "222"}, "message": {"mid": "m" * 5000, "text": "\ud800"}}], "messaging", None)
@example([{"sender": {"id": "2" * 100}, "message": {"mid": 1, "text": "x"}}], "messaging", None)
@example([{"sender": {"id": "222"}, "postback": []}], "messaging", float("nan"))
async def test_whatever_meta_signs_is_kept(events: list[Any], key: str, more: Any) -> None:
    batch = {**page_batch(*events, key=key), "more": more}
    await _kept("messenger", encoded(batch))
    await _kept("messenger", encoded({"object": "page", "entry": more}))


@FUZZ
@given(WORDS | st.text(max_size=10), st.dictionaries(WORDS, VALUES, max_size=6))
@example("user_send_text", {"message": {"text": "\ud800\x00", "msg_id": "m" * 5000}})
@example("user_withdraw", {"user_id": {"a": 1}, "oa_id": 5})
@example("user_submit_info", {"info": {"name": 5, "phone": {"a": "84"}}})
async def test_whatever_zalo_signs_is_kept(name: str, what: dict[str, Any]) -> None:
    await _kept("zalo", encoded({**zalo_event(name), **what, "app_id": ZALO_APP, "timestamp": "1764000000000"}))


async def _kept(door: str, body: bytes) -> None:
    async with spa() as made:
        sign = zalo_signed if door == "zalo" else meta_signed
        assert await made.post(door, body, sign(body)) == 200
        await made.run()
        assert sum(made.channels.inbound.counts().values()) >= 1
        assert all(message.conversation.count(":") == 2 for message in made.said())


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{}", b"1", b'"x"', b"{" * 5000, b"\xff\xfe", b'{"object":"page"}']
)
async def test_a_signed_body_that_says_nothing_is_kept(body: bytes) -> None:
    async with spa() as made:
        assert await made.post("messenger", body, meta_signed(body)) == 200
        assert made.channels.inbound.counts() == {"unknown": 1}


async def test_a_customer_cannot_speak_for_another_account_or_channel() -> None:
    """The parts of a conversation's name are checked: none can bring a colon along."""
    async with spa() as made:
        await made.fb(fb_text("x", "m1", "222:web:1"))
        await made.zalo(zalo_text("x", "z1", f"U1:{OA}"))
        assert not made.said() and made.channels.inbound.counts() == {"unknown": 2}


async def test_no_secret_and_no_words_in_the_logs(caplog: pytest.LogCaptureFixture) -> None:
    async with spa() as made:
        with caplog.at_level(logging.DEBUG):
            await _everything_goes_wrong(made)
    told = caplog.text
    assert "outbound" in told
    for secret in ("PAGE_TOKEN", "fb-app-secret-test", "AppSecretForTests01", "OASecretKeyForTests01", "access-1"):
        assert secret not in told
    assert "words of the guest" not in told and "about Lan" not in told


async def _everything_goes_wrong(made: Spa) -> None:
    made.fake.trouble, made.fake.stays = [(400, {"error": {"code": 100, "message": "about Lan"}})], True
    await made.fb(fb_text("words of the guest", "m1"))
    made.fake.trouble = [(200, {"error": -210, "message": "about Lan"})]
    await made.zalo(zalo_text("words of the guest", "z1"))
    made.fake.trouble = [b"about Lan"]
    await made.zalo(zalo_text("words of the guest", "z2"))
    await made.post("messenger", b"words of the guest", {})
