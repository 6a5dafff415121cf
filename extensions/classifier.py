"""Which intent, and for a question which topic: one linear model over words and letter groups, for both languages at once.

Every Vietnamese example is also learnt as people type it without diacritics, so the data files hold each only once.
"""

import logging
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
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline

from spa.text import fold, normalise

logger = logging.getLogger(__name__)
FALLBACK = "nlu_fallback"
LONGEST = 400  # characters that are looked at: more words say no more about what is wanted


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent, IntentClassifier):
    """Sets intent, ranking and, for retrieval intents, the response key; refuses below its thresholds."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`strict` names labels on which a wrong answer is worse than none; they need `strict_threshold`."""
        return {
            "threshold": 0.2,
            "margin": 0.02,
            "strict_threshold": 0.3,
            "strict": [],
            "regularisation": 20.0,
            "ranking": 6,
        }

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._model: Pipeline | None = None
        self._labels: list[str] = []

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
            file = folder / "topics.skops"
            component._use(skops.io.load(file, trusted=_expected(skops.io.get_untrusted_types(file=file))))
        return component

    def train(self, training_data: TrainingData) -> Resource:
        texts, labels = examples(training_data)
        model = _model(self._config["regularisation"])
        model.fit(texts, labels)
        self._use(model)
        with self._storage.write_to(self._resource) as folder:
            skops.io.dump(model, folder / "topics.skops")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._classify(message)
        return messages

    def _use(self, model: Pipeline) -> None:
        topics = model.named_steps["topics"]
        topics.coef_ = np.asfortranarray(topics.coef_)  # each message multiplies by its transpose, now without copying it
        self._model = model
        self._labels = [str(label) for label in model.classes_]

    def _classify(self, message: Message) -> None:
        ranking = self.rank(message.get(TEXT) or "")
        refused = self.refuses(ranking)
        message.set(
            INTENT, {"name": FALLBACK if refused else _intent(ranking[0][0]), "confidence": ranking[0][1]}, True
        )
        message.set("intent_ranking", [{"name": _intent(k), "confidence": p} for k, p in ranking], True)
        message.set("response_selector", _selector(ranking), True)

    def rank(self, text: str) -> list[tuple[str, float]]:
        """The likeliest labels with their probabilities, best first."""
        assert self._model is not None, "the classifier is not trained"
        words = normalise(text)[:LONGEST]
        if not any(letter.isalnum() for letter in words):
            return [("out_of_scope", 1.0)]
        probabilities = self._model.predict_proba([fold(words)])[0]
        best = np.argsort(probabilities)[::-1][: self._config["ranking"]]
        return [(self._labels[i], round(float(probabilities[i]), 4)) for i in best]

    def refuses(self, ranking: list[tuple[str, float]]) -> bool:
        """Whether the best label is too unlikely, or too close to the next one, to be acted on."""
        label, best = ranking[0]
        second = ranking[1][1] if len(ranking) > 1 else 0.0
        needed = self._config["strict_threshold"] if label in self._config["strict"] else self._config["threshold"]
        return best < needed or best - second < self._config["margin"]


def examples(training_data: TrainingData) -> tuple[list[str], list[str]]:
    """Every example folded, with its label: the intent, or the full key of a retrieval intent."""
    pairs = {(fold(normalise(m.get(TEXT))), m.get_full_intent()) for m in training_data.intent_examples if m.get(TEXT)}
    return [text for text, _ in sorted(pairs)], [label for _, label in sorted(pairs)]


def _model(regularisation: float) -> Pipeline:
    features = FeatureUnion(
        [
            (
                "words",
                TfidfVectorizer(
                    analyzer="word", ngram_range=(1, 2), token_pattern=r"\w+", sublinear_tf=True, dtype=np.float32
                ),
            ),
            (
                "letters",
                TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, dtype=np.float32),
            ),
        ]
    )
    return Pipeline([("features", features), ("topics", LogisticRegression(C=regularisation, max_iter=60, tol=1e-3))])


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
