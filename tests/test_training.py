"""What stands in the way of a first start is said in a sentence that names what to do."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.texts import ROOT


def test_a_training_that_fails_says_why_and_where_the_rest_stands(tmp_path: Path) -> None:
    shutil.copy(ROOT / "model.py", tmp_path)
    (tmp_path / "config.yml").write_text("recipe: no.such.recipe\n", encoding="utf-8")
    ended = subprocess.run([sys.executable, "model.py"], cwd=tmp_path, capture_output=True, text=True)
    assert ended.returncode == 1
    assert re.search(r"Training failed \(.+\)\. Mend that", ended.stderr)
    assert "and run again; all that was said is in var/log/train.log" in ended.stderr
    assert (tmp_path / "var" / "log" / "train.log").stat().st_size and not list(tmp_path.rglob("*.tar.gz"))


def test_a_training_that_takes_long_says_that_it_goes_on(tmp_path: Path) -> None:
    shutil.copy(ROOT / "model.py", tmp_path)
    (tmp_path / "config.yml").write_text("recipe: no.such.recipe\n", encoding="utf-8")
    often = "import model; model.PROGRESS_EVERY = 0.3; model.train(say=print)"
    ended = subprocess.run([sys.executable, "-c", often], cwd=tmp_path, capture_output=True, text=True)
    first, *rest = ended.stdout.splitlines()
    assert first.startswith("The content is new")
    assert rest and all(re.fullmatch(r"… \d+ seconds", line) for line in rest)


@pytest.mark.parametrize("name", ["responses/booking.yml", "data/faq/payment.yml"])
def test_an_edited_text_leaves_the_model_as_it_is(tmp_path: Path, name: str) -> None:
    before = _model_of(tmp_path, {})
    text = (ROOT / name).read_text(encoding="utf-8")
    head, texts = text.split("\nresponses:\n")
    assert _model_of(tmp_path, {name: f"{head}\nresponses:\n{texts.replace('text: |', 'text: >', 1)}"}) == before
    assert _model_of(tmp_path, {name: f"{text}\n  utter_new:\n  - text: New\n"}) != before


def test_what_stands_behind_the_texts_is_trained(tmp_path: Path) -> None:
    text = (ROOT / "data/faq/payment.yml").read_text(encoding="utf-8")
    more = "\nnlu:\n- intent: faq/payment\n  examples: |\n    - one more\n"
    assert _model_of(tmp_path, {"data/faq/payment.yml": text + more}) != _model_of(tmp_path, {})


def _model_of(folder: Path, edited: dict[str, str]) -> str:
    """The name of the model of these files, the rest as it is."""
    shutil.rmtree(folder)
    for name in ("responses", "data"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "model.py", folder)
    for name, text in edited.items():
        (folder / name).write_text(text, encoding="utf-8")
    ask = [sys.executable, "-c", "import model; print(model.path().name)"]
    return subprocess.run(ask, cwd=folder, capture_output=True, text=True, check=True).stdout


def test_a_missing_python_is_named_with_what_to_do(tmp_path: Path) -> None:
    make = shutil.which("make")
    assert make
    shutil.copy(ROOT / "Makefile", tmp_path)
    bare = {"PATH": str(tmp_path), "HOME": str(tmp_path)}
    ended = subprocess.run([make, ".venv/bin/python"], cwd=tmp_path, env=bare, capture_output=True, text=True)
    assert ended.returncode
    assert "Python 3.10 is needed, and was not found: install it with 'pyenv install 3.10'" in ended.stdout
    assert not (tmp_path / ".venv").exists()
