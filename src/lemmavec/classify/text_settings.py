"""The settings of a text classifier, validated in this one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal, Self, get_args

from lemmavec._validation import at_least, between, finite_number, one_of
from lemmavec.classify.automatic_settings import is_auto
from lemmavec.classify.encoded_texts import Pooling
from lemmavec.classify.two_layer_network import Activation
from lemmavec.training.early_stopping import check_patience

FirstTerms = Literal["log_ratios", "zeros"]
# Passes over the texts, or the most of them where their number is chosen.
MOST_EPOCHS = 20
# Texts of so many words on average, or more, are long documents.
_LONG = 100


@dataclass(frozen=True, slots=True)
class TextSettings:
    """How to make and how to train a `TextNetwork`.

    `lemmavec.sklearn.TextClassifier`, which has the same settings, documents them one by one.

    Raises
    ------
    TypeError, ValueError
        If a value has the wrong type or is out of its range; the message names it.
    """

    vector_size: int = 100
    hidden_size: int = 300
    activation: Activation = "relu"
    pooling: Pooling = "sqrt"
    pairs: bool = True
    min_count: int = 1
    min_pair_count: int = 1
    first_terms: FirstTerms = "log_ratios"
    word_dropout: float = 0.5
    l2: float = 1e-5
    learning_rate: float = 0.0005
    vector_rate: float = 0.02
    term_rate: float = 0.2
    epochs: int = MOST_EPOCHS
    batch_size: int = 128
    early_stopping: int | None = None
    vector_length: float = 3.0
    seed: int = 1

    @classmethod
    def of(cls, owner: Any, documents: Sequence[Sequence[str]]) -> Self:
        """Take the settings that an estimator has as attributes, "auto" settled by the texts.

        Pairs of words that occur once are learnt in texts of fewer than 100 words on average;
        longer ones have many such pairs, and other evidence. The epochs are the most that the
        search of `text_epochs` tries.
        """
        given = {field.name: getattr(owner, field.name) for field in fields(cls)}
        for name, value in (("epochs", MOST_EPOCHS), ("min_pair_count", _least_pairs(documents))):
            if is_auto(name, given[name]):
                given[name] = value
        return cls(**given)

    def __post_init__(self) -> None:
        for name in ("vector_size", "hidden_size", "min_count", "min_pair_count", "epochs",
                     "batch_size"):  # fmt: skip
            at_least(name, getattr(self, name), 1)
        at_least("seed", self.seed, 0)
        check_patience(self.early_stopping)
        one_of("first_terms", self.first_terms, get_args(FirstTerms))
        one_of("activation", self.activation, get_args(Activation))
        one_of("pooling", self.pooling, get_args(Pooling))
        between("word_dropout", self.word_dropout, 0, 1, low_too=True)
        for name in ("l2", "learning_rate", "vector_rate", "term_rate", "vector_length"):
            finite_number(name, getattr(self, name), 0)


def _least_pairs(documents: Sequence[Sequence[str]]) -> int:
    return 1 if sum(map(len, documents)) < _LONG * len(documents) else 2
