"""The state of gensim's `Word2Vec` over lemmavec's: switches, vocabulary, vectors, history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.gensim import advice
from lemmavec.gensim.errors import NoVocabularyError
from lemmavec.gensim.keyed_vectors import KeyedVectors
from lemmavec.gensim.switches import SWITCHES, settings_from, warn_of_switches_without_effect
from lemmavec.settings import Loss, Settings
from lemmavec.training.history import EpochRecord
from lemmavec.training.state import ModelState


class Model:
    """A model with gensim's switches as attributes; see `Word2Vec`.

    There is a state for each loss that is trained, one or both of hierarchical softmax and
    negative sampling. Their V is one array, which is also that of `wv`.
    """

    vector_size: int
    alpha: float
    window: int
    shrink_windows: bool
    min_count: int
    sample: float
    seed: int
    workers: int
    min_alpha: float
    sg: int
    hs: int
    negative: int
    ns_exponent: float
    cbow_mean: int
    epochs: int

    def __init__(self) -> None:
        self.corpus_count = self.corpus_total_words = self.train_count = 0
        self.total_train_time = self._loss = 0.0
        self.min_alpha_yet_reached = float(self.alpha)
        self.effective_min_count = self.min_count
        self._settings()  # refuses what contradicts
        warn_of_switches_without_effect(self.sg, self.negative, self.cbow_mean, self.ns_exponent)
        self._states: dict[Loss, ModelState] = {}
        self._wv = self._new_vectors()

    @property
    def wv(self) -> KeyedVectors:
        """The vectors; the same object for as long as the model lives, unless another is set.

        Vectors of the same words and dimensions can be trained further. With others the model can
        answer, and not train.
        """
        return self._wv

    @wv.setter
    def wv(self, vectors: KeyedVectors) -> None:
        if not isinstance(vectors, KeyedVectors):
            raise TypeError(
                f"wv must be KeyedVectors of lemmavec.gensim, got {type(vectors).__name__}"
            )
        self._wv, self.vector_size = vectors, vectors.vector_size

    def get_latest_training_loss(self) -> float:
        """Return the sum of all losses of the last call of `train`, so far; float64, always."""
        return self._loss

    @property
    def history(self) -> list[EpochRecord]:
        """One record for each epoch of all calls of `train`, as in `lemmavec.Word2Vec`."""
        return [record for state in self._states.values() for record in state.history]

    @property
    def outside_vectors(self) -> NDArray[np.float32]:
        """The outside vectors (rows of U), float32; of hierarchical softmax, the inner nodes'."""
        for state in reversed(self._states.values()):
            return state.outside_vectors
        return np.empty((0, self.vector_size), np.float32)

    @property
    def syn1neg(self) -> NDArray[np.float32]:
        """The outside vectors of negative sampling, float32 of shape (words, d); may be written."""
        return self._rows_of_U("negative_sampling", "syn1neg")

    @property
    def syn1(self) -> NDArray[np.float32]:
        """The inner nodes' vectors of hierarchical softmax, of shape (words, d); may be written."""
        return self._rows_of_U("hierarchical_softmax", "syn1")

    @property
    def layer1_size(self) -> int:
        """Another name of `vector_size`."""
        return self.vector_size

    def init_sims(self, replace: bool = False) -> None:
        """Compute the lengths of the vectors; with `replace`, divide the vectors by them."""
        self.wv.init_sims(replace)

    def __repr__(self) -> str:
        about = f"vocab={len(self.wv)}, vector_size={self.vector_size}, alpha={self.alpha}"
        return f"{type(self).__name__}<{about}>"

    def __getattr__(self, name: str) -> NoReturn:
        advice.no_attribute("Word2Vec of lemmavec.gensim", name, advice.WORD2VEC)

    def __getstate__(self) -> dict[str, Any]:
        self._read_back()
        return self.__dict__

    def __setstate__(self, attributes: dict[str, Any]) -> None:
        self.__dict__.update(attributes)
        self._share_V()

    def _rows_of_U(self, loss: Loss, name: str) -> NDArray[np.float32]:
        if loss not in self._states:
            raise AttributeError(f"no {name}: the model has no vocabulary, or another loss")
        return self._states[loss].outside_vectors

    def _new_vectors(self) -> KeyedVectors:
        return KeyedVectors(self.vector_size)

    def _settings(self) -> dict[Loss, Settings]:
        """Return the settings for the switches as they stand now."""
        return settings_from({name: getattr(self, name) for name in SWITCHES})

    def _start(self, vocabulary: Vocabulary) -> None:
        settings = self._settings()
        self._hold({loss: ModelState.start(each, vocabulary) for loss, each in settings.items()})

    def _grow(self, vocabulary: Vocabulary) -> None:
        rates = self._wv.vectors_lockf
        self._hold({loss: state.grown(vocabulary) for loss, state in self._ready().items()})
        if len(rates) > 1:
            more = np.ones(len(vocabulary) - len(rates), np.float32)
            self._wv.vectors_lockf = np.concatenate([rates, more])

    def _hold(self, states: Mapping[Loss, ModelState]) -> None:
        self._states = dict(states)
        self._share_V()
        first = self._first
        self._wv.hold(first.vocabulary.words, first.centre_vectors, first.vocabulary.counts)
        self._wv.has_tree = "hierarchical_softmax" in self._states

    @property
    def _first(self) -> ModelState:
        """One of the states: all have the same words and the same V."""
        return next(iter(self._states.values()))

    def _share_V(self) -> None:
        """Let all states, and `wv` if it has their words, have one V."""
        for state in self._states.values():
            state.V = self._first.V
        if self._states and self._has_own_words():
            self._wv.vectors = self._first.centre_vectors

    def _has_own_words(self) -> bool:
        first, wv = self._first, self._wv
        same_size = wv.vector_size == first.settings.vector_size
        return same_size and wv.index_to_key == list(first.vocabulary.words)

    def _read_back(self) -> None:
        """Take over vectors that `wv` has got in another array than V."""
        if not self._states or np.shares_memory(self._wv.vectors, self._first.V):
            return
        if self._has_own_words():
            self._first.centre_vectors[:] = self._wv.vectors
            self._wv.vectors = self._first.centre_vectors

    def _refresh_vectors(self) -> None:
        """Let `wv` have the vectors of V as it stands now, and their lengths."""
        self._wv.fill_norms(force=True)

    def _ready(self) -> dict[Loss, ModelState]:
        """Return the states, if there are any that `wv` and the switches still fit.

        Raises
        ------
        NoVocabularyError
            If there is no vocabulary; a RuntimeError, and a ValueError.
        ValueError
            If `wv` has other words, or the switches ask for another size or loss.
        """
        if not self._states:
            raise NoVocabularyError("there is no vocabulary yet: call build_vocab(...) first")
        self._read_back()
        state, settings = self._first, self._settings()
        if not self._has_own_words():
            raise ValueError(
                f"wv has {len(self._wv):,} words of {self._wv.vector_size} dimensions, but the "
                f"model was built for {len(state.vocabulary):,} of {state.settings.vector_size}; "
                "build_vocab(..., update=True) adds words that can be trained"
            )
        if settings.keys() != self._states.keys() or self.vector_size != self._wv.vector_size:
            raise ValueError(
                "hs, negative or vector_size are not those that the vocabulary was built with; "
                "call build_vocab(...) again to start anew"
            )
        return self._states
