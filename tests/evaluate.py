"""Score understanding on our own labelled sentences, which are no training examples: `make evaluate`."""

import asyncio
import json
import sys
import time
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

from spa.health import Reader
from tests.assistant import DEFAULT_NOW, Assistant
from tests.labelled import OUT, Row, conditions, dates, noticed_right, sentences, topic_or_act_right

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "results" / "evaluation.json"
LANGUAGES = ("en", "vi", "vi-plain")
Marks = dict[tuple[str, str], list[bool]]


async def evaluate(assistant: Assistant) -> dict[str, Any]:
    """By kind and language the number of rows and the share that is right; `refused` is of our own questions."""
    marks: Marks = defaultdict(list)
    refused: Marks = defaultdict(list)
    began, read = time.perf_counter(), 0
    for row in sentences():
        reading, read = await assistant.read(row["text"]), read + 1
        marks[row["kind"], row["lang"]].append(topic_or_act_right(row, reading))
        if row["label"] != OUT:
            refused["refused", row["lang"]].append(reading["refused"])
    milliseconds = (time.perf_counter() - began) * 1000 / read
    for row in dates():
        marks["dates", row["lang"]].append(_date_right(row, assistant))
    return {"shares": _shares(marks), "refused": _shares(refused), "ms_to_read": round(milliseconds, 2)}


def health(reader: Reader) -> dict[str, dict[str, dict[str, float]]]:
    """The same for what is said about health."""
    marks: Marks = defaultdict(list)
    for row in conditions():
        found = {mention.condition for mention in reader.read(row["text"]) if mention.status != "absent"}
        marks[_health(row), row["lang"]].append(noticed_right(row, found))
    return _shares(marks)


def _date_right(row: Row, assistant: Assistant) -> bool:
    """One of at most two readings begins when the row says, as exactly as the row says it."""
    now = datetime.fromisoformat(row["now"]) if "now" in row else DEFAULT_NOW
    found = assistant.times(row["text"], now, expected=True)
    return 1 <= len(found) <= 2 and any(reading["from"].startswith(row["start"]) for reading in found)


def _health(row: Row) -> str:
    if row["label"] == "NO":
        return "health: nothing said, nothing noticed"
    return "health: red flags" if row["condition"].startswith("red_flag") else f"health: {row['condition']}"


def _shares(marks: Marks) -> dict[str, dict[str, dict[str, float]]]:
    found: dict[str, dict[str, dict[str, float]]] = defaultdict(dict)
    for (kind, lang), marked in marks.items():
        found[kind][lang] = {"rows": len(marked), "share": round(sum(marked) / len(marked), 3)}
    return dict(found)


def table(figures: dict[str, Any]) -> str:
    """The figures for people: a line for each kind, a column for each language."""
    lines = [f"{'':42}" + "".join(f"{lang:>16}" for lang in LANGUAGES)]
    for kind, by_lang in {**figures["shares"], **figures["refused"]}.items():
        cells = [by_lang.get(lang) for lang in LANGUAGES]
        shown = [f"{cell['share']:.3f} ({cell['rows']:.0f})" if cell else "" for cell in cells]
        lines.append(f"{kind:42}" + "".join(f"{cell:>16}" for cell in shown))
    return "\n".join([*lines, f"{figures['ms_to_read']} ms to read a message"])


async def main() -> None:
    figures = await evaluate(await Assistant.load())
    figures["shares"].update(health(Reader.load(ROOT / "knowledge" / "health")))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(table(figures) + "\n")


if __name__ == "__main__":
    asyncio.run(main())
