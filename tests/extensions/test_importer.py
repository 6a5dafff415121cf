"""A text may be edited without training anything: responses are in the domain, and no part that is trained looks at them."""

import shutil
from pathlib import Path

import pytest
from rasa.graph_components.providers.domain_for_core_training_provider import DomainForCoreTrainingProvider
from rasa.shared.importers.importer import TrainingDataImporter

from extensions.importer import current_responses
from tests import texts

ROOT = Path(__file__).parents[2]
COPIED = ("config.yml", "domain.yml", "responses")


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what the importer reads, as the working directory."""
    for name in COPIED:
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile)(ROOT / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def importer() -> TrainingDataImporter:
    """As `rasa train` makes it."""
    return TrainingDataImporter.load_from_config("config.yml", "domain.yml", ["data"])


def trained_from() -> tuple[str, str]:
    """What decides whether the dialogue and the understanding are trained again."""
    read = importer()
    core = DomainForCoreTrainingProvider.create_pruned_version(read.get_domain())
    return core.fingerprint(), read.get_nlu_data().fingerprint()


def test_the_responses_are_part_of_the_domain() -> None:
    read = importer().get_domain()
    assert len(read.responses["utter_greet"]) == 2
    assert not read.session_config.carry_over_slots


def test_an_edited_text_trains_nothing(project: Path) -> None:
    before, responses = trained_from(), importer().get_domain().responses
    file = project / "responses" / "smalltalk.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("text: ", "text: Well, ", 1), encoding="utf-8")
    assert importer().get_domain().responses != responses
    assert trained_from() == before


def test_a_new_response_trains_the_dialogue_alone(project: Path) -> None:
    before = trained_from()
    (project / "responses" / "new.yml").write_text('version: "3.1"\nresponses: {utter_new: [{text: New}]}\n')
    after = trained_from()
    assert after[0] != before[0]
    assert after[1] == before[1]


def test_what_is_said_is_what_the_files_say_now(project: Path) -> None:
    shutil.copytree(ROOT / "data" / "faq", project / "data" / "faq")
    file = project / "responses" / "smalltalk.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("text: ", "text: Well, ", 1), encoding="utf-8")
    said = current_responses()
    assert said.keys() == texts.responses("responses", "data/faq").keys()
    assert "Well, " in str(said["utter_greet"])
