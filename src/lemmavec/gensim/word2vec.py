"""`Word2Vec` with gensim's names: switches in the constructor, `build_vocab`, `train`, `wv`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Self

from lemmavec._io import FilePath
from lemmavec.corpus.sources import Corpus
from lemmavec.gensim.callbacks import Callback
from lemmavec.gensim.switches import refuse_others, switches_from
from lemmavec.gensim.training import TrainingModel
from lemmavec.gensim.vocabulary import the_one
from lemmavec.settings import Settings
from lemmavec.training.model_file import read_model, write_model
from lemmavec.vectors.formats import refuse_foreign

# Where gensim's default is another than lemmavec's, it is written out in the signature.
DEFAULT = Settings()


class Word2Vec(TrainingModel):
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
    max_vocab_size : None
        Not here: no word is dropped to save memory.
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
        Hierarchical softmax (with `negative=0`), or negative sampling.
    negative : int, default 5
        Negatives for each positive pair; 0 with `hs=1`.
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
    trim_rule : None
        Not here: raise `min_count`.
    sorted_vocab : 1
        Words always come by falling count.
    batch_words : int
        Without effect: threads take pieces of their own size.
    compute_loss : bool
        Without effect: the loss is always there.
    callbacks : iterable of objects with the methods of gensim's CallbackAny2Vec, optional
        Called during the training of this call only.
    comment : object
        Kept as an attribute.
    max_final_vocab : None
        Not here: raise `min_count`.
    shrink_windows : True
        Each centre always draws its reach from 1 to `window`.

    Attributes
    ----------
    wv : KeyedVectors
        The vectors; the same object for as long as the vocabulary stays.
    corpus_count : int
        Sentences with a word of the vocabulary in the text that was counted; 0 in a loaded model.
    corpus_total_words : int
        Words of any kind in that text; 0 in a loaded model.
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
        max_vocab_size: None = None,
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
        trim_rule: None = None,
        sorted_vocab: int = 1,
        batch_words: int = 10_000,
        compute_loss: bool = False,
        callbacks: Iterable[Callback] = (),
        comment: object = None,
        max_final_vocab: None = None,
        shrink_windows: bool = True,
    ) -> None:
        refuse_others(
            max_vocab_size=max_vocab_size, trim_rule=trim_rule, sorted_vocab=sorted_vocab,
            null_word=null_word, max_final_vocab=max_final_vocab, shrink_windows=shrink_windows,
        )  # fmt: skip
        self.vector_size, self.window = vector_size, window
        self.alpha, self.min_alpha = alpha, min_alpha
        self.min_count, self.sample = min_count, sample
        self.seed, self.workers, self.epochs = seed, workers, epochs
        self.sg, self.hs, self.cbow_mean = sg, hs, cbow_mean
        self.negative, self.ns_exponent = negative, ns_exponent
        self.compute_loss, self.comment = compute_loss, comment
        super().__init__()
        if sentences is None and corpus_file is None:
            if callbacks:
                raise ValueError("callbacks are for a training: pass them to train(...)")
            return
        with self._counted(the_one(sentences, corpus_file)) as corpus:
            self._begin(corpus)
            self._train(corpus, self._settings(), callbacks)

    def save(self, fname: FilePath) -> None:
        """Write the whole model: one safetensors file, whatever its name.

        Parameters
        ----------
        fname : path
            The file; an existing one is replaced whole.

        Raises
        ------
        ValueError
            If there is no vocabulary yet.
        """
        if self._state is None:
            raise ValueError("nothing to save yet: there is no vocabulary")
        write_model(fname, replace(self._state, settings=self._settings()))

    @classmethod
    def load(cls, fname: FilePath) -> Self:
        """Read a model that `save`, or `lemmavec.Word2Vec.save`, wrote.

        gensim's own files are pickles, which can run any code, and are refused.

        Parameters
        ----------
        fname : path
            The file.

        Raises
        ------
        ValueError
            If it holds no model, is damaged, or has settings that gensim has no switch for.
        """
        with open(fname, "rb") as file:
            refuse_foreign(fname, file.read(8))
        state = read_model(fname)
        model = cls(**switches_from(state.settings))
        model._hold(state)
        return model
