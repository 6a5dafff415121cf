"""The questions about health as a form: what is still to be asked of whom, and what was ticked for them."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData

from spa.screening import Question, Rules
from spa.screening.party import Party, open_to

YES, NO, UNSURE = "yes", "no", "unsure"
WRITTEN_DOWN = "medicine_names"  # on the phone nobody reads names of medicines: a person looks at them
CHOICES: Mapping[str, tuple[str, ...]] = {"skin_wound_place": ("back", "elsewhere", UNSURE)}
ORDINARY = (NO, YES, UNSURE)


@dataclass(frozen=True)
class Asked:
    """One question, with the guests to whom it is still to be put."""

    question: Question
    guests: tuple[int, ...]

    @property
    def choices(self) -> tuple[str, ...]:
        """What can be chosen; of a list the conditions, and that it is none of them."""
        if self.question.list:
            return (*self.question.covers, *((NO, UNSURE) if self.question.when is None else (UNSURE,)))
        return CHOICES.get(self.question.id, ORDINARY)


def still_open(answers: Party, rules: Rules) -> list[Asked]:
    found = [Asked(question, tuple(open_to(question, answers))) for question in rules.questions]
    return [one for one in found if one.guests and one.question.id != WRITTEN_DOWN]


def field(question: Question, guest: int) -> str:
    return f"{question.id}-{guest}"


def told(form: FormData, asked: list[Asked]) -> dict[int, dict[str, str]] | None:
    """What the form says of each guest, by question and condition; none where something was not answered."""
    said: dict[int, dict[str, str]] = {}
    for one in asked:
        for guest in one.guests:
            chosen = [str(value) for value in form.getlist(field(one.question, guest))]
            if not chosen or not set(chosen) <= set(one.choices):
                return None
            own = _listed(one.question, chosen) if one.question.list else {one.question.id: chosen[0]}
            said.setdefault(guest, {}).update(own)
    return {guest: _with_medicines(own) for guest, own in said.items()}


def _listed(question: Question, chosen: list[str]) -> dict[str, str]:
    ticked = {condition: YES for condition in chosen if condition in question.covers}
    if UNSURE in chosen:
        return {**ticked, question.id: UNSURE}
    return {**ticked, question.id: YES if question.when else NO}


def _with_medicines(own: dict[str, str]) -> dict[str, str]:
    return {**own, WRITTEN_DOWN: YES} if own.get("medicines", NO) != NO else own
