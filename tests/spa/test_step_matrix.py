"""The cells of the screening rules are those that were laid before the reviewer, and each rule says where it is from."""

from pathlib import Path

import pytest
import yaml

from spa.screening import Rules

FILE = Path(__file__).resolve().parents[2] / "knowledge" / "screening.yml"
RAW = yaml.safe_load(FILE.read_text(encoding="utf-8"))
RULES = Rules.load(FILE)
STEPS = ("massage", "shower", "wooden_tub", "herbal_bath", "saunas", "foot_soak", "rinse")
# A cell for each step, in that order. A change here is one for the physician to see.
REVIEWED = {
    "pregnancy": "D X X X X D T",
    "heart_failure": "D X X X X D T",
    "heart_disease": "D X D D X D T",
    "kidney_failure": "D T D D X D T",
    "malignancy": "D T D D D T T",
    "bleeding": "D ok T D T T T",
    "blood_clot": "X D X X X X D",
    "fever_infection": "X X X X X X X",
    "skin_wound": "X T X X X L X",  # on the back; elsewhere the massage leaves the place out
    "skin_wound_elsewhere": "L T X X X L X",
    "surgery_fracture": "D T X X D T T",
    "osteoporosis": "D T T T T ok ok",
    "hypertension": "X X X X X T T",
    "hypertension_controlled": "T T T T T T T",
    "hypotension": "T T X X X T ok",
    "epilepsy": "T T X X D ok T",
    "diabetes": "T T D D X X T",
    "herniated_disc": "D ok T T T ok ok",
    "varicose_veins": "L ok T T T X ok",
    "shingles": "X T X X X T X",
    "alcohol": "X X X X X X X",
    "vaccination": "T ok ok ok T ok ok",
    "allergy": "T ok T X T T X",
    "minor": "D T X X X T T",  # stricter than the table: a chat cannot see the guardian
    "meal_timing": "T ok T T T ok ok",
}


@pytest.mark.parametrize("condition", REVIEWED)
def test_the_cells_are_those_that_were_reviewed(condition: str) -> None:
    assert " ".join(RULES.conditions[condition].cell(step) for step in STEPS) == REVIEWED[condition]


@pytest.mark.parametrize("kind", ["conditions", "red_flags"])
def test_every_rule_names_its_source(kind: str) -> None:
    assert [key for key, rule in RAW[kind].items() if not str(rule.get("source", "")).strip()] == []


def test_every_rule_has_a_cell_for_every_step() -> None:
    assert all(rule.tier or set(rule.cells) == set(STEPS) for rule in RULES.conditions.values())


def test_what_stops_the_massage_says_how() -> None:
    stopping = [rule for rule in RULES.conditions.values() if not rule.tier and rule.cell("massage") == "X"]
    assert {rule.stop for rule in stopping} == {"see_doctor", "not_today"}
