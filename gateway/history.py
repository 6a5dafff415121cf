"""What a page is shown of a conversation: never a payload, never an identifier of somebody else."""

from collections.abc import Sequence
from typing import Any

_UNSEEN = ("start", "language")  # nobody said these
_WORDLESS = "person"  # the page has the words; of any other kind, none are left once they are erased


def shown(row: Any) -> dict[str, Any]:
    """A message to the customer, of the outbox, as the page gets it."""
    place = {"id": row.id, "answers": row.inbound_id, "from": "assistant", "at": row.at.isoformat()}
    return {**row.message, **place}


def history(said: Sequence[Any], sent: Sequence[Any]) -> list[dict[str, Any]]:
    """Both sides of the conversation in the order in which they were said, with the chosen buttons marked."""
    chosen = {row.token for row in said if row.token}
    entries = [((row.received_at, row.id, -1), _said(row)) for row in said if _is_seen(row)]
    entries += [((row.at, row.inbound_id or 0, row.number), _marked(shown(row), chosen)) for row in sent]
    return [entry for _, entry in sorted(entries, key=lambda entry: entry[0])]


def _is_seen(row: Any) -> bool:
    return row.kind == _WORDLESS or bool(row.kind not in _UNSEEN and row.text)


def _said(row: Any) -> dict[str, Any]:
    return {
        "from": "guest",
        "kind": row.kind,
        "text": row.text,
        "client_id": row.client_id,
        "at": row.received_at.isoformat(),
    }


def _marked(message: dict[str, Any], chosen: set[str]) -> dict[str, Any]:
    buttons = [{**button, "chosen": button["token"] in chosen} for button in message["buttons"]]
    return {**message, "buttons": buttons}
