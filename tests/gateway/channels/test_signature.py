"""The vectors of the platforms, and whatever is only nearly signed."""

import hashlib
import hmac

import pytest

from gateway.channels import signature

ZALO_BODY = (
    '{"app_id":"3608465249000000001","user_id_by_app":"5521772797000000001","event_name":"user_send_text",'
    '"timestamp":"1764000000000","sender":{"id":"2468458835000000001"},"recipient":{"id":"3886132808000000001"},'
    '"message":{"text":"Đặt lịch massage","msg_id":"96d3cdf3af1500000001"}}'
).encode()
ZALO_MAC = "a452b4d11b98bac1b5e76cb3c648d69adc7534ab0a97cdea636be723487fe18c"
FB_BODY = (
    '{"object":"page","entry":[{"id":"111","time":1764000000000,"messaging":[{"sender":{"id":"222"},'
    '"recipient":{"id":"111"},"timestamp":1764000000000,"message":{"mid":"m_test_1","text":"Xin chào"}}]}]}'
)
FB_SECRET = "fb-app-secret-test"


def test_the_vector_of_zalo() -> None:
    assert len(ZALO_BODY) == 283
    made = signature.zalo_mac("3608465249000000001", ZALO_BODY, "1764000000000", "OASecretKeyForTests01")
    assert made == ZALO_MAC


@pytest.mark.parametrize("shown", [f"mac={ZALO_MAC}", f"mac = {ZALO_MAC}", ZALO_MAC, f" mac={ZALO_MAC.upper()} "])
def test_zalos_header_in_the_ways_it_is_written(shown: str) -> None:
    assert signature.is_zalo({"x-zevent-signature": shown}, ZALO_MAC)


@pytest.mark.parametrize("shown", ["", "mac=", ZALO_MAC[:-1], f"mac={ZALO_MAC}0", f"sha256={ZALO_MAC}", "é" * 64])
def test_zalos_header_written_otherwise_is_none(shown: str) -> None:
    assert not signature.is_zalo({"x-zevent-signature": shown}, ZALO_MAC)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (FB_BODY, "20c1fd6f130a6fc310d276dc01ef875b74d621545d362371eed8ecaa2a9bdf17"),
        (FB_BODY.replace("à", r"\u00e0"), "41240a1651eb2aa1a786b4d9d5d0fafb86115e243fe7be609db2f846845ae245"),
    ],
)
def test_the_vectors_of_meta(body: str, shown: str) -> None:
    assert signature.is_meta(body.encode(), {"x-hub-signature-256": f"sha256={shown}"}, FB_SECRET)
    assert not signature.is_meta(body.encode() + b" ", {"x-hub-signature-256": f"sha256={shown}"}, FB_SECRET)


def test_no_other_algorithm_and_no_older_header_counts() -> None:
    body = FB_BODY.encode()
    sha1 = hmac.new(FB_SECRET.encode(), body, "sha1").hexdigest()
    md5 = hmac.new(FB_SECRET.encode(), body, "md5").hexdigest()
    for headers in (
        {"x-hub-signature": f"sha1={sha1}"},
        {"x-hub-signature-256": f"sha1={sha1}"},
        {"x-hub-signature-256": f"md5={md5}"},
        {"x-hub-signature-256": hashlib.sha256(body).hexdigest()},
        {},
    ):
        assert not signature.is_meta(body, headers, FB_SECRET)


def test_the_proofs_of_the_application() -> None:
    zalo = "66cce489b4e38bed4037c0bee2039c7b37c90d7f9af0ddd33b835a2081312861"
    meta = "a59654699270f8a413691742dce06c811bab0af62e600dbbf06d99230f3002fe"
    assert signature.proof("AppSecretForTests01", "access-token-1") == zalo
    assert signature.proof(FB_SECRET, "PAGE_TOKEN") == meta
