"""`Word2Vec` with gensim's names: switches in the constructor, `build_vocab`, `train`, `wv`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Self

from lemmavec._damage import damage_named
from lemmavec._io import FilePath
from lemmavec.corpus.sources import Corpus
from lemmavec.gensim.callbacks import Callback
from lemmavec.gensim.class_only import class_only
from lemmavec.gensim.errors import NoModelError
from lemmavec.gensim.keyed_vectors import require_save_arguments
from lemmavec.gensim.model_file import read, write
from lemmavec.gensim.prediction import PredictingModel
from lemmavec.gensim.raw_vocabulary import TrimRule
from lemmavec.gensim.switches import refuse_others
from lemmavec.gensim.vocabulary import the_one
from lemmavec.settings import Settings

# Where gensim's default is another than lemmavec's, it is written out in the signature.
DEFAULT = Settings()


class Word2Vec(PredictingModel):
    """Train word vectors by gensim's names and switches, with gensim's defaults (CBOW, 3 workers).

    The switches are attributes too; a change takes effect with the next call of `train`.

    Parameters
    ----------
    sentences : iterable of lists of words, or any corpus of lemmavec, optional
        Trained on at once; without it, or `corpus_file`, call `build_vocab` and `train`.
    corpus_file : path, optional
        A text file instead, a sentence a line; read natively.
    vector_size : int, default 100
        Dimensions d of each vector, 1 or more.
    alpha : float, default 0.025
        Step size at the start.
    window : int, default 5
        The largest distance between a centre word and an outside word, 1 or more.
    min_count : int, default 5
        Words that occur less often are left out; 0 keeps every word, as 1 does.
    max_vocab_size : int, optional
        While the text is counted, drop rare words whenever there are more than so many.
    sample : float, default 1e-3
        Frequency above which occurrences are dropped at random; 0 keeps all.
    seed : int, default 1
        Seed of every random choice.
    workers : int, default 3
        Threads.
    min_alpha : float, default 1e-4
        Step size at the end; it falls linearly in between.
    sg : {0, 1}
        CBOW or skip-gram.
    hs : {0, 1}
        Train hierarchical softmax.
    negative : int, default 5
        Negatives for each positive pair; 0 trains no negative sampling. With `hs=1` each epoch
        trains both losses, one after the other.
    ns_exponent : float, default 0.75
        Negatives are drawn in proportion to count ** ns_exponent.
    cbow_mean : {1, 0}
        CBOW: the mean of the outside vectors, with gensim's own gradient; or their sum, with the
        exact gradient of its loss.
    hashfxn : callable
        Without effect: the first vectors depend on `seed` alone.
    epochs : int, default 5
        Passes over the corpus, 1 or more.
    null_word : 0
        Not here: there is no null word.
    trim_rule : callable, optional
        Decides which words to keep; see `build_vocab`. It is not saved.
    sorted_vocab : {1, 0}
        Words by falling count, or in the order of their first appearance.
    batch_words : int
        Without effect: threads take pieces of their own size.
    compute_loss : bool
        Without effect: the loss is always there.
    callbacks : iterable of objects with the methods of gensim's CallbackAny2Vec, optional
        Called during the training of this call only.
    comment : object
        Kept as an attribute.
    max_final_vocab : int, optional
        Raise `min_count` until no more than so many words are left.
    shrink_windows : bool, default True
        Each centre draws its reach from 1 to `window`; False gives it the whole window.

    Attributes
    ----------
    wv : KeyedVectors
        The vectors; the same object for as long as the model lives, unless another is set.
    corpus_count : int
        Sentences with a word of the vocabulary in the text that was counted.
    corpus_total_words : int
        Words of any kind in that text.
    train_count : int
        Calls of `train`.
    total_train_time : float
        The seconds they took.

    Raises
    ------
    TypeError
        If both `sentences` and `corpus_file` are given.
    ValueError
        If a switch is out of its range, contradicts another, or has no counterpart here.

    Examples
    --------
    >>> sentences = [["the", "king", "rules"], ["the", "queen", "rules"]] * 50
    >>> model = Word2Vec(sentences, vector_size=8, min_count=1, sample=0, workers=1)
    >>> model.wv.index_to_key
    ['rules', 'the', 'king', 'queen']
    >>> len(model.wv.most_similar("king", topn=2))
    2
    """

    def __init__(
        self,
        sentences: Corpus | None = None,
        corpus_file: FilePath | None = None,
        vector_size: int = DEFAULT.vector_size,
        alpha: float = 0.025,
        window: int = DEFAULT.window,
        min_count: int = DEFAULT.min_count,
        max_vocab_size: int | None = None,
        sample: float = DEFAULT.sample,
        seed: int = DEFAULT.seed,
        workers: int = 3,
        min_alpha: float = DEFAULT.min_alpha,
        sg: int = 0,
        hs: int = 0,
        negative: int = DEFAULT.negative,
        ns_exponent: float = DEFAULT.ns_exponent,
        cbow_mean: int = 1,
        hashfxn: object = hash,
        epochs: int = DEFAULT.epochs,
        null_word: int = 0,
        trim_rule: TrimRule | None = None,
        sorted_vocab: int = 1,
        batch_words: int = 10_000,
        compute_loss: bool = False,
        callbacks: Iterable[Callback] = (),
        comment: object = None,
        max_final_vocab: int | None = None,
        shrink_windows: bool = True,
    ) -> None:
        refuse_others(null_word=null_word)
        self.vector_size, self.window = vector_size, window
        self.alpha, self.min_alpha = alpha, min_alpha
        self.min_count, self.sample = min_count, sample
        self.seed, self.workers, self.epochs = seed, workers, epochs
        self.sg, self.hs, self.cbow_mean = sg, hs, cbow_mean
        self.negative, self.ns_exponent = negative, ns_exponent
        self.shrink_windows, self.sorted_vocab = bool(shrink_windows), sorted_vocab
        self.max_vocab_size, self.max_final_vocab = max_vocab_size, max_final_vocab
        self.compute_loss, self.comment = compute_loss, comment
        self.raw_vocab = {}
        super().__init__()
        if sentences is None and corpus_file is None:
            if callbacks:
                raise ValueError("callbacks are for a training: pass them to train(...)")
            return
        corpus = the_one(sentences, corpus_file)
        if not self._counts_natively():
            self.build_vocab(corpus, trim_rule=trim_rule)
            self.train(corpus, total_examples=self.corpus_count, epochs=epochs, callbacks=callbacks)
            return
        with self._encoded(corpus, False, trim_rule) as encoded:
            self._take(encoded, update=False)
            self._train(encoded, callbacks)

    def save(self, fname: FilePath, *separately: Any, **without_effect: Any) -> None:
        """Write the whole model: one safetensors file, whatever its name.

        Parameters
        ----------
        fname : path
            The file; an existing one is replaced whole.
        separately, sep_limit, ignore, pickle_protocol
            Without effect: there is one file, and no pickle.

        Raises
        ------
        RuntimeError
            If there is no vocabulary yet.
        ValueError
            If `wv` has got other words.
        """
        require_save_arguments(separately, without_effect)
        states, now = self._ready(), self._settings()
        states = {loss: replace(state, settings=now[loss]) for loss, state in states.items()}
        write(fname, states, self.__dict__)

    @class_only
    def load(cls, fname: FilePath, mmap: str | None = None) -> Self:
        """Read a model that `save`, or `lemmavec.Word2Vec.save`, wrote.

        gensim's own files are pickles, which can run any code, and are refused: see
        `KeyedVectors.load`.

        Parameters
        ----------
        fname : path
            The file.
        mmap : {None, "r"}
            Without effect: the matrices are read, as training needs them aligned.

        Raises
        ------
        NoModelError
            If it holds vectors alone; a DamagedFileError, and an AttributeError as in gensim.
        DamagedFileError
            If it is damaged, or has settings that gensim has no switch for.
        """
        states, switches, attributes = read(fname)
        if any(state.settings.subwords is not None for state in states.values()):
            raise NoModelError(f"{fname}: a model with subwords: load it with FastText.load")
        with damage_named(fname, "the model is damaged"):
            model = cls(**switches)
            model._hold(states)
            model.__dict__.update(attributes)
        return model
