"""What may be taught: the rules of every text for customers, and who has to look at it first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from string import Formatter

from spa.faq.content import LANGUAGES, Content
from spa.faq.rules import FaqRules
from spa.health import Reader
from spa.knowledge.claims import claim_in, fact_in
from spa.knowledge.facts import FACT_NAMES

_BRACES = re.compile(r"{[^{}]*}")


@dataclass(frozen=True)
class Mistake:
    field: str  # questions_en, questions_vi, answer_en, answer_vi, topic
    kind: str  # missing, too_long, too_many, claim, fact, brace, brace_one_sided, unknown
    words: str = ""  # what it is about, as it was written; of too_long and too_many the limit


def mistakes(content: Content, rules: FaqRules, topics: frozenset[str]) -> list[Mistake]:
    """Everything that is wrong with it, in the order of the form."""
    found = [*chain.from_iterable(_questions(content, language, rules) for language in LANGUAGES)]
    found += chain.from_iterable(_answer(content, language, rules) for language in LANGUAGES)
    if content.topic not in topics:
        found.append(Mistake("topic", "unknown"))
    return found or list(_one_sided(content))


def is_health(content: Content, rules: FaqRules, reader: Reader) -> bool:
    """Whether it needs a second look: by its topic, or because its words speak of a condition."""
    texts = chain(content.asked(), content.answer.values())
    return rules.is_health(content.topic) or any(reader.read(text) for text in texts)


def goes_to_safety(question: str, reader: Reader) -> bool:
    """Whether a customer who writes this is led to what is asked about health, so that no answer of ours is given."""
    return any(mention.status != "absent" for mention in reader.read(question))


def _questions(content: Content, language: str, rules: FaqRules) -> Iterator[Mistake]:
    field, asked = f"questions_{language}", content.questions[language]
    longest, most = rules.longest["question"], rules.longest["questions"]
    if not asked:
        yield Mistake(field, "missing")
    if len(asked) > most:
        yield Mistake(field, "too_many", str(most))
    if any(len(question) > longest for question in asked):
        yield Mistake(field, "too_long", str(longest))


def _answer(content: Content, language: str, rules: FaqRules) -> Iterator[Mistake]:
    field, text = f"answer_{language}", content.answer[language]
    if not text:
        yield Mistake(field, "missing")
    if len(text) > rules.longest["answer"]:
        yield Mistake(field, "too_long", str(rules.longest["answer"]))
    plain = _BRACES.sub(" ", text)
    for kind, found in (("claim", claim_in(plain)), ("fact", fact_in(plain))):
        if found:
            yield Mistake(field, kind, found)
    unknown = [name for name in names_in(text) if name not in FACT_NAMES]
    if unknown:
        yield Mistake(field, "brace", unknown[0])


def names_in(text: str) -> list[str]:
    """What stands in braces; the whole text where a brace has no partner, or more than a name is in them."""
    try:
        parts = [(name, form, conversion) for _, name, form, conversion in Formatter().parse(text) if name is not None]
    except ValueError:
        return [text]
    return [name if not (form or conversion) else text for name, form, conversion in parts]


def _one_sided(content: Content) -> Iterator[Mistake]:
    """A fact that only one language has."""
    english, vietnamese = (set(names_in(content.answer[language])) for language in LANGUAGES)
    for language, missing in (("en", vietnamese - english), ("vi", english - vietnamese)):
        if missing:
            yield Mistake(f"answer_{language}", "brace_one_sided", sorted(missing)[0])
