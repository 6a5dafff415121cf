"""What stands in the way of a first start is said in a sentence that names what to do."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.texts import ROOT


def test_a_training_that_fails_says_why_and_where_the_rest_stands(tmp_path: Path) -> None:
    shutil.copy(ROOT / "model.py", tmp_path)
    (tmp_path / "config.yml").write_text("recipe: no.such.recipe\n", encoding="utf-8")
    ended = subprocess.run([sys.executable, "model.py"], cwd=tmp_path, capture_output=True, text=True)
    assert ended.returncode == 1
    assert re.search(r"Training failed \(.+\)\. Mend that", ended.stderr)
    assert "and run again; all that was said is in var/log/train.log" in ended.stderr
    assert (tmp_path / "var" / "log" / "train.log").stat().st_size and not list(tmp_path.rglob("*.tar.gz"))


def test_a_missing_python_is_named_with_what_to_do(tmp_path: Path) -> None:
    make = shutil.which("make")
    assert make
    shutil.copy(ROOT / "Makefile", tmp_path)
    bare = {"PATH": str(tmp_path), "HOME": str(tmp_path)}
    ended = subprocess.run([make, ".venv/bin/python"], cwd=tmp_path, env=bare, capture_output=True, text=True)
    assert ended.returncode
    assert "Python 3.10 is needed, and was not found: install it with 'pyenv install 3.10'" in ended.stdout
    assert not (tmp_path / ".venv").exists()
