"""A party answers together: whom an answer is about, what is still to be asked, and what follows for all.

Answers stand by guest: {1: {question or condition: answer}, 2: ...}. Where it was not said who, it counts for each.
"""

from collections.abc import Collection, Iterable, Mapping

from spa.screening.assess import OUTCOMES, Answers, Assessment, answered, applies, assess
from spa.screening.rules import Question, Rules

COMPANION, BOTH = "companion", "both"  # whom a yes is about; a bare yes is about the one who writes
SOMEONE = "someone"  # an answer: it is one of them, and who is still to be asked

Party = Mapping[int, Answers]


def concerned(said: str, party: int) -> frozenset[int]:
    """The guests that an answer is about."""
    everybody = frozenset(range(1, party + 1))
    return {"no": frozenset(), "yes": frozenset({1}), COMPANION: everybody - {1}}.get(said, everybody)


def spread(question: Question, said: str, party: Party) -> dict[int, dict[str, str]]:
    """What the answer to a question says of each guest.

    A question that makes an earlier answer precise is about those whom it applies to. A no is only about those who
    have not answered yet: what somebody reported before is not undone by it.
    """
    if question.when is not None:
        return {guest: {question.id: said} for guest in open_to(question, party)}
    told = {guest: {question.id: _value(said)} for guest in concerned(said, len(party))}
    denied = {guest: {question.id: "no"} for guest, own in party.items() if not answered(question, own)}
    return _not_less(denied | told, party)


def reported_of(conditions: Iterable[str], said: str, party: Party) -> dict[int, dict[str, str]]:
    """What is reported of each guest when a condition is told of them."""
    told = dict.fromkeys(conditions, _value(said))
    return _not_less({guest: dict(told) for guest in concerned(said, len(party))}, party)


def open_to(question: Question, party: Party) -> list[int]:
    """The guests to whom the question is still to be put."""
    return [guest for guest, own in party.items() if applies(question, own) and not answered(question, own)]


def pending(party: Party) -> list[str]:
    """What one of them has, and it is not known who."""
    told = [key for own in party.values() for key, value in own.items() if value == SOMEONE]
    return list(dict.fromkeys(told)) if len(party) > 1 else []


def settled(party: Party, said: str) -> dict[int, dict[str, str]]:
    """All answers, once it is said who it is: theirs is a yes, the others' a no."""
    who = concerned(said, len(party))
    return {
        guest: {
            key: (_value(said) if guest in who else "no") if value == SOMEONE else value for key, value in own.items()
        }
        for guest, own in party.items()
    }


def judge(party: Party, steps: Iterable[str], rules: Rules, same_day: bool) -> dict[int, Assessment]:
    """Judge each guest alone."""
    steps = tuple(steps)
    return {guest: assess(own, steps, rules, same_day) for guest, own in party.items()}


def gravest(judged: Mapping[int, Assessment]) -> str:
    """The outcome of the visit: that of the guest for whom it is the gravest."""
    return max((one.outcome for one in judged.values()), key=OUTCOMES.index)


def _value(said: str) -> str:
    return "yes" if said in (COMPANION, BOTH) else said


def _not_less(new: Mapping[int, dict[str, str]], party: Party) -> dict[int, dict[str, str]]:
    """Without a doubt about whom it is where it is known already."""
    return {
        guest: {key: value for key, value in told.items() if value != SOMEONE or _is_no(party[guest], key)}
        for guest, told in new.items()
    }


def _is_no(own: Answers, key: str) -> bool:
    return own.get(key, "no") == "no"


def shared(party: Party, guests: Collection[int]) -> dict[int, dict[str, str]]:
    """What is to be added for these guests so that whatever anybody reported counts for each of them."""
    told = {key: SOMEONE for own in party.values() for key in own if not _is_no(own, key)}
    return _not_less({guest: dict(told) for guest in guests}, party)
