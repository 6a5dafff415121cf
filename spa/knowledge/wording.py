"""How amounts, times and lists are said in a language; the words themselves stand in knowledge/wording.yml."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from spa.knowledge.files import KNOWLEDGE, parse

Span = tuple[int, int]  # minutes after midnight


class Wording:
    def __init__(self, words: Mapping[str, Any]) -> None:
        self._words = words

    def say(self, form: str, **parts: object) -> str:
        return str(self._words[form].format(**parts))

    def named(self, kind: str, key: str) -> str:
        """The word for a room kind or a language."""
        return str(self._words[kind][key])

    def keys(self, kind: str) -> set[str]:
        return set(self._words[kind])

    def money(self, amount_vnd: int) -> str:
        return self.say("money", amount=f"{amount_vnd:,}".replace(",", self._words["thousands"]))

    def listed(self, parts: Iterable[str]) -> str:
        *first, last = parts
        return f"{self._words['comma'].join(first)}{self._words['and']}{last}" if first else last

    def bullets(self, lines: Iterable[str]) -> str:
        return "\n".join(self.say("bullet", line=capital(line)) for line in lines)

    def numbered(self, lines: Iterable[str]) -> str:
        return "\n".join(self.say("numbered", number=n, line=capital(line)) for n, line in enumerate(lines, start=1))

    def opening(self, days: Sequence[int], spans: Sequence[Span]) -> str:
        times = [self.say("times", opens=clock(opens), closes=clock(closes)) for opens, closes in spans]
        return capital(
            self.say("opening", days=self._days(days), times=self.listed(times) if times else self._words["closed"])
        )

    def _days(self, days: Sequence[int]) -> str:
        names = self._words["weekdays"]
        if len(days) == len(names):
            return str(self._words["every_day"])
        if len(days) == 1:
            return str(names[days[0]])
        return self.say("day_run", first=names[days[0]], last=names[days[-1]])


def clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def capital(line: str) -> str:
    return line[:1].upper() + line[1:]


@cache
def wording(language: str) -> Wording:
    return Wording(parse((KNOWLEDGE / "wording.yml").read_text(encoding="utf-8"), "wording.yml")[language])
