"""What one process of many does while bookings are measured: books at free times, or fights for times that others want."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing import get_context
from typing import Any

from sqlalchemy import insert
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from bench import large_house as house
from spa import booking
from spa.booking import Booking, Contact, HoldRequest, Wish
from spa.errors import SpaError
from spa.store import schema
from spa.store.database import connect, writing


@dataclass(frozen=True)
class Try:
    """A guest who wants to come at this time, to this therapist if one is named."""

    guest: str
    phone: str
    start: datetime
    therapist_id: str | None = None


@dataclass
class Outcome:
    """How the tries of one process ended ("won" or the name of an error), and when they ran."""

    began: float
    confirming: float = 0  # when all were held and screened
    ended: float = 0
    ends: Counter[str] = field(default_factory=Counter)


Work = Callable[[Engine, Sequence[Try], Any], Outcome]


def fights(tries: int, slots: int, processes: int) -> list[list[Try]]:
    """Return the tries of each process: all want the same time of a therapist, one time after the other."""
    starts = [house.at(day, clock) for day in house.next_days() for clock in house.FREE]
    people = -(-slots // len(starts))
    wanted = [(start, house.therapist(person)) for start in starts for person in range(people)][:slots]
    every = [Try(f"web:{number}", f"+84905{number:06}", *wanted[number * slots // tries]) for number in range(tries)]
    return [every[number::processes] for number in range(processes)]


def at_once(engine: Engine, shares: Sequence[Sequence[Try]], work: Work) -> list[Outcome]:
    """Let a process do the work with each share of the tries, all beginning together."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    barrier, answers = context.Barrier(len(shares)), context.SimpleQueue()
    url = engine.url.render_as_string(hide_password=False)
    processes = [context.Process(target=run, args=(url, share, work, barrier, answers)) for share in shares]
    for process in processes:
        process.start()
    outcomes = [answers.get() for _ in processes]
    for process in processes:
        process.join()
    return outcomes


def total(outcomes: Sequence[Outcome]) -> Counter[str]:
    return sum((one.ends for one in outcomes), Counter())


def run(url: str, tries: Sequence[Try], work: Work, barrier: Any, answers: Any) -> None:
    """Do the work once all the others are ready too, and put the outcome among the answers."""
    engine = connect(url)
    with engine.connect():
        barrier.wait()
    answers.put(work(engine, tries, barrier))
    engine.dispose()


def fight(engine: Engine, tries: Sequence[Try], _barrier: Any) -> Outcome:
    """Make one try after the other, from the hold to the confirmation."""
    outcome = Outcome(time.perf_counter())
    for one in tries:
        outcome.ends[_end(engine, one)] += 1
    outcome.ended = time.perf_counter()
    return outcome


def visit(engine: Engine, tries: Sequence[Try], barrier: Any) -> Outcome:
    """Hold and screen all of them, then, with the other processes, confirm all of them."""
    outcome = Outcome(time.perf_counter())
    ready = [hold(engine, one) for one in tries]
    barrier.wait()
    outcome.confirming = time.perf_counter()
    for one, held in zip(tries, ready, strict=True):
        confirm(engine, one, held)
    outcome.ended = time.perf_counter()
    outcome.ends["won"] = len(tries)
    return outcome


def _end(engine: Engine, one: Try) -> str:
    try:
        confirm(engine, one, hold(engine, one))
    except (SpaError, DBAPIError) as refused:
        return type(refused).__name__
    return "won"


def hold(engine: Engine, one: Try) -> Booking:
    """Hold, and write the rows of the screening."""
    wish = Wish(therapist_id=one.therapist_id)
    request = HoldRequest(house.VENUE, one.guest, house.SERVICE, 1, one.start, wish, "en")
    held = booking.hold(engine, request, house.NOW)
    screen(engine, held)
    return held


def confirm(engine: Engine, one: Try, held: Booking) -> None:
    booking.confirm(engine, held.id, one.guest, Contact("Lan", one.phone), one.guest, house.NOW)


def screen(engine: Engine, held: Booking) -> None:
    """Write the consent and the screening of the only guest."""
    whose = {"conversation": held.conversation, "venue_id": held.venue_id}
    agreed = {"given_at": house.NOW, "text_version": "1", "language": "en", "channel": "web"}
    judged = {"outcome": "nothing_reported", "left_out": []}
    moments = {"begun_at": house.NOW, "decided_at": house.NOW}
    with writing(engine) as connection:
        key: Any = connection.execute(insert(schema.consent).values(**whose, **agreed)).inserted_primary_key
        row = {**whose, **judged, **moments, "booking_id": held.id, "guest": 1, "consent_id": key[0]}
        connection.execute(insert(schema.screening).values(**row))
