"""The pages that stand at the top, in their order, for whoever may see them."""

from dataclasses import dataclass

from spa.staff.accounts import Account, may
from spa.staff.rights import Right


@dataclass(frozen=True)
class Entry:
    path: str
    text: str  # the key of its name
    right: Right


ENTRIES = (
    Entry("/inbox", "inbox.title", "conversations"),
    Entry("/decisions", "decisions.title", "conversations"),
    Entry("/answers", "answers.title", "answers"),
    Entry("/plan", "bookings.title", "bookings"),
    Entry("/my-day", "bookings.my_day", "own_day"),
    Entry("/waiting", "bookings.waiting", "bookings"),
    Entry("/roster", "roster.title", "roster"),
    Entry("/venue", "venue.title", "venue"),
    Entry("/numbers", "numbers.title", "statistics"),
    Entry("/accounts", "accounts.title", "accounts"),
    Entry("/audit", "audit.title", "audit"),
)


def entries(account: Account) -> list[Entry]:
    return [entry for entry in ENTRIES if may(account, entry.right)]
