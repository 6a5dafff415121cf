"""Zalo's tokens: the refresh token is good once, so one process refreshes at a time and keeps the new pair before use."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, insert, or_, select, update
from sqlalchemy.engine import Engine

from gateway.channels.http import Http
from gateway.channels.problems import NotNow, Problem, Stopped
from gateway.channels.schema import token
from gateway.channels.zalo.seal import Pair, Seal

log = logging.getLogger(__name__)

AHEAD = timedelta(hours=5)  # of 25: renewed so long before the end
CLAIM = timedelta(seconds=60)  # longer than a refresh takes
LOOK_AGAIN = 0.2  # seconds, while somebody else refreshes
LOOKS = 150
EVERY = 600.0  # seconds


@dataclass(frozen=True)
class Tokens:
    engine: Engine
    http: Http
    oauth: str  # base address
    app_id: str
    app_secret: str
    seal: Seal
    now: Callable[[], datetime]
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    def seed(self, account: str, pair: Pair, lives: timedelta) -> None:
        """Begin with a pair that a person got with consent; whatever there was is replaced."""
        now = self.now()
        values = {"pair": self.seal.close(pair), "expires_at": now + lives, "refreshed_at": now}
        with self.engine.begin() as db:
            db.execute(delete(token).where(token.c.account == account))
            db.execute(insert(token).values({"account": account, **values}))

    def state(self, account: str) -> Any | None:
        """When the access token ends, when it was refreshed, what is wrong; never a token."""
        known = (token.c.expires_at, token.c.refreshed_at, token.c.problem)
        with self.engine.connect() as db:
            return db.execute(select(*known).where(token.c.account == account)).first()

    async def access(self, account: str) -> str:
        """The token to send with; renewed ahead of time. Raises Stopped where a person has to consent anew."""
        row = self._row(account)
        if row.expires_at - AHEAD > self.now():
            return self.seal.open(row.pair).access
        try:
            return await self.renew(account, self.seal.open(row.pair).access)
        except NotNow:
            if row.expires_at <= self.now():
                raise
            return self.seal.open(self._row(account).pair).access  # there are hours left to try again

    async def renew(self, account: str, used: str) -> str:
        """A token other than the one that was refused; whoever comes second gets what the first one got."""
        for _ in range(LOOKS):
            row = self._row(account)
            pair = self.seal.open(row.pair)
            if pair.access != used:
                return pair.access
            if row.problem:
                raise Stopped(row.problem)
            if self._claim(account, row.pair):
                return await self._refresh(account, row.pair, pair)
            await self.pause(LOOK_AGAIN)
        raise NotNow("somebody else refreshes")

    async def keep_fresh(self, accounts: list[str], alert: Callable[[str, Stopped], None]) -> None:
        """Renew before the end also where nobody writes; `alert` is called with what a person has to see to."""
        while True:
            for account in accounts:
                try:
                    await self.access(account)
                except Stopped as problem:
                    alert(account, problem)
                except Exception as error:  # there are hours left to try again
                    log.error("tokens of %s: %s", account, type(error).__name__)
            await asyncio.sleep(EVERY)

    async def _refresh(self, account: str, sealed: str, pair: Pair) -> str:
        form = {"refresh_token": pair.refresh, "app_id": self.app_id, "grant_type": "refresh_token"}
        try:
            answered = await self.http.request(
                "POST", f"{self.oauth}/v4/oa/access_token", data=form, headers={"secret_key": self.app_secret}
            )
        except Problem:
            self._set(account, claimed_until=None)
            raise
        fresh, lives = _pair(answered.body)
        if fresh is None:
            problem = f"consent needed ({_code(answered.body)})"
            self._set(account, claimed_until=None, problem=problem)
            raise Stopped(problem)
        now = self.now()
        self._set(
            account,
            pair=self.seal.close(fresh),
            previous=sealed,
            expires_at=now + lives,
            refreshed_at=now,
            claimed_until=None,
            problem=None,
        )
        return fresh.access

    def _row(self, account: str) -> Any:
        with self.engine.connect() as db:
            row = db.execute(select(token).where(token.c.account == account)).first()
        if row is None:
            raise Stopped("no tokens")
        return row

    def _claim(self, account: str, pair: str) -> bool:
        """Whether this process may use the refresh token: nobody else does, and nobody has."""
        free = or_(token.c.claimed_until.is_(None), token.c.claimed_until <= self.now())
        mine = and_(token.c.account == account, token.c.pair == pair, free)
        with self.engine.begin() as db:
            return bool(db.execute(update(token).where(mine).values(claimed_until=self.now() + CLAIM)).rowcount)

    def _set(self, account: str, **values: Any) -> None:
        with self.engine.begin() as db:
            db.execute(update(token).where(token.c.account == account).values(values))


def _pair(body: Any) -> tuple[Pair | None, timedelta]:
    """Without both tokens it is a failure, whatever the status says."""
    access, refresh, lives = body.get("access_token"), body.get("refresh_token"), str(body.get("expires_in", ""))
    if not (isinstance(access, str) and access and isinstance(refresh, str) and refresh):
        return None, timedelta()
    return Pair(access, refresh), timedelta(seconds=int(lives) if lives.isascii() and lives.isdigit() else 90000)


def _code(body: Any) -> str:
    return str(body.get("error", "no tokens in the answer"))[:20]
