"""How the database keeps a moment: in UTC without a zone, so that SQLite and PostgreSQL compare it alike."""

from datetime import datetime, timezone
from typing import Any

from sqlalchemy import DateTime, TypeDecorator


class Moment(TypeDecorator):
    """An aware datetime, kept in UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(timezone.utc).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=timezone.utc)
