"""Pictures that Zalo keeps for us: uploaded once, used for some days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Engine

from gateway import pictures
from gateway.channels.outgoing import drawing
from gateway.channels.schema import upload

KEPT = timedelta(days=6)  # of the seven that Zalo keeps them


@dataclass(frozen=True)
class Uploads:
    engine: Engine
    folder: Path  # in which the pictures of the messages are
    now: Callable[[], datetime]

    def content(self, picture: str) -> bytes:
        """The drawing as PNG, or what staff have sent as JPEG. Raises OSError."""
        if not picture.startswith(f"{pictures.AT}/"):
            return (self.folder / drawing(picture)).read_bytes()
        found = pictures.content(self.engine, picture)
        if found is None:
            raise FileNotFoundError(picture)
        return found

    def known(self, account: str, picture: str) -> str | None:
        query = select(upload.c.platform_id).where(_is(account, picture), upload.c.expires_at > self.now())
        with self.engine.connect() as db:
            return db.execute(query).scalar()

    def keep(self, account: str, picture: str, platform_id: str) -> None:
        row = {"account": account, "picture": picture, "platform_id": platform_id, "expires_at": self.now() + KEPT}
        with self.engine.begin() as db:
            db.execute(delete(upload).where(_is(account, picture)))
            db.execute(insert(upload).values(row))

    def drop(self, account: str, picture: str) -> None:
        with self.engine.begin() as db:
            db.execute(delete(upload).where(_is(account, picture)))


def _is(account: str, picture: str) -> Any:
    return (upload.c.account == account) & (upload.c.picture == picture)
