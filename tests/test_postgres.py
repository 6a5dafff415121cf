"""The throw-away server of the tests ends with its test run, and is all that a test may be skipped for."""

import ast
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import postgres
from tests.texts import ROOT

RUN = """
from tests import postgres
with postgres.running() as server:
    print(server.url("postgres"), flush=True)
    input()
"""

WAYS_OUT = {"skip", "skipif", "importorskip", "xfail"}


def test_a_killed_run_leaves_no_server(server: postgres.Server) -> None:
    """`server` says whether there can be any."""
    run = subprocess.Popen(
        [sys.executable, "-c", RUN], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert run.stdout
    folder = Path(run.stdout.readline().strip().partition("host=")[2].replace("%2F", "/"))
    process = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    run.kill()
    run.wait()
    until = time.monotonic() + 30
    while folder.exists():
        assert time.monotonic() < until
        time.sleep(0.05)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def ways_out(path: Path) -> list[str]:
    """What of pytest this file uses that lets a test pass without running."""
    tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    used = [node for node in tree if isinstance(node, ast.Attribute) and node.attr in WAYS_OUT]
    return [node.attr for node in used if ast.unparse(node.value) in ("pytest", "pytest.mark")]


def test_only_a_missing_server_skips_tests_and_never_where_it_is_required() -> None:
    found = {path.name: ways for path in (ROOT / "tests").rglob("*.py") if (ways := ways_out(path))}
    assert found == {"conftest.py": ["skip"]}
    assert "export REQUIRE_POSTGRES=1" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
