"""What goes into the booking engine and comes out of it: frozen values, every moment aware."""

from dataclasses import dataclass, field
from datetime import datetime

from spa.messages.planning import HOURS

HELD = "held"
CONFIRMED = "confirmed"
AWAITING_DECISION = "awaiting_decision"
ARRIVED = "arrived"
COMPLETED = "completed"
CANCELLED = "cancelled"
NO_SHOW = "no_show"
EXPIRED = "expired"
# In which way an offer differs from what was wanted.
AS_WANTED, SAME_DAY, OTHER_DAY = "as_wanted", "same_day", "other_day"
OTHER_THERAPIST, SHORTER_SERVICE = "other_therapist", "shorter_service"


@dataclass(frozen=True)
class Window:
    """Starts looked for: from `start` until before `end`; both equal for one start alone, none for the soonest."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True)
class Wish:
    """A therapist by id serves the first guest; a gender is meant for every guest."""

    therapist_id: str | None = None
    gender: str | None = None


@dataclass(frozen=True)
class Limits:
    """What the house sets; `days_ahead` is not more than the days that a screening lasts."""

    lead_minutes: int = 60
    days_ahead: int = 7
    future_bookings: int = 3  # of a conversation, a customer and a number
    waiting: int = 3  # places of a conversation in the line
    code_tries: int = 3  # wrong codes in one conversation ...
    code_tries_of_phone: int = 10  # ... and with one number, from wherever,
    code_minutes: int = 60  # within so long
    hold_minutes: int = 10  # after each answer
    reminder_hours: tuple[int, ...] = HOURS  # before the visit


USUAL = Limits()


@dataclass(frozen=True)
class Offer:
    """A start that is free now, with who and where; the price is for the whole party."""

    start: datetime
    end: datetime
    therapist_ids: tuple[str, ...]
    room_ids: tuple[str, ...]  # of guest 1, 2, ...
    price_vnd: int
    minutes: int
    as_wished: bool = True
    kind: str = AS_WANTED
    service_id: str | None = None  # where it is another service than the wanted one


@dataclass(frozen=True)
class Alternatives:
    """Why a wanted time is not free (none: it is), and the nearest that are, in order of time.

    Reasons: past too_soon too_far quarter closed_day outside_hours party wish taken.
    """

    reason: str | None
    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class HoldRequest:
    venue_id: str
    conversation: str
    service_id: str
    party: int
    start: datetime
    wish: Wish
    language: str
    instead_of: int | None = None  # a booking that may give its time up for this one: its steps left out stay out


@dataclass(frozen=True)
class Contact:
    name: str
    phone: str
    email: str | None = None


@dataclass(frozen=True)
class BookedStep:
    id: str
    minutes: int
    price_vnd: int  # per guest
    left_out: bool = False


@dataclass(frozen=True)
class Guest:
    """One guest of a booking: number 1 is the one who books. A name has only a companion who gave it."""

    number: int
    therapist_id: str
    room_id: str
    name: str | None
    steps: tuple[BookedStep, ...]

    @property
    def kept(self) -> tuple[str, ...]:
        return tuple(step.id for step in self.steps if not step.left_out)

    @property
    def left_out(self) -> tuple[str, ...]:
        return tuple(step.id for step in self.steps if step.left_out)

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps if not step.left_out)


@dataclass(frozen=True)
class Booking:
    id: int
    code: str
    venue_id: str
    conversation: str
    customer_id: int | None
    contact: Contact | None
    service_id: str
    party: int
    start: datetime
    end: datetime
    guests: tuple[Guest, ...]
    price_vnd: int
    status: str
    language: str
    wish: Wish
    note: str
    held_at: datetime
    hold_expires_at: datetime | None
    sequence: int  # grows with each change that a calendar has to show
    confirm_key: str | None = field(repr=False)

    @property
    def therapist_ids(self) -> tuple[str, ...]:
        """Of guest 1, 2, ..."""
        return tuple(guest.therapist_id for guest in self.guests)

    @property
    def room_ids(self) -> tuple[str, ...]:
        """Of guest 1, 2, ...: the same where they lie together."""
        return tuple(guest.room_id for guest in self.guests)

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps of the service, whoever gets them."""
        return tuple(step.id for guest in self.guests[:1] for step in guest.steps)

    @property
    def kept(self) -> tuple[str, ...]:
        """The steps that at least one guest gets."""
        return tuple(step for step in self.steps if any(step in guest.kept for guest in self.guests))

    @property
    def left_out(self) -> tuple[str, ...]:
        """The steps that no guest gets."""
        return tuple(step for step in self.steps if step not in self.kept)

    @property
    def minutes(self) -> int:
        """The visit lasts as long as the longest guest's."""
        return max((guest.minutes for guest in self.guests), default=0)
