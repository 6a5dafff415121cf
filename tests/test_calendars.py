"""`make calendar-links`: a private calendar is made, listed and closed by whoever runs the installation."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.texts import ROOT


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'spa.db'}", "PUBLIC_URL": "https://spa.example"}
    command = [sys.executable, str(ROOT / "calendars.py"), *arguments]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True)


def test_a_calendar_is_made_listed_and_closed(tmp_path: Path) -> None:
    address = run(tmp_path, "create", "lee_spa.lan").stdout.splitlines()[0]
    assert address.startswith("https://spa.example/calendar/feed/") and address.endswith(".ics")
    assert run(tmp_path).stdout == f"lee_spa.lan: {address}\n"
    token = address.removeprefix("https://spa.example/calendar/feed/").removesuffix(".ics")
    assert "closed" in run(tmp_path, "revoke", token).stdout
    assert address not in run(tmp_path).stdout


@pytest.mark.parametrize("arguments", [("create", "lee_spa.nobody"), ("create", "nowhere"), ("open",)])
def test_what_cannot_be_done_is_one_sentence(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    ended = run(tmp_path, *arguments)
    assert ended.returncode == 1 and ended.stderr.count("\n") == 1
