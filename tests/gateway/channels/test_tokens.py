"""Zalo's tokens: refreshed once whoever asks, stored before use, kept when a refresh fails, and never shown."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from gateway.channels.http import Http
from gateway.channels.problems import NotNow, Stopped
from gateway.channels.schema import token
from gateway.channels.zalo.seal import Pair, Seal
from gateway.channels.zalo.tokens import Tokens
from gateway.database import connect
from tests.fakes.platforms import OA, ZALO_APP, ZALO_SECRET, Platforms, serving, zalo_text
from tests.gateway.channels.parts import spa
from tests.gateway.parts import Clock
from tests.keys import KEYS


def tokens(url: str, base: str, clock: Clock) -> Tokens:
    return Tokens(connect(url, KEYS), Http(), base, ZALO_APP, ZALO_SECRET, Seal("secret"), clock)


async def test_ten_messages_with_an_old_token_refresh_it_once() -> None:
    async with spa() as made:
        made.fake.access = "something newer"
        made.fake.slow_refresh = 0.05
        for number in range(10):
            assert await made.post("zalo", zalo_text("hello", f"z{number}", f"U{number}")) == 200
        await made.run()
        await made.run()
        assert len(made.fake.texts()) == 10 and made.fake.refreshed == {"refresh-1": 1}


async def test_several_processes_refresh_once(tmp_path: Path) -> None:
    fake, clock, url = Platforms(), Clock(), f"sqlite:///{tmp_path}/gateway.db"
    fake.slow_refresh = 0.3
    async with serving(fake) as base:
        several = [tokens(url, base, clock) for _ in range(4)]
        several[0].seed(OA, Pair("access-1", "refresh-1"), timedelta(hours=25))
        got = await asyncio.gather(*(one.renew(OA, "access-1") for one in several))
        assert set(got) == {"access-2"} and fake.refreshed == {"refresh-1": 1}
        await asyncio.gather(*(one.http.close() for one in several))


async def test_it_is_renewed_ahead_of_time_and_the_pair_before_is_kept() -> None:
    fake, clock = Platforms(), Clock()
    async with serving(fake) as base:
        kept = tokens("sqlite://", base, clock)
        kept.seed(OA, Pair("access-1", "refresh-1"), timedelta(hours=25))
        clock.go_on(hours=19)
        assert await kept.access(OA) == "access-1" and not fake.refreshed
        clock.go_on(hours=2)
        assert await kept.access(OA) == "access-2" and await kept.access(OA) == "access-2"
        assert fake.refreshed == {"refresh-1": 1}
        with kept.engine.connect() as db:
            row = db.execute(select(token)).one()
        assert kept.seal.open(row.previous) == Pair("access-1", "refresh-1")
        assert row.expires_at == clock() + timedelta(hours=25)
        assert "access-2" not in row.pair and "refresh-2" not in row.pair
        await kept.http.close()


async def test_a_refresh_that_was_lost_on_the_way_keeps_the_pair_and_asks_for_consent() -> None:
    """The process was gone between the platform's answer and the database: the refresh token is used up."""
    async with spa() as made:
        made.fake.access, made.fake.refresh = "access-2", "refresh-2"
        await made.zalo(zalo_text("one", "z1"))
        assert made.notes() == [("channel_stopped", f"zalo:{OA}", "consent needed (-14014)")]
        assert made.channels.deliveries.counts()["waiting"] == 1
        with made.channels.tokens.engine.connect() as db:
            row = db.execute(select(token)).one()
        assert made.channels.tokens.seal.open(row.pair) == Pair("access-1", "refresh-1")
        await made.zalo(zalo_text("two", "z2"))
        assert made.fake.refreshed == {"refresh-1": 1} and len(made.notes()) == 1
        made.channels.tokens.seed(OA, Pair("access-2", "refresh-2"), timedelta(hours=25))
        made.channels.deliveries.resume(f"zalo:{OA}")
        await made.run()
        assert made.fake.texts() == ["You said: one", "You said: two"]


async def test_a_token_that_is_refused_again_stops_the_account() -> None:
    async with spa() as made:
        made.fake.refused = {"U100": -216}
        await made.zalo(zalo_text("one", "z1"))
        assert made.notes() == [("channel_stopped", f"zalo:{OA}", "consent needed (-216)")]
        assert made.fake.refreshed == {"refresh-1": 1}


async def test_while_the_platform_is_away_the_token_in_hand_is_used() -> None:
    clock = Clock()
    kept = tokens("sqlite://", "http://127.0.0.1:9", clock)
    kept.seed(OA, Pair("access-1", "refresh-1"), timedelta(hours=25))
    clock.go_on(hours=21)
    assert await kept.access(OA) == "access-1"
    clock.go_on(hours=5)
    with pytest.raises(NotNow):
        await kept.access(OA)
    await kept.http.close()


async def test_without_tokens_or_with_another_key_somebody_is_asked() -> None:
    kept = tokens("sqlite://", "http://127.0.0.1:9", Clock())
    with pytest.raises(Stopped, match="no tokens"):
        await kept.access(OA)
    kept.seed(OA, Pair("a", "r"), timedelta(hours=25))
    with pytest.raises(Stopped, match="not readable"):
        await Tokens(kept.engine, kept.http, "", "", "", Seal("another"), Clock()).access(OA)


async def test_whoever_went_away_while_refreshing_holds_nobody_up_for_long() -> None:
    fake, clock = Platforms(), Clock()

    async def wait(seconds: float) -> None:
        clock.go_on(seconds=seconds)

    async with serving(fake) as base:
        kept = Tokens(connect("sqlite://", KEYS), Http(), base, ZALO_APP, ZALO_SECRET, Seal("secret"), clock, wait)
        kept.seed(OA, Pair("access-1", "refresh-1"), timedelta(hours=25))
        assert kept._claim(OA, kept._row(OA).pair) and not kept._claim(OA, kept._row(OA).pair)
        with pytest.raises(NotNow, match="somebody else"):
            await kept.renew(OA, "access-1")
        clock.go_on(seconds=60)
        assert await kept.renew(OA, "access-1") == "access-2"
        await kept.http.close()
