"""Who a visitor is: a signed cookie or token of ours, one conversation with each venue, and nothing for other sites."""

import asyncio

import aiohttp
import pytest

from gateway.identity import COOKIE, Identity
from tests.gateway.parts import Clock, Stub, Visitor, application, running


async def test_nobody_can_be_somebody_else(address: str) -> None:
    async with Visitor(address) as anna, Visitor(address) as thief:
        await anna.start()
        await anna.say("secret")
        await anna.hear(2)
        assert (await thief.say("hi"))[0] == 401
        token = anna.session.cookie_jar.filter_cookies(address)[COOKIE].value  # type: ignore[arg-type]
        visitor, ends, signature = token.split(".")
        longer = f"{visitor}.{int(ends) + 1}.{signature}"
        for forged in (
            visitor,
            f"{visitor}.",
            f"{visitor}.{'0' * 64}",
            f"{visitor}.{signature}",
            longer,
            Identity("another key", Clock()).token(),
            "é.é",
        ):
            async with thief.session.post(
                f"{address}/chat/messages",
                json={"text": "hi", "client_id": "1"},
                headers={"Cookie": f"{COOKIE}={forged}"},
            ) as response:
                assert response.status == 401
        assert (await thief.start(conversation=f"web:{visitor}"))["history"] == []


async def test_a_visitor_has_one_conversation_with_each_venue(address: str, stub: Stub) -> None:
    async with Visitor(address) as visitor:
        await visitor.start()
        await visitor.hear(1)
        assert (await visitor.start(venue="danang_reviews"))["history"] == []
        assert [message.metadata["venue"] for message in stub.got] == ["lee_spa", "danang_reviews"] or len(
            stub.got
        ) == 1
        async with visitor.session.post(f"{address}/chat/start", json={"venue": "elsewhere"}) as response:
            assert response.status == 404


@pytest.mark.parametrize(
    ("origin", "status"),
    [("https://spa.example", 202), ("https://evil.example", 403), ("null", 403), ("http://[", 403), (None, 202)],
)
async def test_only_known_origins_may_post(address: str, origin: str | None, status: int) -> None:
    headers = {"Origin": origin} if origin else {}
    async with Visitor(address) as visitor:
        await visitor.start()
        body = {"text": "hi", "client_id": "1"}
        async with visitor.session.post(f"{address}/chat/messages", json=body, headers=headers) as response:
            assert response.status == status


async def test_the_cookie_is_out_of_reach_and_secure_under_https(stub: Stub) -> None:
    async with (
        running(application(stub, Clock(), public_url="https://spa.example")) as address,
        aiohttp.ClientSession() as session,
        session.post(f"{address}/chat/start", json={}) as response,
    ):
        cookie = response.headers["Set-Cookie"].lower()
        assert all(part in cookie for part in ("httponly", "samesite=lax", "secure", "path=/"))
        assert "Strict-Transport-Security" in response.headers


SECURE = {"public_url": "https://chat.example", "allowed_origins": ("https://www.spa.example",)}


EMBEDDED = {"Origin": "https://www.spa.example", "Sec-Fetch-Site": "cross-site"}


async def test_on_another_site_the_cookie_is_that_sites_alone(stub: Stub) -> None:
    async with running(application(stub, Clock(), **SECURE)) as address, aiohttp.ClientSession() as session:
        for headers, same in (
            (EMBEDDED, "samesite=none; partitioned; secure"),
            ({"Origin": "https://www.spa.example"}, "samesite=none; partitioned; secure"),  # an older browser
            ({**EMBEDDED, "Sec-Fetch-Site": "same-site"}, "samesite=lax; secure"),
            ({}, "samesite=lax; secure"),
        ):
            async with session.post(f"{address}/chat/start", json={}, headers=headers) as response:
                assert same in response.headers["Set-Cookie"].lower()


async def test_a_page_that_can_keep_no_cookie_gets_a_bearer_and_never_that_of_a_cookie(stub: Stub) -> None:
    async with running(application(stub, Clock(), **SECURE)) as address, aiohttp.ClientSession() as session:
        start = f"{address}/chat/start"
        async with session.post(start, json={"bearer": True}, headers=EMBEDDED) as response:
            token, kept = (await response.json())["token"], response.headers.get("Set-Cookie")
        visitor = token.partition(".")[0]
        bearer = {**EMBEDDED, "Authorization": f"Bearer {token}"}
        said = {"text": "hi", "client_id": "1"}
        async with session.post(f"{address}/chat/messages", json=said, headers=bearer) as response:
            assert response.status == 202
        async with session.post(start, json={"bearer": True}, headers=bearer) as response:
            assert (again := await response.json())["history"] and again["token"].partition(".")[0] == visitor
            assert "Set-Cookie" not in response.headers
        assert kept is None
    async with running(application(stub, Clock())) as address, Visitor(address) as with_cookie:
        await with_cookie.start()
        assert "token" not in await with_cookie.start(bearer=True)
        for forged in (token.partition(".")[0], "x.y", ""):
            said = {"text": "hi", "client_id": "2"}
            bearer = {"Authorization": f"Bearer {forged}"}
            url = f"{address}/chat/messages"
            async with aiohttp.ClientSession() as thief, thief.post(url, json=said, headers=bearer) as response:
                assert response.status == 401


@pytest.mark.parametrize("kept", ["cookie", "bearer"])
async def test_a_token_ends_and_is_renewed_with_each_visit(kept: str) -> None:
    clock = Clock()
    async with running(application(Stub(), clock)) as address, aiohttp.ClientSession() as session:

        async def start(token: str | None) -> tuple[str, int]:
            """The token after a visit, and how much was said before it."""
            held = {"Cookie": f"{COOKIE}={token}"} if kept == "cookie" else {"Authorization": f"Bearer {token}"}
            url, body = f"{address}/chat/start", {"bearer": kept == "bearer"}
            async with session.post(url, json=body, headers=held if token else {}) as response:
                state = await response.json()
                given = response.cookies[COOKIE].value if kept == "cookie" else state["token"]
                return given, len(state["history"])

        async def listens(token: str) -> bool:
            held = {"Cookie": f"{COOKIE}={token}"} if kept == "cookie" else {"Authorization": f"Bearer {token}"}
            async with session.get(f"{address}/chat/events", headers=held) as response:
                return response.status == 200

        first, _ = await start(None)
        while not (await start(first))[1]:  # the greeting
            await asyncio.sleep(0)
        clock.go_on(days=29)
        second, said = await start(first)
        assert second != first and said == 1
        clock.go_on(days=2)
        assert not await listens(first) and await listens(second)
        assert (await start(first))[1] == 0 and (await start(second))[1] == 1


async def test_other_sites_get_nothing_from_a_browser_that_names_no_origin(address: str) -> None:
    async with Visitor(address) as visitor:
        await visitor.start()
        url = f"{address}/chat/events?venue=lee_spa"
        async with visitor.session.get(url, headers={"Sec-Fetch-Site": "cross-site"}) as response:
            assert response.status == 403
