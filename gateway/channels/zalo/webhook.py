"""Reads what Zalo posts: one event at a time; a pressed button comes as if its payload had been typed."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gateway.channels import events, signature
from gateway.channels.events import Event
from gateway.channels.menu import PREFIX
from gateway.channels.reading import identifier, name, record, string
from gateway.channels.webhook import unknown

log = logging.getLogger(__name__)

BUTTON = "#b:"
MENU = f"#{PREFIX}"


@dataclass(frozen=True)
class Webhooks:
    app_id: str
    oa_secret: str
    accounts: Sequence[str]
    channel = "zalo"

    def is_signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        told = _parsed(body)
        moment = string(told.get("timestamp"))
        signed = signature.is_zalo(headers, signature.zalo_mac(self.app_id, body, moment, self.oa_secret))
        if not signed:
            self._say_what_would_fit(body, moment, headers)
        return signed and told.get("app_id") == self.app_id

    def events(self, body: Any) -> list[Event]:
        told = record(body)
        if told.get("event_name") == "user_withdraw":
            return self._withdrawn(told)
        read = _READ.get(string(told.get("event_name")))
        return [(read(told) if read else None) or unknown(body, _account(told))]

    def _withdrawn(self, body: Mapping[str, Any]) -> list[Event]:
        """The wish may name no account: then it is meant for all of ours."""
        customer = identifier(body.get("user_id")) or identifier(record(body, "sender").get("id"))
        if customer is None:
            return [unknown(body)]
        account = _account(body)
        accounts = [account] if account in self.accounts else self.accounts
        return [Event(f"{_name(body)}|{one}", events.ERASE, one, customer) for one in accounts]

    def _say_what_would_fit(self, body: bytes, moment: str, headers: Mapping[str, str]) -> None:
        """Some say that the account's id comes first. It is not accepted; the log of the first day settles it."""
        for account in self.accounts:
            if signature.is_zalo(headers, signature.zalo_mac(account, body, moment, self.oa_secret)):
                log.error("a webhook of Zalo is signed with the id of the account, not of the application: refused")


def _text(body: Mapping[str, Any]) -> Event | None:
    message = record(body, "message")
    return _spoken(body, string(message.get("text")))


def _click(body: Mapping[str, Any]) -> Event | None:
    message = record(body, "message")
    return _spoken(body, string(message.get("text")) or string(message.get("payload")) or string(body.get("payload")))


def _spoken(body: Mapping[str, Any], text: str) -> Event | None:
    customer = _sender(body)
    if customer is None or not text:
        return None
    pressed = text.strip()
    if pressed.startswith(BUTTON):
        return _event(body, events.BUTTON, customer, token=pressed.removeprefix(BUTTON))
    if pressed.startswith(MENU):
        return _event(body, events.MENU, customer, token=pressed.removeprefix(MENU))
    return _event(body, events.TEXT, customer, text)


def _not_read(body: Mapping[str, Any]) -> Event | None:
    """A picture may have words with it; those are words."""
    customer, text = _sender(body), string(record(body, "message").get("text"))
    with_words = text and body["event_name"] == "user_send_image"
    return _event(body, events.TEXT if with_words else events.NOT_READ, customer, text) if customer else None


def _contact(body: Mapping[str, Any]) -> Event | None:
    """Name and number as the customer could have typed them; the number may come as one."""
    info, customer = record(body, "info"), _sender(body)
    digits = "".join(letter for letter in str(info.get("phone", "")) if letter in "0123456789")
    phone = f"0{digits[2:]}" if digits.startswith("84") and len(digits) > 9 else digits
    words = ", ".join(filter(None, (string(info.get("name")).strip(), phone)))
    return _event(body, events.CONTACT, customer, words) if customer and words else None


def _begin(body: Mapping[str, Any]) -> Event | None:
    customer = identifier(record(body, "follower").get("id")) or identifier(body.get("user_id"))
    return _event(body, events.START, customer) if customer else None


def _leave(body: Mapping[str, Any]) -> Event | None:
    customer = identifier(record(body, "follower").get("id"))
    return _event(body, events.GONE, customer) if customer else None


def _sent_by_us(body: Mapping[str, Any]) -> Event | None:
    """The account's own message: with an `admin_id` a person wrote it in Zalo's console, else a program did."""
    customer, message = identifier(record(body, "recipient").get("id")), record(body, "message")
    admin = record(body, "sender").get("admin_id")
    if customer is None or not admin:
        return _event(body, events.NOTED, customer)
    sent = {"text": string(message.get("text")), "admin_id": str(admin)}
    return _event(body, events.STAFF, customer, platform_id=name(message.get("msg_id")), kept=sent)


def _noted(body: Mapping[str, Any]) -> Event | None:
    return _event(body, events.NOTED, None)


_NOT_WORDS = ("image", "gif", "link", "audio", "video", "sticker", "location", "file", "business_card")
_OF_THE_ACCOUNT = ("text", "image", "gif", "list", "file", "sticker")
_READ: dict[str, Callable[[Mapping[str, Any]], Event | None]] = {
    "user_send_text": _text,
    "user_click_button": _click,
    "user_click_link": _noted,
    "user_submit_info": _contact,
    "follow": _begin,
    "unfollow": _leave,
    "user_click_chatnow": _begin,
    **{f"user_send_{kind}": _not_read for kind in _NOT_WORDS},
    **{f"oa_send_{kind}": _sent_by_us for kind in _OF_THE_ACCOUNT},
    **dict.fromkeys(
        ("user_seen_message", "user_received_message", "user_reacted_message", "oa_reacted_message",
         "widget_interaction_accepted", "add_user_to_tag", "remove_user_from_tag"),
        _noted,
    ),
}  # fmt: skip


def _event(
    body: Mapping[str, Any],
    kind: str,
    customer: str | None,
    text: str = "",
    kept: Mapping[str, Any] | None = None,
    **more: str,
) -> Event:
    return Event(_name(body), kind, _account(body), customer, text, body=kept or {}, **more)


def _name(body: Mapping[str, Any]) -> str:
    """Receipts and echoes carry the id of the message that they are about, so that the kind is a part of the name."""
    kind, message = string(body.get("event_name")), record(body, "message")
    if own := name(message.get("msg_id")):
        return f"{kind}|{own}"
    subjects = (
        record(body, "sender").get("id"),
        record(body, "recipient").get("id"),
        record(body, "follower").get("id"),
    )
    about = (*subjects, body.get("user_id"), message.get("msg_ids"))
    return f"{kind}|{body.get('timestamp')}|{json.dumps(about, sort_keys=True)}"


def _account(body: Mapping[str, Any]) -> str:
    """The account is the recipient of a customer's message, the sender of its own, or named."""
    named = identifier(body.get("oa_id"))
    if named:
        return named
    kind = string(body.get("event_name"))
    ours = "sender" if kind.startswith("oa_") or kind in ("user_seen_message", "user_received_message") else "recipient"
    return identifier(record(body, ours).get("id")) or ""


def _sender(body: Mapping[str, Any]) -> str | None:
    return identifier(record(body, "sender").get("id"))


def _parsed(body: bytes) -> Mapping[str, Any]:
    try:
        return record(json.loads(body))
    except (ValueError, RecursionError):
        return {}
