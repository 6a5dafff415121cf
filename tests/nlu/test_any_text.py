"""The whole understanding path on texts that nobody would think of: no exception, and results of the right kind."""

from datetime import datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from extensions.features import columns
from spa.health import Reader
from spa.knowledge import load_venues
from spa.language import Languages
from spa.wanted import Words, read
from tests.labelled import conditions, dates, development_texts, sentences

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
VENUE = load_venues(KNOWLEDGE / "venues")["lee_spa"]
WORDS = Words.load(KNOWLEDGE / "wanted.yml")
LANGUAGES = Languages.load(KNOWLEDGE / "language.yml")
HEALTH = Reader.load(KNOWLEDGE / "health")
OURS = sorted({row["text"] for rows in (sentences(), dates(), conditions()) for row in rows})
LONGEST = 2_000  # what is longer is cut before it is read
PIECES = st.sampled_from(OURS + [text[:LONGEST] for text in development_texts()])
MOMENTS = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1))


def understand(text: str, now: datetime) -> None:
    wanted = read(text, VENUE, WORDS, now, "start")
    assert all(time.end is None or time.start <= time.end for time in wanted.times)
    assert LANGUAGES.detect(text) in ("en", "vi", "other", None)
    assert all(mention.status in ("present", "ask", "absent") for mention in HEALTH.read(text, now.year))
    assert columns([text]).shape == (1, 3)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=400), MOMENTS)
def test_no_text_raises(text: str, now: datetime) -> None:
    understand(text, now)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A labelled sentence of ours or of the public's, or two put together, with letters lost, doubled, changed or swapped."""
    letters = list(" ".join(draw(st.lists(PIECES, min_size=1, max_size=2))))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, max(0, len(letters) - 1)))
        letters[at : at + 1] = draw(
            st.sampled_from([[], ["  "], ["?"], letters[at : at + 1] * 2, [draw(st.characters())]])
        )
    return "".join(letters)


@settings(max_examples=150, deadline=None)
@given(mutated(), MOMENTS)
def test_no_slip_in_a_sentence_raises(text: str, now: datetime) -> None:
    understand(text, now)
