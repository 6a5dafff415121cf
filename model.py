"""The trained model: its name says what it was trained from, so a changed example, rule or text makes a new one."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent
FOLDER = ROOT / "models"
TRAINED_FROM = ("config.yml", "domain.yml", "data", "responses", "extensions", "spa/text.py")


class TrainingFailed(Exception):
    """Rasa could not train; its own output says why."""


def path() -> Path:
    """Where the model of the present content lies, or will lie."""
    return FOLDER / f"spa-{_digest()}.tar.gz"


def train() -> Path:
    """Train unless the model of the present content is there. Raises TrainingFailed."""
    if path().exists():
        return path()
    command = [
        sys.executable,
        "-m",
        "rasa",
        "train",
        "--out",
        str(FOLDER),
        "--fixed-model-name",
        path().name[: -len(".tar.gz")],
    ]
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "2", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
    if subprocess.run(command, cwd=ROOT, env={**os.environ, **quiet}).returncode:
        raise TrainingFailed("training failed: mend what is said above, then try again")
    return path()


def _digest() -> str:
    digest = hashlib.sha256()
    for name in TRAINED_FROM:
        for file in _files(ROOT / name):
            digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _files(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    return sorted(file for file in place.rglob("*") if file.suffix in (".yml", ".py"))


if __name__ == "__main__":
    try:
        print(train().relative_to(ROOT))
    except TrainingFailed as error:
        sys.exit(str(error))
