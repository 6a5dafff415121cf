"""The throw-away server of the tests ends with its test run, also where that is killed."""

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
