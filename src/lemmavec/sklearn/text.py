"""`TextClassifier`: word vectors tuned to a task, a hidden layer, a softmax."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.validation import check_is_fitted

from lemmavec._validation import FloatArray
from lemmavec.classify.automatic_settings import AUTO, Auto
from lemmavec.classify.encoded_texts import EncodedTexts, Pooling
from lemmavec.classify.explanation import Explanation
from lemmavec.classify.text_explanation import explain_text
from lemmavec.classify.text_fitting import fit_text_network
from lemmavec.classify.text_network import TextNetwork, initial_vectors
from lemmavec.classify.text_settings import FirstTerms, TextSettings
from lemmavec.classify.text_training import logits_of
from lemmavec.classify.text_vocabulary import TextVocabulary
from lemmavec.classify.two_layer_network import Activation
from lemmavec.corpus.reading import Tokenizer
from lemmavec.sklearn.labels import encode_labels, label_numbers
from lemmavec.sklearn.logits_classifier import LogitsClassifier
from lemmavec.sklearn.sample_weights import ClassWeight, example_weights
from lemmavec.sklearn.text_input import TextInputMixin, given_vectors
from lemmavec.sklearn.text_state import TextStateMixin
from lemmavec.vectors.word_vectors import WordVectors

_DEFAULT = TextSettings()


class TextClassifier(TextStateMixin, TextInputMixin, LogitsClassifier):
    """Classify texts: summed word vectors, a hidden layer, a softmax, all trained together.

    The gradient flows on into the word vectors, which are thus tuned to the task. A word that
    neither the training texts nor the given vectors hold is left out; a text of unknown words alone
    is classified as an empty text is.

    Parameters
    ----------
    vectors : WordVectors, path or None, default None
        Word vectors to begin with, or the path of a file that `lemmavec.load` reads. Words of the
        training texts that they lack begin near zero. With None, all vectors begin at random.
    vector_size : int, default 100
        Dimensions of the word vectors, 1 or more; used only where no vectors are given.
    hidden_size : int, default 300
        Units of the hidden layer, 1 or more.
    activation : {"relu", "sigmoid"}, default "relu"
        The function of the hidden layer.
    pooling : {"sqrt", "mean"}, default "sqrt"
        Whether the sum of n word vectors is divided by √n or by n.
    pairs : bool, default True
        Give each word, and each pair of neighbouring words, one weight for each class, which is
        added straight to the logits.
    min_count : int, default 1
        Words that occur less often in the training texts are not learnt, 1 or more.
    min_pair_count : int or "auto", default "auto"
        The same for pairs of words; "auto" is 1, and 2 if the texts have 100 words or more on
        average.
    first_terms : {"log_ratios", "zeros"}, default "log_ratios"
        The weights of words and pairs that training begins with: the logarithm of observed over
        expected counts in each class (`lemmavec.classify.term_weights`), or zero. Zero is better
        where the same text stands in many training texts, as a phrase and in its sentence.
    word_dropout : float, default 0.5
        The probability with which each word of a training text is left out, drawn anew in each
        epoch; 0 or more, and below 1.
    l2 : float, default 1e-5
        λ, the strength of L2 regularisation of the weights of the two layers, 0 or more.
    learning_rate : float, default 0.0005
        Of the two layers (Adam), 0 or more. This and the two other rates fall to zero in a straight
        line.
    vector_rate : float, default 0.02
        Of the word vectors (row-wise AdaGrad); 0 leaves them as they are.
    term_rate : float, default 0.2
        Of the weights of words and pairs (row-wise AdaGrad), 0 or more.
    epochs : int or "auto", default "auto"
        Passes over the texts, 1 or more. "auto" is 20 if there are fewer than 1,000 texts. Of more
        texts a tenth (5,000 at most) is held out once, to find the number, up to 20, that gives the
        lowest loss on them (`lemmavec.classify.text_epochs`), and all texts are trained on.
    batch_size : int, default 128
        Texts of a minibatch, 1 or more.
    early_stopping : int or None, default None
        Stop after so many epochs without a lower loss on held-out texts, and keep the best epoch.
        A tenth of the texts, 5,000 at most, is held out and not trained on, unless `fit` is given
        others. None never stops early.
    vector_length : float, default 3.0
        Given vectors are scaled to this root mean square length, 0 or more.
    lowercase : bool, default True
        Lower-case each text before it is split into words.
    tokenizer : callable, optional
        Takes a text and gives its words; `lemmavec.classify.split_words` by default.
    class_weight : dict, "balanced" or None, default None
        What a text of each class counts in the loss; "balanced" lets each class count the same.
    seed : int, default 1
        Seed of every random choice.

    Attributes
    ----------
    classes_ : ndarray, shape (C,)
    settings_ : lemmavec.classify.TextSettings
        The settings that were used, with what "auto" chose.
    network_ : lemmavec.classify.TextNetwork
    words_ : dict of str to int
        The row of each word in the table of vectors.
    terms_ : dict of str to int
        The row of each word and pair in the table of their weights.
    history_ : list of lemmavec.classify.ClassifierEpoch
        The loss of each epoch, and the loss and accuracy of held-out texts.

    Notes
    -----
    Sources: Iyyer et al. 2015, "Deep Unordered Composition Rivals Syntactic Methods for Text
    Classification", for the network and for word dropout; Wang and Manning 2012, "Baselines and
    Bigrams", for the pairs. `lemmavec.classify.text_network` has the formulas.

    Examples
    --------
    >>> texts, labels = ["good fun", "no fun", "good", "no good"] * 20, [1, 0, 1, 0] * 20
    >>> model = TextClassifier(vector_size=8, hidden_size=4, batch_size=8, epochs=20)
    >>> model.fit(texts, labels).predict(["good fun", "no good fun"])
    array([1, 0])
    """

    def __init__(
        self,
        vectors: WordVectors | str | os.PathLike[str] | None = None,
        *,
        vector_size: int = _DEFAULT.vector_size,
        hidden_size: int = _DEFAULT.hidden_size,
        activation: Activation = _DEFAULT.activation,
        pooling: Pooling = _DEFAULT.pooling,
        pairs: bool = _DEFAULT.pairs,
        min_count: int = _DEFAULT.min_count,
        min_pair_count: int | Auto = AUTO,
        first_terms: FirstTerms = _DEFAULT.first_terms,
        word_dropout: float = _DEFAULT.word_dropout,
        l2: float = _DEFAULT.l2,
        learning_rate: float = _DEFAULT.learning_rate,
        vector_rate: float = _DEFAULT.vector_rate,
        term_rate: float = _DEFAULT.term_rate,
        epochs: int | Auto = AUTO,
        batch_size: int = _DEFAULT.batch_size,
        early_stopping: int | None = _DEFAULT.early_stopping,
        vector_length: float = _DEFAULT.vector_length,
        lowercase: bool = True,
        tokenizer: Tokenizer | None = None,
        class_weight: ClassWeight = None,
        seed: int = _DEFAULT.seed,
    ) -> None:
        self.vectors = vectors
        self.vector_size = vector_size
        self.hidden_size = hidden_size
        self.activation = activation
        self.pooling = pooling
        self.pairs = pairs
        self.min_count = min_count
        self.min_pair_count = min_pair_count
        self.first_terms = first_terms
        self.word_dropout = word_dropout
        self.l2 = l2
        self.learning_rate = learning_rate
        self.vector_rate = vector_rate
        self.term_rate = term_rate
        self.epochs = epochs
        self.batch_size = batch_size
        self.early_stopping = early_stopping
        self.vector_length = vector_length
        self.lowercase = lowercase
        self.tokenizer = tokenizer
        self.class_weight = class_weight
        self.seed = seed

    def fit(
        self,
        documents: Iterable[str],
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        *,
        validation: tuple[Iterable[str], ArrayLike] | None = None,
    ) -> Self:
        """Train.

        Parameters
        ----------
        documents : iterable of str
        y : array_like, shape (texts,)
            Labels of two classes or more, of any kind that sorts.
        sample_weight : array_like, shape (texts,), optional
            What each text counts in the loss, 0 or more; 1 by default.
        validation : pair of texts and labels, optional
            Held-out texts, whose loss and accuracy are taken after each epoch; `early_stopping` and
            the choice of epochs look at them in the place of a tenth of the training texts.

        Returns
        -------
        TextClassifier
            Itself.

        Raises
        ------
        TypeError
            If `documents` is one string, or holds something that is not a string; or if a setting
            has the wrong type.
        ValueError
            If there is one class, the lengths differ, no word is left to learn, or a setting is
            out of its range.
        FloatingPointError
            If the loss is no longer finite; smaller rates help.
        """
        words = self._tokenize(documents)
        settings = TextSettings.of(self, words)
        self.classes_, labels = encode_labels(y, type(self).__name__)
        if len(words) != len(labels):
            raise ValueError(f"{len(words)} texts, but {len(labels)} labels")
        weights = example_weights(y, self.class_weight, sample_weight)
        pretrained = given_vectors(self.vectors)
        known = () if pretrained is None else pretrained.index_to_key
        vocabulary = TextVocabulary.of(words, settings, known)
        self.words_, self.terms_ = vocabulary.words, vocabulary.terms
        held_out = None if validation is None else self._encode_validation(*validation)

        def make() -> TextNetwork:
            return TextNetwork(
                initial_vectors(vocabulary.words, pretrained, settings), len(vocabulary.terms),
                settings.hidden_size, len(self.classes_), activation=settings.activation,
                seed=settings.seed,
            )  # fmt: skip

        texts = replace(vocabulary.encode(words, labels), weights=weights)
        self.network_, self.history_, self.settings_ = fit_text_network(
            make, texts, settings, held_out, choose_epochs=self.epochs == AUTO
        )
        return self

    def explain(self, text: str) -> Explanation:
        """Split the logits of a text among its words and pairs; see `classify.explanation`."""
        check_is_fitted(self)
        (words,) = self._tokenize([text])
        return explain_text(self.network_, self._vocabulary, words, self.pooling)

    @property
    def _vocabulary(self) -> TextVocabulary:
        return TextVocabulary(self.words_, self.terms_, self.pairs)

    def _logits(self, X: Any) -> FloatArray:
        check_is_fitted(self)
        words = self._tokenize(X)
        texts = self._vocabulary.encode(words, np.zeros(len(words), np.int64))
        return logits_of(self.network_, texts, self.pooling)

    def _encode_validation(self, documents: Iterable[str], y: ArrayLike) -> EncodedTexts:
        words, labels = self._tokenize(documents), np.asarray(y)
        if len(words) != len(labels):
            raise ValueError(f"validation has {len(words)} texts, but {len(labels)} labels")
        return self._vocabulary.encode(words, label_numbers(labels, self.classes_, "validation"))

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "network_")
