"""The vocabulary of gensim's `Word2Vec`: counted in a text, or made from counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lemmavec._io import FilePath
from lemmavec.corpus.encoding import encode, read_sentences
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.sources import Corpus
from lemmavec.corpus.token_cache import EncodedCorpus
from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.gensim.errors import NoVocabularyError
from lemmavec.gensim.line_sentence import LineSentence
from lemmavec.gensim.model import Model
from lemmavec.gensim.raw_vocabulary import (
    TrimRule,
    effective_min_count,
    is_kept,
    keep_word_of,
    scan,
)


class VocabularyModel(Model):
    """A `Model` that makes its vocabulary by gensim's methods; see `Word2Vec`."""

    max_vocab_size: int | None
    max_final_vocab: int | None
    sorted_vocab: int
    raw_vocab: dict[Any, int]

    def build_vocab(
        self,
        corpus_iterable: Corpus | None = None,
        corpus_file: FilePath | None = None,
        update: bool = False,
        progress_per: int = 10_000,
        keep_raw_vocab: bool = False,
        trim_rule: TrimRule | None = None,
    ) -> None:
        """Count the words of a text, and draw their first vectors.

        Parameters
        ----------
        corpus_iterable : iterable of lists of words, or any corpus of lemmavec, optional
            The text.
        corpus_file : path, optional
            A text file instead, a sentence a line.
        update : bool, default False
            Add words to the vocabulary, and counts to those it has, instead of starting anew. The
            nodes of hierarchical softmax start anew all the same, as its tree is another one.
        progress_per : int
            Without effect.
        keep_raw_vocab : bool, default False
            Keep the counts of all words as the attribute `raw_vocab`.
        trim_rule : callable, optional
            Of a word, its count and `min_count`: a number of `lemmavec.gensim.utils`, to keep the
            word (`RULE_KEEP`), to leave it out (`RULE_DISCARD`), or to decide by `min_count`
            (`RULE_DEFAULT`).

        Raises
        ------
        TypeError
            If both texts are given, or neither.
        NoVocabularyError
            If no word occurs `min_count` times; a ValueError, and a RuntimeError as in gensim.
        """
        corpus = the_one(corpus_iterable, corpus_file)
        if keep_raw_vocab or not self._counts_natively():
            self._scan(corpus, trim_rule)
            self.prepare_vocab(update, keep_raw_vocab, trim_rule)
            return
        with self._encoded(corpus, update, trim_rule) as encoded:
            self._take(encoded, update)

    def build_vocab_from_freq(
        self,
        word_freq: Mapping[Any, int],
        keep_raw_vocab: bool = False,
        corpus_count: int | None = None,
        trim_rule: TrimRule | None = None,
        update: bool = False,
    ) -> None:
        """Take counts that are known already, and draw the words' first vectors.

        Parameters
        ----------
        word_freq : mapping of str to int
            The count of each word.
        keep_raw_vocab, trim_rule, update
            As in `build_vocab`.
        corpus_count : int, optional
            Sentences of the text; becomes the attribute, 0 by default.

        Raises
        ------
        NoVocabularyError
            If no word has `min_count`.
        """
        self.raw_vocab = dict(word_freq)
        self.corpus_count = 0 if corpus_count is None else corpus_count
        self.corpus_total_words = sum(word_freq.values())
        self.prepare_vocab(update, keep_raw_vocab, trim_rule)

    def scan_vocab(
        self,
        corpus_iterable: Corpus | None = None,
        corpus_file: FilePath | None = None,
        progress_per: int = 10_000,
        workers: int | None = None,
        trim_rule: TrimRule | None = None,
    ) -> tuple[int, int]:
        """Count the words of a text as the attribute `raw_vocab`, for `prepare_vocab`.

        The parameters are those of `build_vocab`; `workers` has no effect.

        Returns
        -------
        (int, int)
            The words of the text, and its sentences.
        """
        return self._scan(the_one(corpus_iterable, corpus_file), trim_rule)

    def prepare_vocab(
        self,
        update: bool = False,
        keep_raw_vocab: bool = False,
        trim_rule: TrimRule | None = None,
        min_count: int | None = None,
        dry_run: bool = False,
    ) -> dict[str, int]:
        """Choose the vocabulary from `raw_vocab`, and draw the words' first vectors.

        Parameters
        ----------
        update, keep_raw_vocab, trim_rule
            As in `build_vocab`.
        min_count : int, optional
            Becomes the attribute; the attribute as it is by default.
        dry_run : bool, default False
            Report, and change nothing.

        Returns
        -------
        dict of str to int
            Words left out (`drop_unique`) and kept (`num_retained_words`), and the occurrences of
            those kept (`retain_total`).

        Raises
        ------
        NoVocabularyError
            If no word is kept.
        """
        asked = max(1, self.min_count if min_count is None else min_count)
        least = effective_min_count(self.raw_vocab, asked, self.max_final_vocab)
        kept = {
            word: count
            for word, count in self.raw_vocab.items()
            if is_kept(word, count, least, trim_rule)
        }
        report = {
            "drop_unique": len(self.raw_vocab) - len(kept),
            "retain_total": sum(kept.values()),
            "num_retained_words": len(kept),
        }
        self.effective_min_count = least
        if dry_run:
            return report
        if not kept:
            raise NoVocabularyError(
                f"none of the {len(self.raw_vocab):,} words is kept; min_count={least}"
            )
        self.min_count = self.min_count if min_count is None else min_count
        if update:
            self._ready()
            known = self._first.vocabulary
            self._grow(known.with_counts(kept))
        elif self.sorted_vocab:
            self._start(Vocabulary.from_counts(kept))
        else:
            self._start(Vocabulary.in_order(kept))
        if not keep_raw_vocab:
            self.raw_vocab = {}
        return report

    def reset_from(self, other_model: Model) -> None:
        """Take the vocabulary of another model, and begin anew with it.

        Raises
        ------
        RuntimeError
            If the other model has no vocabulary.
        """
        other_model._ready()
        self._start(other_model._first.vocabulary)
        self.corpus_count = other_model.corpus_count
        self.corpus_total_words = other_model.corpus_total_words

    def _counts_natively(self) -> bool:
        limits = (self.max_vocab_size, self.max_final_vocab)
        return limits == (None, None) and bool(self.sorted_vocab)

    def _scan(self, corpus: Corpus, rule: TrimRule | None) -> tuple[int, int]:
        sentences: Iterable[Iterable[Any]] = read_sentences(corpus)
        self.raw_vocab, words, count = scan(sentences, self.max_vocab_size, rule)
        self.corpus_count, self.corpus_total_words = count, words
        return words, count

    def _encoded(self, corpus: Corpus, update: bool, rule: TrimRule | None) -> EncodedCorpus:
        """Count a text natively, and encode it under the vocabulary that it gives."""
        settings = next(iter(self._settings().values()))
        known = None
        if update:
            self._ready()
            known = self._first.vocabulary
        try:
            return encode(
                corpus,
                min_count=settings.min_count,
                keep_word=keep_word_of(rule, settings.min_count),
                known=known,
                reading=ReadingOptions(workers=settings.workers),
            )
        except ValueError as error:
            raise NoVocabularyError(str(error)) from None

    def _take(self, corpus: EncodedCorpus, update: bool) -> None:
        (self._grow if update else self._start)(corpus.vocabulary)
        self.corpus_count, self.corpus_total_words = corpus.sentences, corpus.raw_words
        self.effective_min_count = max(1, self.min_count)


def the_one(sentences: Corpus | None, corpus_file: FilePath | None) -> Corpus:
    """Return the one corpus that was given; a whole file by its path, which is read natively.

    Raises
    ------
    TypeError
        If both are given, or neither.
    """
    if (sentences is None) == (corpus_file is None):
        which = "neither" if sentences is None else "both"
        raise TypeError(f"pass sentences or corpus_file, one of them; got {which}")
    if corpus_file is not None:
        return corpus_file
    assert sentences is not None
    whole_file = sentences.whole_file() if isinstance(sentences, LineSentence) else None
    return sentences if whole_file is None else whole_file
