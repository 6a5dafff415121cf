"""Reads what Messenger posts: every event of every entry, whichever of its many kinds."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.channels import events, signature
from gateway.channels.events import Event
from gateway.channels.menu import PREFIX, START
from gateway.channels.reading import identifier, items, name, record, string
from gateway.channels.webhook import unknown

BUTTON = "b:"
# Receipts and the like: they change nothing here.
_NOTED = frozenset(
    {"read", "delivery", "reaction", "message_edit", "optin", "pass_thread_control", "take_thread_control",
     "request_thread_control", "app_roles", "account_linking", "policy_enforcement"}
)  # fmt: skip


@dataclass(frozen=True)
class Webhooks:
    app_id: str
    app_secret: str
    channel = "fb"

    def is_signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        return signature.is_meta(body, headers, self.app_secret)

    def events(self, body: Any) -> list[Event]:
        entries = items(body.get("entry")) if isinstance(body, dict) and body.get("object") == "page" else []
        return [event for entry in entries for event in self._entry(entry)] or [unknown(body)]

    def _entry(self, entry: Any) -> Iterator[Event]:
        page = identifier(record(entry).get("id"))
        if page is None:
            yield unknown(entry)
            return
        known = record(entry)
        yield from (self._event(page, one) for one in items(known.get("messaging")))
        yield from (_standby(page, one) for one in items(known.get("standby")))
        yield from (unknown(one, page) for one in items(known.get("changes")))

    def _event(self, page: str, body: Any) -> Event:
        message, postback = record(body, "message"), record(body, "postback")
        if message.get("is_echo"):
            return self._echo(page, body, message)
        customer = _customer(page, body)
        if customer is None:
            return unknown(body, page)
        if message:
            return _message(page, customer, body, message)
        if postback:
            token = string(postback.get("payload"))
            return _pressed(_name(body, postback), page, customer, token, string(postback.get("title")))
        if "referral" in record(body):
            return Event(_name(body, {}), events.START, page, customer)
        noted = _NOTED & record(body).keys()
        return Event(_name(body, {}), events.NOTED, page, customer) if noted else unknown(body, page)

    def _echo(self, page: str, body: Any, message: Mapping[str, Any]) -> Event:
        """What the page itself sent: by this application, or else by a person in another one."""
        customer = identifier(record(body, "recipient").get("id"))
        if str(message.get("app_id")) == self.app_id or customer is None:
            return Event(_name(body, message), events.NOTED, page, customer)
        sent = {"text": string(message.get("text")), "app_id": str(message.get("app_id"))}
        platform_id = name(message.get("mid"))
        return Event(_name(body, message), events.STAFF, page, customer, platform_id=platform_id, body=sent)


def _standby(page: str, body: Any) -> Event:
    """Another application has the conversation: kept, not answered."""
    return Event(f"standby:{_name(body, record(body, 'message'))}", events.NOTED, page, _customer(page, body))


def _message(page: str, customer: str, body: Any, message: Mapping[str, Any]) -> Event:
    called, text = _name(body, message), string(message.get("text"))
    chosen = string(record(message, "quick_reply").get("payload"))
    if chosen:
        return _pressed(called, page, customer, chosen, text)
    if text:
        return Event(called, events.TEXT, page, customer, text)
    if items(message.get("attachments")):
        return Event(called, events.NOT_READ, page, customer)
    return unknown(body, page)


def _pressed(called: str, page: str, customer: str, payload: str, title: str) -> Event:
    """What this server put on a button. Anything else counts as words: those that stand on it."""
    if payload == START:
        return Event(called, events.START, page, customer)
    if payload.startswith(PREFIX):
        return Event(called, events.MENU, page, customer, token=payload.removeprefix(PREFIX))
    if payload.startswith(BUTTON):
        return Event(called, events.BUTTON, page, customer, token=payload.removeprefix(BUTTON))
    return Event(called, events.TEXT, page, customer, title)


def _customer(page: str, body: Any) -> str | None:
    customer = identifier(record(body, "sender").get("id"))
    return customer if customer != page else None


def _name(body: Any, part: Mapping[str, Any]) -> str:
    """The message's own name; receipts and old kinds have none, so it is what they say."""
    return name(part.get("mid")) or f"event:{json.dumps(body, sort_keys=True)}"
