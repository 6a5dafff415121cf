"""Which intent, and for a question which topic: one linear model for both languages at once.

Every Vietnamese example is also learnt as people type it without diacritics, so the data files hold each only once.
"""

from functools import cached_property
from typing import Any, Iterable

import numpy as np
import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix
from scipy.special import expit
from sklearn.linear_model import SGDClassifier

from extensions.features import Rows, columns, slim, vectoriser
from spa.text import fold, normalise

FALLBACK = "nlu_fallback"
MODEL = "topics.skops"
SMALLEST = 0.03  # four of five weights are smaller and change no answer: left out, the file is a fifth


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent, IntentClassifier):
    """Sets intent, ranking and, for retrieval intents, the response key; refuses below its thresholds."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`strict` names labels on which a wrong answer is worse than none; they need `strict_threshold`.

        `alike` lists groups of labels that lead to the same step: among them it does not matter which is right.
        """
        return {
            "threshold": 0.25,
            "margin": 0.03,
            "strict_threshold": 0.4,
            "strict": [],
            "alike": [],
            "alpha": 6e-6,
            "epochs": 15,
            "ranking": 6,
        }

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._model: dict[str, Any] = {}

    @cached_property
    def _rows(self) -> Rows:
        return Rows(self._model["features"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "TopicClassifier":
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "TopicClassifier":
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            file = folder / MODEL
            component._model = skops.io.load(file, trusted=_expected(skops.io.get_untrusted_types(file=file)))
        return component

    def train(self, training_data: TrainingData) -> Resource:
        texts, labels = examples(training_data)
        self._model = fit(texts, labels, self._config["alpha"], self._config["epochs"])
        with self._storage.write_to(self._resource) as folder:
            skops.io.dump(self._model, folder / MODEL)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        ranking = self.rank(message.get(TEXT) or "")
        refused = self.refuses(ranking)
        message.set(
            INTENT, {"name": FALLBACK if refused else _intent(ranking[0][0]), "confidence": ranking[0][1]}, True
        )
        message.set("intent_ranking", [{"name": _intent(k), "confidence": p} for k, p in ranking], True)
        message.set("response_selector", _selector(ranking), True)

    def rank(self, text: str) -> list[tuple[str, float]]:
        """The likeliest labels with their probabilities, best first; labels that are alike count together for the first."""
        if not any(letter.isalnum() for letter in normalise(text)):
            return [("out_of_scope", 1.0)]
        found = probabilities(self._model, self._rows.of(text))[0]
        best = np.argsort(found)[::-1][: self._config["ranking"]]
        ranking = [(self._model["labels"][i], round(float(found[i]), 4)) for i in best]
        step = max(ranking, key=lambda pair: self._together(pair[0], ranking))[0]
        first = next(pair for pair in ranking if self._alike(step, pair[0]))
        return [first, *(pair for pair in ranking if pair != first)]

    def refuses(self, ranking: list[tuple[str, float]]) -> bool:
        """Whether the best label is too unlikely, or too close to the next one, to be acted on."""
        label = ranking[0][0]
        best = self._together(label, ranking)
        second = next((probability for other, probability in ranking if not self._alike(label, other)), 0.0)
        needed = self._config["strict_threshold"] if label in self._config["strict"] else self._config["threshold"]
        return best < needed or best - second < self._config["margin"]

    def _together(self, label: str, ranking: list[tuple[str, float]]) -> float:
        return sum(probability for other, probability in ranking if self._alike(label, other))

    def _alike(self, label: str, other: str) -> bool:
        """Whether both lead to the same step: a topic and its detail, or labels of one group."""
        related = label.startswith(other) or other.startswith(label)
        return related or any(label in group and other in group for group in self._config["alike"])


def examples(training_data: TrainingData) -> tuple[list[str], list[str]]:
    """Every example as written and without diacritics, with its label: the intent, or the full key of a retrieval intent."""
    written = {
        (normalise(m.get(TEXT)).lower(), m.get_full_intent()) for m in training_data.intent_examples if m.get(TEXT)
    }
    pairs = sorted(written | {(fold(text), label) for text, label in written})
    return [text for text, _ in pairs], [label for _, label in pairs]


def fit(texts: list[str], labels: list[str], alpha: float, epochs: int) -> dict[str, Any]:
    """Learn a yes or no for each label; averaged gradient descent is several times faster than exact solvers, and as good."""
    features = vectoriser()
    rows = features.fit_transform(columns(texts))
    learner = SGDClassifier(loss="log", alpha=alpha, max_iter=epochs, tol=None, average=True, random_state=1)
    learner.fit(rows, labels)
    slim(features)
    weights = np.where(np.abs(learner.coef_.T) < SMALLEST, 0, learner.coef_.T).astype(np.float32)
    return {
        "features": features,
        "weights": csr_matrix(weights),
        "bias": learner.intercept_,
        "labels": learner.classes_.tolist(),
    }


def probabilities(model: dict[str, Any], rows: csr_matrix) -> "np.ndarray[Any, Any]":
    """For each row the probability of each label, adding up to one."""
    scores = expit((rows @ model["weights"]).toarray() + model["bias"])
    return scores / scores.sum(axis=1, keepdims=True)


def _intent(label: str) -> str:
    return label.split("/")[0]


def _selector(ranking: Iterable[tuple[str, float]]) -> dict[str, Any]:
    """What Rasa's own response selector would say, for each retrieval intent in the ranking."""
    selector: dict[str, Any] = {}
    for label, confidence in ranking:
        if "/" in label and _intent(label) not in selector:
            selector[_intent(label)] = selection(label, confidence)
        if "/" in label:
            selector[_intent(label)]["ranking"].append({"intent_response_key": label, "confidence": confidence})
    return selector


def selection(label: str, confidence: float = 1.0) -> dict[str, Any]:
    """The selector's entry for one response key, also for a button that names it."""
    response = {
        "responses": [],
        "confidence": confidence,
        "intent_response_key": label,
        "utter_action": f"utter_{label}",
    }
    return {"response": response, "ranking": []}


def _expected(types: list[str]) -> list[str]:
    """Refuse a model file that would load anything but the numbers and vocabularies of this classifier."""
    unexpected = [name for name in types if not name.startswith(("numpy.", "scipy.sparse.", "sklearn."))]
    if unexpected:
        raise ValueError(f"the model holds unexpected types: {unexpected}")
    return types
