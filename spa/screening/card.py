"""What a person has to see to decide about a booking that the screening has stopped: outcome, rules, answers, what to ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.engine import Connection

from spa.booking.values import Booking
from spa.errors import KnowledgeError
from spa.screening.assess import OUTCOMES, STOPS, assess
from spa.screening.rules import Rules
from spa.store import sealed
from spa.store.schema import screening

LANGUAGES = ("en", "vi")
CONSULT = "consult"
EVERY = "every"  # the key of what is asked whatever the rule is

Questions = Mapping[str, Mapping[str, tuple[str, ...]]]  # by condition and language


@dataclass(frozen=True)
class GuestCard:
    """What is known of one guest: of the screening for this visit, and of what was told since.

    Where the answers are erased only `outcome` and `left_out` are left.
    """

    guest: int
    outcome: str
    left_out: frozenset[str]  # step ids
    answers: Mapping[str, str]  # question or condition -> yes, no, unsure, ...
    rules: tuple[str, ...]  # the conditions that decided


def read_questions(path: Path, rules: Rules) -> Questions:
    """Read what a consultant asks, by condition. Raises KnowledgeError where one is missing or unknown."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]
    for name, said in raw.items():
        if name != EVERY and name not in rules.conditions or set(said) != set(LANGUAGES):
            raise KnowledgeError(f"{path.name}: {name} is no condition or not in both languages")
    if missing := sorted({EVERY, *_to_decide(rules)} - set(raw)):
        raise KnowledgeError(f"{path.name}: nothing to ask about {', '.join(missing)}")
    return {name: {language: tuple(said[language]) for language in LANGUAGES} for name, said in raw.items()}


def to_ask(card: GuestCard, questions: Questions, language: str) -> list[str]:
    """What to ask this guest before deciding."""
    about = [one for rule in card.rules for one in questions.get(rule, {}).get(language, ())]
    return list(dict.fromkeys([*about, *questions[EVERY][language]]))


def outcome_of(connection: Connection, booking_id: int) -> str:
    """The gravest outcome of the guests of a booking that awaits a decision; whoever sees no answers may see this."""
    rows = connection.execute(select(screening.c.outcome).where(screening.c.booking_id == booking_id)).scalars()
    found: list[str] = [one for one in rows if one]
    return max([CONSULT, *found], key=OUTCOMES.index)


def cards(connection: Connection, booked: Booking, rules: Rules, same_day: bool) -> list[GuestCard]:
    """Each guest's card in their order, answers included: to be shown only to who decides."""
    told = (screening.c.conversation == booked.conversation) & screening.c.outcome.is_(None)
    rows = connection.execute(
        select(screening).where((screening.c.booking_id == booked.id) | told).order_by(screening.c.id)
    ).all()
    found = sealed.with_answers(connection, rows)
    guests = sorted({row.guest for row in found if row.guest})
    return [_card([row for row in found if row.guest == guest], booked.steps, rules, same_day) for guest in guests]


def _card(rows: list[Any], steps: tuple[str, ...], rules: Rules, same_day: bool) -> GuestCard:
    answers: dict[str, str] = {}
    for row in rows:
        answers |= {key: value for key, value in row.answers.items() if value != "no" or key not in answers}
    judged = assess(answers, steps, rules, same_day)
    outcome = max((judged.outcome, *(row.outcome for row in rows if row.outcome)), key=OUTCOMES.index)
    decided = (*(rule for row in rows for rule in row.rules), *judged.rules)
    gone = judged.left_out.union(*(row.left_out for row in rows))
    return GuestCard(rows[0].guest, outcome, gone, answers, tuple(dict.fromkeys(decided)))


def left_out_for(
    found: list[GuestCard], steps: tuple[str, ...], rules: Rules, same_day: bool
) -> dict[int, frozenset[str]]:
    """By guest what goes out of a service with these steps, after the answers that were given."""
    return {one.guest: assess(one.answers, steps, rules, same_day).left_out for one in found}


def _to_decide(rules: Rules) -> list[str]:
    """The conditions after which a person decides about the massage."""
    consult = [one for one in rules.conditions.values() if not one.tier and one.cell("massage") == "D"]
    return [one.id for one in consult if one.stop in STOPS]
