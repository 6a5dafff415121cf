"""Plays a written conversation against the assistant and compares what is heard with what stands there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from spa.booking import Booking
from spa.store.database import reading
from tests import others
from tests.assistant import DEFAULT_NOW, Assistant
from tests.notes import notes_for
from tests.spa.overlaps import overlaps

FOLDER = Path(__file__).parent
FLOWS = yaml.safe_load((FOLDER / "flows.yml").read_text(encoding="utf-8"))


@dataclass
class Customer:
    """What one person at one screen has been shown."""

    conversation: str
    shown: list[list[dict[str, Any]]] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)


class Play:
    """One conversation of the files: `talk` is what happens, in order; `bookings` and `notes` what is left at its end."""

    def __init__(self, assistant: Assistant, written: Mapping[str, Any]) -> None:
        self.assistant, self.written = assistant, written
        self.customers: dict[str, Customer] = {}
        self.others: list[Booking] = []  # who has taken what is to be full
        self.heard: list[tuple[dict[str, Any], list[dict[str, Any]]]] = []

    async def run(self) -> None:
        now = datetime.fromisoformat(self.written["now"]) if "now" in self.written else DEFAULT_NOW
        await self.assistant.start(self.written.get("venue", "lee_spa"), now)
        self.customers["first"] = self.me = Customer(self.assistant.conversation)
        for turn in self.written["talk"]:
            await self._take(turn)
        await self._compare_end()

    async def _take(self, turn: Mapping[str, Any]) -> None:
        if "play" in turn:
            for name in turn["play"].split():
                for step in FLOWS[self.written.get("language", "en")][name]:
                    await self._take(step)
        elif "wait" in turn:
            self.assistant.wait(**turn["wait"])
        elif "reminds" in turn:
            self.be_reminded(turn)
        elif turn.keys() & {"fill", "free", "close", "house", "house_moves", "house_proposes"}:
            self.meanwhile(turn)
        elif "as" in turn:
            self.become(turn["as"])
        else:
            await self.speak(turn)

    def meanwhile(self, turn: Mapping[str, Any]) -> None:
        """What others do: other customers, and the people of the house."""
        venue = self.written.get("venue", "lee_spa")
        if "fill" in turn:
            self.others = others.fill(self.assistant, venue, turn["fill"])
        elif "free" in turn:
            others.free(self.assistant, self.others.pop())
        elif "close" in turn:
            others.close(self.assistant, venue, turn["close"])
        elif "house_proposes" in turn:
            others.propose(self.assistant, turn["house_proposes"])
        elif "house" in turn:
            others.decide(self.assistant, turn["house"])
        else:
            others.move(self.assistant, turn["house_moves"])

    def become(self, name: str) -> None:
        """Go on as somebody else at another screen, in the same house."""
        if name not in self.customers:
            self.customers[name] = Customer(f"{self.customers['first'].conversation}-{name}")
            venue = self.written.get("venue", "lee_spa")
            self.assistant.conversations.open(self.customers[name].conversation, venue, "en", greet=False)
        self.me = self.customers[name]
        self.assistant.conversation = self.me.conversation

    def be_reminded(self, turn: Mapping[str, Any]) -> None:
        """What the worker says by now, without being asked; `reminds` is the names of its messages."""
        replies = self.assistant.deliver()
        assert [reply["response"] for reply in replies] == turn["reminds"], f"{self.written['name']}: {turn}"
        if replies:
            self.me.shown.append(replies)
            self._compare(turn, replies)

    async def speak(self, turn: Mapping[str, Any]) -> None:
        if "press" in turn:
            replies = await self.assistant.press(str(turn["press"]), self.me.shown[-1])
        elif "ticks" in turn:
            replies = await self.assistant.tick(turn["ticks"], self.me.shown[-1])
        elif "stale" in turn:
            earlier = [reply for replies in reversed(self.me.shown[:-1]) for reply in replies]
            replies = await self.assistant.press(str(turn["stale"]), earlier)
        elif "types" in turn:
            replies = await self.assistant.say_ahead(turn["types"])
        else:
            replies = await self.assistant.say(self._words(turn["say"]))
        self.me.shown.append(replies)
        self.heard.append((dict(turn), replies))
        self._compare(turn, replies)

    def _words(self, said: Any) -> str:
        if isinstance(said, dict):
            return str(said["text"]) * int(said["times"])
        for customer in self.customers.values():
            said = said.replace("{code}", customer.codes[-1]) if customer.codes else said
        return str(said)

    def _compare(self, turn: Mapping[str, Any], replies: list[dict[str, Any]]) -> None:
        where = f"{self.written['name']}: {turn}"
        told = "\n".join(reply["text"] for reply in replies)
        self.me.codes += [_code(reply["text"]) for reply in replies if reply["response"] == "utter_booked"]
        assert replies and all(reply["text"] for reply in replies), f"{where}: silence"
        assert "{" not in told and "None" not in told, f"{where}: {told}"
        if "hears" in turn:
            assert [reply["response"] for reply in replies] == turn["hears"], where
        for name in turn.get("heard", []):
            assert name in [reply["response"] for reply in replies], f"{where}: {name} is not said"
        for words in turn.get("reads", []):
            assert words in told, f"{where}: {words!r} is not in {told!r}"
        for words in turn.get("never", []):
            assert words not in told, f"{where}: {words!r} is in {told!r}"
        if "last" in turn:
            assert replies[-1]["buttons"][-1]["value"] == turn["last"], where
        if "asks" in turn:
            assert self.assistant.asks["kind"] == turn["asks"], where

    async def _compare_end(self) -> None:
        name, last = self.written["name"], self.me
        for customer, expected in self._expected_bookings().items():
            self.become(customer)
            found = await self.assistant.bookings()
            shown = [{key: one[key] for key in wanted} for one, wanted in zip(found, expected, strict=False)]
            assert len(found) == len(expected) and shown == expected, f"{name}: {customer} has {found}"
        with reading(self.assistant.engine) as connection:
            assert notes_for(connection, last.conversation) == self.written.get("notes", []), name
            assert overlaps(connection) == 0, f"{name}: something was given twice"

    def _expected_bookings(self) -> dict[str, list[dict[str, Any]]]:
        expected = self.written.get("bookings", [])
        return expected if isinstance(expected, dict) else {"first": expected}


def _code(booked: str) -> str:
    """The code that the customer was told."""
    return booked.splitlines()[0].split(":")[-1].strip(" .")


def written() -> list[tuple[str, dict[str, Any]]]:
    """Every conversation with the name of its file."""
    files = sorted(path for path in FOLDER.glob("*.yml") if path.name != "flows.yml")
    return [(path.stem, one) for path in files for one in yaml.safe_load(path.read_text(encoding="utf-8"))]
