"""What the classifier looks at and when it refuses, on a handful of sentences; `make evaluate` measures its accuracy."""

from typing import Any

import pytest

from extensions.classifier import TopicClassifier, fit, probabilities
from extensions.features import Rows, columns, concepts

TEXTS = ["dừng lại", "dừng nha", "đúng rồi", "đúng đó", "stop it", "that is right"]
LABELS = ["stop", "stop", "yes", "yes", "stop", "yes"]


def classifier(**config: Any) -> TopicClassifier:
    storage: Any = None
    return TopicClassifier({**TopicClassifier.get_default_config(), **config}, storage, storage)


def test_a_text_is_seen_plain_with_its_marked_words_and_its_concepts() -> None:
    plain, marked, found = columns(["Massage Bầu 60p giá bao nhiêu?"])[0]
    assert plain == "massage bau 00p gia bao nhieu?"
    assert marked == "bầu giá nhiêu"
    assert {"massage", "pregnant"} <= set(found.split())


@pytest.mark.parametrize(
    ("text", "name"), [("any discounts", "cheap"), ("on dialysis", "heart_or_kidney"), ("co the tip", "tip")]
)
def test_a_concept_is_found_by_any_of_its_words(text: str, name: str) -> None:
    assert name in concepts(text)


def test_a_concept_is_found_in_whole_words_only() -> None:
    assert "tip" not in concepts("tipsy multiple")


def test_marks_that_are_typed_keep_two_words_apart() -> None:
    shared = ["x"] * 3  # letter groups are kept from three texts on
    model = fit(TEXTS + ["dừng", "đúng", "dung"] + shared, LABELS + ["stop", "yes", "yes"] + ["other"] * 3, 1e-4, 20)
    best = [
        model["labels"][row.argmax()]
        for row in probabilities(model, model["features"].transform(columns(["dừng", "đúng"])))
    ]
    assert best == ["stop", "yes"]


def test_the_unlikely_and_the_undecided_are_refused() -> None:
    judge = classifier(threshold=0.3, margin=0.05)
    assert judge.refuses([("faq/price", 0.2), ("faq/hours", 0.1)])
    assert judge.refuses([("faq/price", 0.4), ("faq/hours", 0.38)])
    assert not judge.refuses([("faq/price", 0.4), ("faq/hours", 0.2)])


def test_labels_that_lead_to_the_same_step_do_not_compete() -> None:
    judge = classifier(threshold=0.5, margin=0.1, alike=[["inform", "book_session"]])
    assert not judge.refuses([("inform", 0.4), ("book_session", 0.38), ("deny", 0.1)])
    assert not judge.refuses([("faq/procedure", 0.4), ("faq/procedure_tub", 0.38)])
    assert judge.refuses([("inform", 0.4), ("deny", 0.38)])


def test_a_strict_label_needs_more() -> None:
    judge = classifier(threshold=0.2, strict_threshold=0.6, strict=["faq/cancer"])
    assert judge.refuses([("faq/cancer", 0.5), ("faq/price", 0.1)])
    assert not judge.refuses([("faq/price", 0.5), ("faq/cancer", 0.1)])


@pytest.mark.parametrize(
    "text", ["dừng lại nha, dừng", "that is 15 right: right", "đúng", "", "…", "nothing known here"]
)
def test_one_text_alone_becomes_the_row_that_the_transformer_makes(text: str) -> None:
    features = fit(TEXTS * 3, LABELS * 3, 1e-4, 5)["features"]
    assert abs(Rows(features).of(text) - features.transform(columns([text]))).max() < 1e-6
