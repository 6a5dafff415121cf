"""What a page is shown of a conversation: never a payload, never an identifier of somebody else."""

from collections.abc import Mapping, Sequence
from typing import Any

Ticked = Mapping[str, Sequence[str]]  # what was ticked together, by the token that stands for all of it

_UNSEEN = ("start", "language")  # nobody said these
_WORDLESS = "person"  # the page has the words; of any other kind, none are left once they are erased


def shown(row: Any) -> dict[str, Any]:
    """A message to the customer, of the outbox, as the page gets it."""
    place = {"id": row.id, "answers": row.inbound_id, "from": "assistant", "at": row.at.isoformat()}
    return {**row.message, **place}


def history(said: Sequence[Any], sent: Sequence[Any], ticked: Ticked | None = None) -> list[dict[str, Any]]:
    """Both sides of the conversation in the order in which they were said, with the chosen buttons marked."""
    chosen = {token for row in said for token in _chosen(row, ticked or {})}
    entries = [((row.received_at, row.id, -1), told(row, ticked or {})) for row in said if is_seen(row)]
    entries += [((row.at, row.inbound_id or 0, row.number), _marked(shown(row), chosen)) for row in sent]
    return [entry for _, entry in sorted(entries, key=lambda entry: entry[0])]


def is_seen(row: Any) -> bool:
    return row.kind == _WORDLESS or bool(row.kind not in _UNSEEN and row.text)


def told(row: Any, ticked: Ticked) -> dict[str, Any]:
    """What the customer said, of the inbox; `chosen` are the buttons of ours that it was said with."""
    return {
        "from": "guest",
        "kind": row.kind,
        "text": row.text,
        "client_id": row.client_id,
        "chosen": _chosen(row, ticked),
        "at": row.received_at.isoformat(),
    }


def _chosen(row: Any, ticked: Ticked) -> list[str]:
    return list(ticked.get(row.token, [row.token])) if row.token else []


def _marked(message: dict[str, Any], chosen: set[str]) -> dict[str, Any]:
    buttons = [{**button, "chosen": button["token"] in chosen} for button in message["buttons"]]
    return {**message, "buttons": buttons}
