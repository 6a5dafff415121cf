"""How long understanding takes for the worst message that it is given: as long as may be, and made to be hard."""

import time
from datetime import datetime
from pathlib import Path

from spa.health import Reader
from spa.knowledge import load_venues
from spa.language import Languages
from spa.wanted import Words, read

KNOWLEDGE = Path(__file__).resolve().parents[1] / "knowledge"
LONGEST = 2000  # characters: longer messages are not read
TIMES = 5
# What makes patterns try again and again: repeats, near words, words without spaces, numbers, marks, other scripts.
PIECES = (
    "a", "no not no ", "em k bị ", "suythan", "pregnnat hart faliure ", "tomorrow at 3 or 4 or ", "3h chiều mai, ",
    "1/2/3/4 ", "20:30:15 ", "my wife's mother's sister's ", "không có không bị ", "mang thai hay không ", "()[]{}<> ",
    "0905 123 456 ", "a@b.c ", "tim than thai mau ", "ngày 5 tháng 12 năm 2026 ", "the the the ", "임신 怀孕 ", "!?!?!?",
    "next next friday ", "blood thinner and heart failure or cancer, ", "p r e g n a n t ", "x" * 40 + " ",
)  # fmt: skip


def longest_message_ms() -> float:
    """The slowest of some hard messages of 2,000 characters, each read several times; the fastest of these counts."""
    venue = next(iter(load_venues(KNOWLEDGE / "venues").values()))
    health, words = Reader.load(KNOWLEDGE / "health"), Words.load(KNOWLEDGE / "wanted.yml")
    languages, now = Languages.load(KNOWLEDGE / "language.yml"), datetime(2026, 11, 25, 9)

    def understand(text: str) -> float:
        began = time.perf_counter()
        health.read(text, now.year)
        languages.detect(text)
        read(text, venue, words, now)
        return (time.perf_counter() - began) * 1000

    messages = [(piece * LONGEST)[:LONGEST] for piece in (*PIECES, "".join(PIECES))]
    return round(max(min(understand(text) for _ in range(TIMES)) for text in messages), 1)
