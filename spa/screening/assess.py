"""From answers to outcome, allowed steps and reasons: pure functions over the rules."""

from dataclasses import dataclass, field
from typing import Iterable, Mapping

from spa.screening.rules import Condition, Question, Rules

# From the mildest to the gravest: the gravest of all conditions decides.
OUTCOMES = ("nothing_reported", "adapt", "consult", "not_today", "see_doctor", "emergency")
STOPS = frozenset(OUTCOMES[2:])
CARE_FIRST = ("emergency", "see_doctor")  # nothing is booked past these in the sitting in which they were said

Answers = Mapping[str, str]  # question or condition -> yes, no, unsure, refused, or a follow-up's own answer


@dataclass(frozen=True)
class Assessment:
    """What follows for one guest: outcome, steps that are left out, notes for the therapist, rules that decided."""

    outcome: str
    left_out: frozenset[str] = field(default_factory=frozenset)
    notes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()

    @property
    def stops(self) -> bool:
        return self.outcome in STOPS


def merge(old: Answers, new: Answers) -> dict[str, str]:
    """Add answers to those given before. What was once not a no stays, and taking it back is for a person to judge."""
    taken_back = [key for key, value in new.items() if value == "no" and old.get(key, "no") != "no"]
    merged = {**old, **{key: value for key, value in new.items() if key not in taken_back}}
    return {**merged, "answer_changed": "yes"} if taken_back else merged


def reported(answers: Answers, rules: Rules) -> list[Condition]:
    """The conditions that are answered with anything but no, each as its follow-up leaves it."""
    named = {key for key, value in answers.items() if value != "no" and key in rules.conditions}
    named |= {q.counts_as for q in rules.questions if q.counts_as and _counts(q, answers)}
    return [_after_follow_up(rules.conditions[key], answers, rules) for key in sorted(named)]


def _counts(question: Question, answers: Answers) -> bool:
    """Whether the question was answered with anything but no.

    A yes that should have been made precise (which sign? which medicine?) and ends in a no counts too.
    """
    said = answers.get(question.id)
    if said in (None, "known") or said == "no" and question.when is None:
        return False
    if said != "no":
        return True
    unsettled = answers.get(str(question.when), "no") != "no"
    return unsettled and all(answers.get(condition, "no") == "no" for condition in question.covers)


def assess(answers: Answers, steps: Iterable[str], rules: Rules, same_day: bool) -> Assessment:
    """Judge the answers for the steps of a service. `same_day`: the visit is on the day on which the answers are given.

    A condition whose follow-up question is still to come does not decide yet: `next_question` asks it.
    """
    steps = tuple(steps)
    conditions = [c for c in reported(answers, rules) if not c.follow_up or c.follow_up.question in answers]
    outcomes = {condition.id: _outcome(condition, steps, same_day) for condition in conditions}
    counted = [condition for condition in conditions if outcomes[condition.id] != "nothing_reported"]
    return Assessment(
        outcome=max(outcomes.values(), key=OUTCOMES.index, default="nothing_reported"),
        left_out=frozenset(s for c in counted for s in steps if _left_out(c, s, same_day)),
        notes=tuple(dict.fromkeys(c.note for c in counted if c.note)),
        rules=tuple(c.id for c in counted),
    )


def next_question(answers: Answers, rules: Rules) -> Question | None:
    """The first question that is still to be asked."""
    return next((q for q in rules.questions if not answered(q, answers) and applies(q, answers)), None)


def answered(question: Question, answers: Answers) -> bool:
    """Whether it was answered, also by telling the condition itself before it was asked."""
    return question.id in answers or answers.get(question.counts_as or "", "no") != "no"


def applies(question: Question, answers: Answers) -> bool:
    """Whether the question is asked at all after these answers."""
    return question.when is None or answers.get(question.when, "no") != "no"


def _after_follow_up(condition: Condition, answers: Answers, rules: Rules) -> Condition:
    follow_up = condition.follow_up
    if follow_up and answers.get(follow_up.question) == follow_up.answer:
        return rules.conditions[follow_up.becomes]
    return condition


def _outcome(condition: Condition, steps: tuple[str, ...], same_day: bool) -> str:
    if condition.tier:
        return condition.tier
    if condition.passes and not same_day:
        return "adapt"
    cell = condition.cell("massage")
    if cell in ("X", "D"):
        return condition.stop if cell == "X" else "consult"
    touched = cell != "ok" or any(condition.cell(step) != "ok" for step in steps)
    return "adapt" if touched else "nothing_reported"


def _left_out(condition: Condition, step: str, same_day: bool) -> bool:
    if step == "massage" or (condition.passes and not same_day):
        return False
    return condition.cell(step) != "ok"
