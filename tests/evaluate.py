"""Score the trained classifier on our own sentences in tests/nlu, which are no training examples: `make evaluate`."""

import asyncio
import json
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from spa.text import fold
from tests.assistant import Assistant

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "results" / "evaluation.json"
OUT = "out_of_scope"
Row = dict[str, str]


def rows() -> list[Row]:
    """Every labelled sentence, the Vietnamese ones also as typed without diacritics."""
    found = [json.loads(line) for file in sorted((ROOT / "tests" / "nlu").glob("*.jsonl")) for line in file.open("rb")]
    plain = [{**row, "text": fold(row["text"]), "lang": "vi-plain"} for row in found if row["lang"] == "vi"]
    return found + plain


def right(row: Row, reading: dict[str, Any]) -> bool:
    """A question needs its topic or a detail of it, anything else its intent; what is not ours must be refused."""
    if row["label"] == OUT:
        return bool(reading["refused"])
    wanted = row["label"].removeprefix("faq/")
    if wanted == row["label"]:
        return bool(reading["intent"] == wanted)
    topic = reading["topic"] or ""
    return topic == wanted or topic.startswith(f"{wanted}_")


def kind(row: Row) -> str:
    return "topic" if row["label"].startswith("faq/") else "out_of_scope" if row["label"] == OUT else "intent"


async def evaluate() -> dict[str, Any]:
    """Accuracy by kind and language, the share of our own questions that were refused, and the time for one."""
    assistant, marks, refused = await Assistant.load(), defaultdict(list), []
    labelled, began = rows(), time.perf_counter()
    for row in labelled:
        reading = await assistant.read(row["text"])
        marks[f"{kind(row)} {row['lang']}"].append(right(row, reading))
        if row["label"] != OUT:
            refused.append(reading["refused"])
    spent = (time.perf_counter() - began) * 1000 / len(labelled)
    scores = {name: round(sum(marked) / len(marked), 3) for name, marked in sorted(marks.items())}
    return {
        "rows": len(labelled),
        "right": scores,
        "in_domain_refused": round(sum(refused) / len(refused), 3),
        "ms_to_read": round(spent, 2),
    }


def main() -> None:
    figures = asyncio.run(evaluate())
    shown = json.dumps(figures, indent=1) + "\n"
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(shown, encoding="utf-8")
    sys.stdout.write(shown)


if __name__ == "__main__":
    main()
