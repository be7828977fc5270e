"""A fitted `TextClassifier` taken apart for saving, and put together again."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any, Self

from numpy.typing import NDArray

from lemmavec.classify.text_network import TextNetwork
from lemmavec.classify.text_settings import TextSettings
from lemmavec.classify.text_vocabulary import TextVocabulary
from lemmavec.classify.training import ClassifierEpoch
from lemmavec.sklearn.saved_state import (
    Saved,
    classes_from_json,
    classes_to_json,
    settings_from_json,
    settings_to_json,
)


class TextStateMixin:
    """What `TextClassifier` learnt, as JSON and arrays; the given vectors are not kept."""

    classes_: NDArray[Any]
    words_: dict[str, int]
    terms_: dict[str, int]
    network_: TextNetwork
    settings_: TextSettings
    history_: list[ClassifierEpoch]

    def _saved(self) -> Saved:
        about = {
            "settings": settings_to_json(self, without=("vectors",)),
            "used": asdict(self.settings_),
            "classes": classes_to_json(self.classes_),
            "words": list(self.words_),
            "terms": list(self.terms_),
            "history": self.history_,
        }
        return Saved(about, self.network_.parameters)

    @classmethod
    def _from_saved(cls, saved: Saved) -> Self:
        about, arrays = saved
        settings = settings_from_json(about["settings"])
        model = cls(**settings)
        # Files of before "auto" have settings alone, which are those that were used.
        used = about.get("used", settings)
        model.settings_ = TextSettings(
            **{each.name: used[each.name] for each in fields(TextSettings) if each.name in used}
        )
        model.classes_ = classes_from_json(about["classes"])
        vocabulary = TextVocabulary.from_lists(
            about["words"], about["terms"], pairs=model.settings_.pairs
        )
        model.words_, model.terms_ = vocabulary.words, vocabulary.terms
        classes, hidden = len(model.classes_), len(arrays["b1"])
        vectors = saved.array("vectors", len(model.words_), None)
        for name, shape in {
            "W1": (vectors.shape[1], hidden),
            "b1": (hidden,),
            "W2": (hidden, classes),
            "b2": (classes,),
            **({"P": (len(model.terms_), classes)} if "P" in arrays or model.terms_ else {}),
        }.items():
            saved.array(name, *shape)
        model.network_ = TextNetwork.from_parameters(arrays, activation=model.settings_.activation)
        model.history_ = [ClassifierEpoch(*epoch) for epoch in about["history"]]
        return model
