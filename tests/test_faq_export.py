"""What staff have taught becomes a file that Rasa reads as it reads those of data/faq/."""

import os
import subprocess
import sys
from pathlib import Path

from rasa.shared.importers.rasa import RasaFileImporter

from spa.faq.content import Content
from spa.faq.export import export
from tests.texts import ROOT

WIFI = Content(
    {"en": ("Do you have Wi-Fi?",), "vi": ("Quán có wifi không em?",)},
    {"en": "Yes.\n\n- “Ask” at: {venue} # now", "vi": "Dạ có.\n\n'Hỏi' quầy: {venue} ạ."},
    "venue_special",
)


def test_rasa_reads_what_was_exported(tmp_path: Path) -> None:
    exported = export({7: WIFI}, tmp_path / "nothing")
    (tmp_path / "taught.yml").write_text(exported.text, encoding="utf-8")
    data = RasaFileImporter(training_data_paths=[str(tmp_path)]).get_nlu_data()
    assert [m.get_full_intent() for m in data.intent_examples] == ["faq/venue_special_taught_7"] * 2
    [said] = data.responses.values()
    assert [one["text"].strip() for one in said] == list(WIFI.answer.values())
    assert [one.get("condition", [{}])[0].get("value") for one in said] == [None, "vi"]


def test_the_command_writes_the_file_on_a_fresh_machine_too(tmp_path: Path) -> None:
    environ = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/spa.db"}
    command = [sys.executable, str(ROOT / "faq.py"), "export"]
    ran = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == "var/taught.yml: 0 answers; put it into data/faq/ and train\n"
    assert (tmp_path / "var" / "taught.yml").read_text(encoding="utf-8").startswith('version: "3.1"')
