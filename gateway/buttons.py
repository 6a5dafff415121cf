"""A choice becomes a row with a random token: the customer holds the token, the row knows what it means."""

import secrets
from dataclasses import asdict
from typing import Any

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from gateway.messages import TOLD_OF_CHOICE, parse_payload
from gateway.schema import button
from gateway.secrecy import KEYS
from spa.sealing import Key

# Intents that answer whatever is asked at the moment: such a button is never good for a later question.
ANSWERING = frozenset({"affirm", "deny", "inform", "report_health", "give_consent"})
_NEW = insert(button)


def issue(db: Connection, choices: list[dict[str, Any]], question: dict[str, Any]) -> list[dict[str, Any]]:
    """Keep the buttons of one message; `question` is what those of one answer have in common."""
    if not choices:
        return []
    key = KEYS.made(db, question["conversation"])
    rows = [_button_row(choice, question, key) for choice in choices]
    db.execute(_NEW, rows)
    return [{**_told(one), "token": row["token"]} for one, row in zip(choices, rows, strict=True)]


def _told(choice: dict[str, Any]) -> dict[str, Any]:
    return {name: choice[name] for name in ("title", *TOLD_OF_CHOICE) if name in choice}


def _button_row(choice: dict[str, Any], question: dict[str, Any], key: Key) -> dict[str, Any]:
    parse = parse_payload(choice["payload"])
    bound = question["asking"] or parse.intent in ANSWERING
    row = {"token": secrets.token_urlsafe(16), "title": key.seal(choice["title"]), "payload": key.seal(asdict(parse))}
    row |= {name: question[name] for name in ("conversation", "expires_at")}
    return {**row, "asked": question["asked"] if bound else None}
