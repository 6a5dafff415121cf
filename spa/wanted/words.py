"""The words that say what somebody wants, as patterns."""

import re
from functools import cached_property
from pathlib import Path
from typing import Any, Iterable, Mapping

import yaml


class Words:
    """The word lists of knowledge/wanted.yml as patterns."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = raw

    @classmethod
    def load(cls, path: Path) -> "Words":
        return cls(yaml.safe_load(path.read_text(encoding="utf-8")))

    @cached_property
    def numbers(self) -> dict[str, int]:
        return {**self._raw["party"]["numbers"]["en"], **self._raw["party"]["numbers"]["vi"]}

    @cached_property
    def counted(self) -> re.Pattern[str]:
        number = "|".join([*sorted(self.numbers, key=len, reverse=True), r"\d{1,2}"])
        guests, before = any_of(self._raw["party"]["guests"]), any_of(self._raw["party"]["before"])
        last = rf"(?=\s*(?:$|[,.!?]|(?:{any_of(self._raw['party']['after'])})\b))"
        return re.compile(rf"\b(?P<a>{number})\s*(?:{guests})\b|\b(?:{before})\s+(?P<b>{number}){last}")

    @cached_property
    def phrases(self) -> list[tuple[re.Pattern[str], int]]:
        return [(whole(words), count) for count, words in self._raw["party"]["phrases"].items()]

    @cached_property
    def measured(self) -> re.Pattern[str]:
        """A number of something else than guests."""
        number = "|".join([*sorted(self.numbers, key=len, reverse=True), r"\d+"])
        return re.compile(rf"\b(?:{number})[\s-]*(?:{any_of(self._raw['party']['measures'])})\b")

    @cached_property
    def genders(self) -> list[tuple[re.Pattern[str], str]]:
        return [(whole(words), gender) for gender, words in self._raw["therapist"].items()]

    @cached_property
    def minutes(self) -> re.Pattern[str]:
        later, sooner = (any_of(self._raw["minutes_of_time"][place]) for place in ("before", "after"))
        before = "".join(rf"(?<!\b{word} )" for word in later.split("|"))
        return re.compile(rf"{before}\b(\d{{2,3}})\s*(?:{any_of(self._raw['minutes'])})(?!\w)(?! (?:{sooner})\b)")

    @cached_property
    def names(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{any_of([*self._raw['name'], *self._raw['name_asked']])})[\s:]+")

    @cached_property
    def clear_names(self) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{any_of(self._raw['name'])})[\s:]+")

    @cached_property
    def no_name(self) -> re.Pattern[str]:
        """A word that stands in wishes and sentences, and in nobody's name."""
        return whole(self._raw["no_name"])

    @cached_property
    def name_tails(self) -> re.Pattern[str]:
        """What may follow a name: a courtesy, or the word that leads to the number."""
        return re.compile(rf"(?i)(?:[\s,]+(?:{any_of(self._raw['name_tails'])}))+[\s.!]*$")

    @cached_property
    def phone_leads(self) -> re.Pattern[str]:
        """The words that lead to a number, as they are typed."""
        return re.compile(rf"(?i)(?<!\w)(?:{any_of(self._raw['phone_leads'])})(?!\w)")

    @cached_property
    def declines(self) -> re.Pattern[str]:
        """Somebody who does not want to say what is asked."""
        return whole(self._raw["declines"])

    @cached_property
    def calls_back(self) -> re.Pattern[str]:
        """Somebody who wants to be called."""
        return whole(self._raw["calls_back"])

    @cached_property
    def joins_list(self) -> re.Pattern[str]:
        """What asks to be put on the waiting list, and not only about it."""
        return whole(self._raw["joins_list"])

    @cached_property
    def tries_again(self) -> re.Pattern[str]:
        return self._alone(any_of(self._raw["tries_again"]))

    @cached_property
    def not_offered(self) -> re.Pattern[str]:
        """Kinds of treatment that no venue has."""
        return whole(self._raw["not_offered"])

    @cached_property
    def long_one(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!how )(?<!\w)(?:{any_of(self._raw['service_choice']['long_one'])})(?!\w)")

    @cached_property
    def long(self) -> re.Pattern[str]:
        return whole(self._raw["service_choice"]["long"])

    @cached_property
    def slips(self) -> list[tuple[re.Pattern[str], str]]:
        """Words that are often mistyped, and what is meant."""
        return [(re.compile(rf"(?i)(?<!\w){typed}(?!\w)"), meant) for typed, meant in self._raw["slips"].items()]

    @cached_property
    def wrong(self) -> re.Pattern[str]:
        return whole(self._raw["correction"]["words"])

    @cached_property
    def details(self) -> dict[str, re.Pattern[str]]:
        """What a name and a phone number are called."""
        return {detail: whole(self._raw["correction"][detail]) for detail in ("name", "phone")}

    @cached_property
    def corrections(self) -> dict[str, re.Pattern[str]]:
        """A detail close to a word that says it is wrong."""
        wrong, close = any_of(self._raw["correction"]["words"]), r"\W+(?:\w+\W+){0,3}"
        named = {detail: any_of(self._raw["correction"][detail]) for detail in ("name", "phone")}
        return {
            detail: re.compile(rf"\b(?:{words}){close}(?:{wrong})\b|\b(?:{wrong}){close}(?:{words})\b")
            for detail, words in named.items()
        }

    @cached_property
    def hindered(self) -> re.Pattern[str]:
        return whole(self._raw["hindered"])

    @cached_property
    def cancels(self) -> re.Pattern[str]:
        return whole(self._raw["cancels"])

    @cached_property
    def only_cancels(self) -> re.Pattern[str]:
        """Nothing but the wish to cancel, where it is asked whether that is sure."""
        return self._alone(any_of(self._raw["cancels"]))

    @cached_property
    def moves(self) -> re.Pattern[str]:
        return whole(self._raw["moves"])

    @cached_property
    def moved_by(self) -> re.Pattern[str]:
        """By how much: "by 3 days", "lùi 1 tiếng", "two hours earlier"."""
        number = "|".join([*sorted(self.numbers, key=len, reverse=True), r"\d{1,2}", "an?"])
        by, units = any_of(self._raw["moved_by"]["words"]), any_of(self._raw["moved_by"]["units"])
        ends = any_of([*self._raw["moved_by"]["sooner"], *self._raw["moved_by"]["later"]])
        return re.compile(
            rf"\b(?:{by})\s+(?P<a>{number})\s*(?P<b>{units})\b|\b(?P<c>{number})\s*(?P<d>{units})\s+(?:{ends})\b"
        )

    def minutes_by(self, found: re.Match[str]) -> int:
        """By how many minutes."""
        number, unit = found["a"] or found["c"], found["b"] or found["d"]
        count = 1 if number in ("a", "an") else self.numbers.get(number) or int(number)
        return count * int(self._raw["moved_by"]["units"][unit])

    @cached_property
    def sooner(self) -> re.Pattern[str]:
        return whole(self._raw["moved_by"]["sooner"])

    @cached_property
    def same_hour(self) -> re.Pattern[str]:
        return whole(self._raw["moved_by"]["same_hour"])

    @cached_property
    def speaker(self) -> re.Pattern[str]:
        """Who books for themselves: "book it for me tomorrow", but not "for me and my mother"."""
        last = rf"(?=\s*(?:$|[.!?]|(?:{any_of(self._raw['party']['after'])})\b))(?!\s*with\b)"
        return re.compile(rf"\b(?:{any_of(self._raw['party']['books'])})\b.*\bfor (?:me|myself){last}")

    @cached_property
    def oneself(self) -> re.Pattern[str]:
        return self._alone(any_of(self._raw["party"]["oneself"]))

    @cached_property
    def pair(self) -> re.Pattern[str]:
        """The one who writes and one more: "mình với bạn gái"."""
        pair = self._raw["party"]["pair"]
        me, joins, other = (any_of(pair[part]) for part in ("me", "joins", "other"))
        return re.compile(rf"\b(?:{me}) (?:{joins}) (?:{other})\b(?!\s*(?:{joins}|,)(?!\w))")

    @cached_property
    def waits(self) -> re.Pattern[str]:
        return whole(self._raw["waits"])

    @cached_property
    def leaves_list(self) -> re.Pattern[str]:
        """Words of leaving, and behind them those for the line."""
        leaves, line = any_of(self._raw["leaves_list"]), any_of(self._raw["waits"])
        return re.compile(rf"(?<!\w)(?:{leaves})(?!\w).*(?<!\w)(?:{line})(?!\w)")

    @cached_property
    def right_names(self) -> re.Pattern[str]:
        """What stands before the right name in a correction: "it should be"."""
        leads = [*self._raw["correction"]["leads"], *self._raw["name"], *self._raw["name_asked"]]
        return re.compile(rf"\b(?:{any_of(leads)})[\s:]+")

    @cached_property
    def name_ends(self) -> re.Pattern[str]:
        return re.compile(rf"[,.!?;]|(?<!\w)(?:{any_of(self._raw['correction']['ends'])})(?!\w)")

    @cached_property
    def places(self) -> list[tuple[re.Pattern[str], int]]:
        return [(whole(words), place) for place, words in self._raw["service_choice"]["places"].items()]

    @cached_property
    def pointing(self) -> re.Pattern[str]:
        """Nothing but a place in a list, as "the second one, please"."""
        return self._alone(any_of(phrase for said in self._raw["service_choice"]["places"].values() for phrase in said))

    @cached_property
    def bare_number(self) -> re.Pattern[str]:
        return self._alone(r"(\d{1,3})")

    def _alone(self, pattern: str) -> re.Pattern[str]:
        """The pattern with nothing but courtesies around it."""
        around = any_of(self._raw["service_choice"]["around"])
        return re.compile(rf"(?:(?:{around})\W+)*(?:{pattern})(?:\W+(?:{around}))*\W*")

    @cached_property
    def extremes(self) -> list[tuple[re.Pattern[str], str]]:
        return [(whole(words), which) for which, words in self._raw["service_choice"]["extremes"].items()]

    @cached_property
    def phones(self) -> re.Pattern[str]:
        """What stands beside a number, and is no name."""
        return whole([*self._raw["phone"], *self._raw["not_a_name"]])

    @cached_property
    def question(self) -> re.Pattern[str]:
        first, last, anywhere = (any_of(self._raw["question"][place]) for place in ("first", "last", "anywhere"))
        return re.compile(rf"^(?:{first})\b.|.\b(?:{last})$|\b(?:{anywhere})\b")


def whole(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(phrases)})(?!\w)")


def any_of(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
