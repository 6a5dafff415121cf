"""The trained model: its name says what it was trained from, so a changed example or rule makes a new one.

A changed text makes none: responses are read when Rasa starts (extensions/importer.py), and only their names count here.
"""

import contextlib
import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent
FOLDER = ROOT / "models"
LOG = ROOT / "var" / "log" / "train.log"
PROGRESS_EVERY = 15.0  # seconds between two signs that it goes on
TRAINED_FROM = ("config.yml", "domain.yml", "data", "responses", "extensions", "spa/text.py", "requirements.txt")

_COLOUR = re.compile(r"\x1b\[\d*m")
_RESPONSES = re.compile(rb"^responses:\n((?:[ #].*\n|\n)*)", re.MULTILINE)
_NAME = re.compile(rb"^  ([^\s#:]+):", re.MULTILINE)


class TrainingFailed(Exception):
    """Rasa could not train; the message says why, as far as it is known, and where the rest stands."""


def path(folder: Path = FOLDER) -> Path:
    """Where the model of the present content lies, or will lie."""
    return folder / f"spa-{_digest()}.tar.gz"


def train(folder: Path = FOLDER, say: Callable[[str], None] = lambda _: None, force: bool = False) -> Path:
    """Train unless the model of the present content is there. Raises TrainingFailed."""
    trained = path(folder)
    if force or not trained.exists():
        began = time.monotonic()
        say("The content is new: training takes about a minute …")
        _run_rasa(trained, ["--force"] if force else [], say)
        say(f"Trained in {time.monotonic() - began:.0f} seconds.")
    return trained


def _run_rasa(trained: Path, options: list[str], say: Callable[[str], None]) -> None:
    """Rasa's own output is long and mostly about itself: it goes to a file, and what failed is taken out of it."""
    command = [sys.executable, "-m", "rasa", "train", "--out", str(trained.parent)]
    command += ["--fixed-model-name", trained.name.removesuffix(".tar.gz"), *options]
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **quiet}, stdout=log, stderr=log)
    _wait(process, say)
    if process.returncode or not trained.exists():
        raise TrainingFailed(
            f"Training failed ({_reason()}). Mend that and run again; all that was said is in {LOG.relative_to(ROOT)}"
        )


def _wait(process: subprocess.Popen[bytes], say: Callable[[str], None]) -> None:
    """Until it has ended, saying how long it has taken; it ends with whoever waits for it."""
    began = time.monotonic()
    try:
        while process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(PROGRESS_EVERY)
                return
            say(f"… {time.monotonic() - began:.0f} seconds")
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _reason() -> str:
    """The last line of Rasa's output that names an error."""
    text = _COLOUR.sub("", LOG.read_text(encoding="utf-8", errors="replace"))
    lines = [line.strip() for line in text.splitlines()]
    errors = [line for line in lines if "rror" in line or "xception" in line]
    return (errors or [line for line in lines if line] or ["it said nothing"])[-1].rstrip(".")


def _digest() -> str:
    digest = hashlib.sha256()
    for name in TRAINED_FROM:
        for file in _files(ROOT / name):
            digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + _trained(file) + b"\0")
    return digest.hexdigest()[:16]


def _trained(file: Path) -> bytes:
    """The file without the texts of its responses."""
    return _RESPONSES.sub(lambda found: b"\n".join(_NAME.findall(found[1])), file.read_bytes())


def _files(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    return sorted(file for file in place.rglob("*") if file.suffix in (".yml", ".py"))


if __name__ == "__main__":
    try:
        print(train(say=lambda line: print(line, file=sys.stderr)).relative_to(ROOT))
    except TrainingFailed as error:
        sys.exit(str(error))
