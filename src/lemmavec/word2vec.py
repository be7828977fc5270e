"""`Word2Vec`: settings in, a corpus in, word vectors out."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import Self

from lemmavec._gensim_arguments import refuse_gensim_arguments
from lemmavec._keys import Word
from lemmavec.cluster import ClusterCorpus, RayCluster, on_cluster
from lemmavec.corpus.encoding import encode_choosing, encode_with
from lemmavec.corpus.reading import DecodingErrors, ReadingOptions, Tokenizer
from lemmavec.corpus.sources import Corpus
from lemmavec.corpus.text_files import CountingProgress
from lemmavec.corpus.token_cache import EncodedCorpus
from lemmavec.corpus.vocabulary_choice import (
    Choice,
    KeepWord,
    WordChoice,
    frequent_words,
    known_words,
)
from lemmavec.progress import Progress, open_progress
from lemmavec.settings import Architecture, CbowGradient, Context, Loss, Settings
from lemmavec.subwords import Subwords
from lemmavec.training.callbacks import Callback, checked
from lemmavec.training.checkpoint import read_checkpoint
from lemmavec.training.early_stopping import check_patience
from lemmavec.training.model import Model
from lemmavec.training.model_file import read_model
from lemmavec.training.state import ModelState
from lemmavec.vectors.word_vectors import WordVectors


class Word2Vec(Model):
    """Train word vectors: skip-gram or CBOW; negative sampling, softmax, hierarchical softmax.

    Parameters
    ----------
    vector_size : int, default 100
        Dimensions d of each vector, 1 or more.
    window : int, default 5
        The largest distance between a centre word and an outside word, 1 or more.
    shrink_windows : bool, default True
        Each centre draws its own reach uniformly from 1 to `window`, so that near words count
        more; False gives each centre the whole `window`.
    architecture : {"skipgram", "cbow"}, default "skipgram"
        Predict the outside words from the centre word, or the centre from the outside words.
    loss : {"negative_sampling", "softmax", "hierarchical_softmax"}, default "negative_sampling"
        The loss of a prediction. Full softmax suits vocabularies of some tens of thousands.
    context : {"mean", "sum"}, default "mean"
        CBOW: how the outside words' vectors are joined before the centre is predicted.
    cbow_gradient : {"exact", "word2vec"}, default "exact"
        CBOW with the mean: the gradient of the loss, or that of word2vec.c and gensim, which
        leaves out the 1 / n of the mean.
    subwords : Subwords, optional
        Make each word's input vector of its own row and those of its character n-grams, as fastText
        does: `vectors` then answers for words it has not seen. Not with full softmax.
    negative : int, default 5
        Negatives K for each positive pair, 1 or more.
    ns_exponent : float, default 0.75
        Negatives are drawn in proportion to count ** ns_exponent.
    min_count : int, default 5
        Words that occur less often are left out.
    max_words : int, optional
        The vocabulary takes no more than so many words, the most frequent; no limit by default.
    sample : float, default 1e-3
        Frequency above which occurrences are dropped at random; 0 keeps all.
    alpha : float, optional
        Step size at the start; by default 0.025, with subwords 0.05, and 0.15 for CBOW with the
        mean and its exact gradient.
    min_alpha : float, default 1e-4
        Step size at the end; it falls linearly in between.
    epochs : int, default 5
        Passes over the corpus, 1 or more.
    workers : int, optional
        Threads; by default one for each core that the process may use.
    seed : int, default 1
        Seed of every random choice.
    deterministic : bool, default False
        The same bits for any number of workers.

    Attributes
    ----------
    settings : lemmavec.settings.Settings
        All of the above, validated.

    Raises
    ------
    TypeError, ValueError
        If a setting has the wrong type, is out of its range, or contradicts another.

    Notes
    -----
    The models are those of Mikolov et al. 2013, "Efficient Estimation of Word Representations in
    Vector Space" (arXiv:1301.3781), and "Distributed Representations of Words and Phrases and
    their Compositionality" (arXiv:1310.4546).

    Examples
    --------
    >>> sentences = [["the", "king", "rules"], ["the", "queen", "rules"]] * 50
    >>> model = Word2Vec(vector_size=8, min_count=1, sample=0).fit(sentences)
    >>> model.vectors.index_to_key
    ['rules', 'the', 'king', 'queen']
    >>> model.vectors["king"].shape
    (8,)
    >>> len(model.history)
    5
    """

    @refuse_gensim_arguments
    def __init__(
        self,
        *,
        vector_size: int = 100,
        window: int = 5,
        shrink_windows: bool = True,
        architecture: Architecture = "skipgram",
        loss: Loss = "negative_sampling",
        context: Context = "mean",
        cbow_gradient: CbowGradient = "exact",
        subwords: Subwords | None = None,
        negative: int = 5,
        ns_exponent: float = 0.75,
        min_count: int = 5,
        max_words: int | None = None,
        sample: float = 1e-3,
        alpha: float | None = None,
        min_alpha: float = 1e-4,
        epochs: int = 5,
        workers: int | None = None,
        seed: int = 1,
        deterministic: bool = False,
    ) -> None:
        settings = Settings(
            vector_size=vector_size,
            window=window,
            shrink_windows=shrink_windows,
            architecture=architecture,
            loss=loss,
            context=context,
            cbow_gradient=cbow_gradient,
            subwords=subwords,
            negative=negative,
            ns_exponent=ns_exponent,
            min_count=min_count,
            max_words=max_words,
            sample=sample,
            alpha=alpha,
            min_alpha=min_alpha,
            epochs=epochs,
            workers=workers,
            seed=seed,
            deterministic=deterministic,
        )
        super().__init__(settings)

    def fit(
        self,
        corpus: Corpus,
        *,
        lowercase: bool = False,
        tokenizer: Tokenizer | None = None,
        errors: DecodingErrors = "strict",
        directory: str | os.PathLike[str] | None = None,
        column: str | None = None,
        keep_word: KeepWord | None = None,
        initial: WordVectors | None = None,
        frozen: Iterable[Word] = (),
        resume: bool = False,
        other_corpus: bool = False,
        validation: Corpus | None = None,
        early_stopping: int | None = None,
        cluster: RayCluster | None = None,
        callbacks: Iterable[Callback[Word2Vec]] = (),
        progress: bool | Progress | None = False,
    ) -> Self:
        """Count the corpus, then train on it.

        Parameters
        ----------
        corpus : path, paths, folder, table, open file, iterable of token lists, column of texts
            Text files hold a sentence a line, words between white space; `.gz`, `.bz2`, `.xz` and
            `.zst` are unpacked. Tables, read with `column=`, are files of Parquet and JSON Lines,
            DataFrames, Arrow tables and data sets of Hugging Face. An open file, such as
            `sys.stdin`, is read from where it stands. The vocabulary keeps the type of the words:
            integers stay integers.
        lowercase : bool, default False
            Lower-case every word, as `str.lower` does.
        tokenizer : callable, optional
            From a line of text to its list of words; white space parts them otherwise.
        errors : {"strict", "replace"}
            What to do with bytes that are not UTF-8: say where, or put U+FFFD in their place.
        directory : path, optional
            Folder for the token cache, 4 to 8 bytes a word; the system's folder for temporary
            files by default.
        column : str, optional
            The column to read where the corpus is a table: of texts, or of lists of words or
            integers. Rows without a value are left out, and a warning counts them.
        keep_word : callable, optional
            Of a word and its count: True takes it into the vocabulary, False leaves it out, None
            leaves that to `min_count`.
        initial : WordVectors, optional
            The words that have a vector here begin with it; the others at random, as by default.
        frozen : words, optional
            Their vectors stay as they are; what they predict is learnt all the same.
        resume : bool, default False
            Go on with the vocabulary and the vectors there are: from where an interrupted run
            stopped, or for another `epochs` epochs after a finished one.
        other_corpus : bool, default False
            Let `resume` go on with another corpus than that of the interrupted run, which is an
            error otherwise; the epoch that was not finished begins again.
        validation : corpus, optional
            Held-out text, read as the corpus is. Its mean loss after each epoch, for the same
            windows and negatives every time, goes into the `validation_loss` of `history`.
        early_stopping : int, optional
            Stop after so many epochs without a lower validation loss, 1 or more. Unless the
            training is interrupted, V and U are then those of the epoch with the lowest loss.
            Two more matrices are kept meanwhile.
        cluster : RayCluster, optional
            Train on the workers of a Ray cluster (extra `ray`), which read the corpus themselves;
            data sets of Ray Data are a corpus too. See `RayCluster`.
        callbacks : functions of (model, record), optional
            Called at the end of each epoch; see `lemmavec.callbacks`. Training ends where one
            returns True.
        progress : bool or Progress, default False
            True shows a bar on a terminal or in a notebook, and plain lines elsewhere. An object
            with the methods of `lemmavec.progress.Progress` is called instead.

        Returns
        -------
        Word2Vec
            Itself.

        Raises
        ------
        ValueError, TypeError, OSError
            If the corpus or the validation text holds nothing to work on, or cannot be read; if
            `early_stopping` has no validation text to watch, `initial` has other dimensions or
            none of the words, or a word of `frozen` is not in the vocabulary; if an interrupted
            run is resumed with another corpus. The message says why.
        RuntimeError
            If another thread trains or saves this model.
        KeyboardInterrupt
            On Ctrl-C, after the threads have stopped; the vectors so far are then in `vectors`,
            and `fit(..., resume=True)` goes on from there.
        """
        check_patience(early_stopping)
        called = checked(callbacks)
        if early_stopping is not None and validation is None:
            raise ValueError("early_stopping watches the validation loss: pass validation=text too")
        resumed = self._state if resume else None
        if resume and resumed is None:
            raise ValueError("nothing to resume: this model has not been trained; leave out resume")
        if resumed is not None and (keep_word is not None or initial is not None):
            raise ValueError("resume goes on with its own words: leave out keep_word, initial")
        threads = self.settings.threads
        reading = ReadingOptions(lowercase, tokenizer, errors, threads, directory, column)
        with self._use("trained"), ExitStack() as stack:
            shown = stack.enter_context(open_progress(progress))
            choose = self._choice(resumed, keep_word)
            encoded = self._encode(corpus, choose, reading, shown.counting, cluster)
            stack.enter_context(encoded)
            held_out = None
            if validation is not None:
                held_out = encode_with(encoded.vocabulary, validation, reading=reading)
                stack.enter_context(held_out)
            state = resumed or ModelState.start(self.settings, encoded.vocabulary)
            if initial is not None:
                state.begin_with(initial.key_to_index, initial.vectors)
            state.freeze(frozen)
            state.go_on_with(encoded.fingerprint, other_corpus=other_corpus)
            self._state = state
            self._train(state, encoded, called, shown, held_out, early_stopping)
        return self

    def _choice(self, resumed: ModelState | None, keep_word: KeepWord | None) -> Choice:
        if resumed is not None:
            return partial(known_words, known=resumed.vocabulary)
        choice = WordChoice(self.settings.min_count, self.settings.max_words, keep_word)
        return partial(frequent_words, choice=choice)

    def _encode(
        self,
        corpus: Corpus,
        choose: Choice,
        reading: ReadingOptions,
        progress: CountingProgress,
        cluster: RayCluster | None,
    ) -> EncodedCorpus | ClusterCorpus:
        if cluster is None:
            return encode_choosing(corpus, choose, reading, progress)
        return on_cluster(cluster, corpus, choose, self.settings, reading, progress)

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, workers: int | None = None) -> Self:
        """Read a model that `save`, or a checkpoint, wrote; or a model of fastText.

        Parameters
        ----------
        path : path
            The file. If it is damaged or gone, and `Checkpoint` kept the one before it, that is
            read, with a warning.
        workers : int, optional
            Threads from now on; as many as the model had by default.
        """
        state = read_checkpoint(path, read_model)
        if workers is not None:
            state.settings = replace(state.settings, workers=workers)
        model = cls(**state.settings.by_name())
        model._state = state
        return model
