"""Who comes: how many, what each has reported, and how each is called when something is read back."""

from collections.abc import Mapping
from types import MappingProxyType

from actions import draft
from actions.base import Turn
from spa.booking import Booking
from spa.screening import records
from spa.screening.assess import Answers, reported
from spa.screening.party import Party
from spa.screening.rules import Condition
from spa.store.database import reading, writing


def size(turn: Turn, held: Booking | None) -> int:
    """How many come: as it is held, else as it was said."""
    said = held.party if held else int(turn.slot("party") or 1)
    return min(max(said, 1), draft.LARGEST_PARTY)


def answers(turn: Turn, guests: int) -> dict[int, dict[str, str]]:
    with reading(turn.services.engine) as connection:
        return records.answers_of_party(connection, turn.conversation, guests, turn.now)


def record(turn: Turn, new: Mapping[int, Answers]) -> None:
    """Add each guest's answers."""
    with writing(turn.services.engine) as connection:
        for guest, own in new.items():
            records.record(connection, turn.conversation, turn.venue.id, own, turn.now, guest)


def count_for_all(turn: Turn) -> None:
    """Who will come is not sure any more: whatever anybody reported counts for whoever does."""
    with writing(turn.services.engine) as connection:
        records.count_for_all(connection, turn.conversation, draft.LARGEST_PARTY, turn.now)


def told(turn: Turn, party: Party, held: Booking | None, said: Mapping[str, str] = MappingProxyType({})) -> str:
    """What was reported, in a party by guest; empty where nothing was. `said`: the guest's own words, by condition."""
    rules = turn.services.rules
    names = {
        guest: ", ".join(dict.fromkeys(_named(turn, one, said) for one in reported(own, rules)))
        for guest, own in party.items()
    }
    if len(set(names.values())) == 1:  # the same of each, or of one alone
        return names[1].replace(", ", "; ")
    return by_guest(turn, names, held)


def _named(turn: Turn, condition: Condition, said: Mapping[str, str]) -> str:
    words = said.get(condition.id)
    return condition.name[turn.language] + (f" (“{words}”)" if words else "")


def gets(turn: Turn, held: Booking) -> str:
    """What each guest gets, where they do not all get everything: "Lan: all steps; your companion: without ..."."""
    words, steps = turn.services.rules.gets, turn.services.rules.steps
    if held.party == 1 or not any(guest.left_out for guest in held.guests):
        return ""
    without = {guest.number: ", ".join(steps[step][turn.language] for step in guest.left_out) for guest in held.guests}
    said = {
        guest: words["without"][turn.language].format(steps=left) if left else words["everything"][turn.language]
        for guest, left in without.items()
    }
    return by_guest(turn, said, held)


def by_guest(turn: Turn, said: Mapping[int, str], held: Booking | None) -> str:
    """Something of each guest, with how they are called; guests of whom there is nothing are left out."""
    return "; ".join(f"{_called(turn, guest, len(said), held)}: {what}" for guest, what in said.items() if what)


def _called(turn: Turn, guest: int, guests: int, held: Booking | None) -> str:
    rules, name = turn.services.rules, None
    if guest == 1:
        return str(turn.slot("name") or rules.guests["me"][turn.language])
    if held and guest <= held.party:
        name = held.guests[guest - 1].name
    numbered = rules.guest[turn.language].format(number=guest)
    return name or (rules.guests["companion"][turn.language] if guests == 2 else numbered)
