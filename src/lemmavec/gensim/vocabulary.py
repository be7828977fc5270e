"""The vocabulary of gensim's `Word2Vec`: counted in a text, or made from counts."""

from __future__ import annotations

from collections.abc import Mapping

from lemmavec._io import FilePath
from lemmavec.corpus.sources import Corpus
from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.gensim.line_sentence import LineSentence
from lemmavec.gensim.model import Model
from lemmavec.gensim.switches import refuse_others


class VocabularyModel(Model):
    """A `Model` that makes its vocabulary by gensim's methods; see `Word2Vec`."""

    def build_vocab(
        self,
        corpus_iterable: Corpus | None = None,
        corpus_file: FilePath | None = None,
        update: bool = False,
        progress_per: int = 10_000,
        keep_raw_vocab: bool = False,
        trim_rule: None = None,
    ) -> None:
        """Count the words of a text, and draw their first vectors.

        Parameters
        ----------
        corpus_iterable : iterable of lists of words, or any corpus of lemmavec, optional
            The text.
        corpus_file : path, optional
            A text file instead, a sentence a line.
        update : False
            Not here: `lemmavec.Word2Vec` has `update_vocabulary`.
        progress_per : int
            Without effect.
        keep_raw_vocab : False
            Not here: rarer words are not kept.
        trim_rule : None
            Not here: raise `min_count`.

        Raises
        ------
        TypeError
            If both texts are given, or neither.
        ValueError
            If no word occurs `min_count` times, or an argument has no counterpart here.
        """
        refuse_others(update=update, keep_raw_vocab=keep_raw_vocab, trim_rule=trim_rule)
        with self._counted(the_one(corpus_iterable, corpus_file)) as corpus:
            self._begin(corpus)

    def build_vocab_from_freq(
        self,
        word_freq: Mapping[str, int],
        keep_raw_vocab: bool = False,
        corpus_count: int | None = None,
        trim_rule: None = None,
        update: bool = False,
    ) -> None:
        """Take counts that are known already, and draw the words' first vectors.

        Parameters
        ----------
        word_freq : mapping of str to int
            The count of each word.
        keep_raw_vocab : False
            Not here: rarer words are not kept.
        corpus_count : int, optional
            Sentences of the text; becomes the attribute, 0 by default.
        trim_rule : None
            Not here: raise `min_count`.
        update : False
            Not here: `lemmavec.Word2Vec` has `update_vocabulary`.

        Raises
        ------
        ValueError
            If no word has `min_count`, or an argument has no counterpart here.
        """
        refuse_others(update=update, keep_raw_vocab=keep_raw_vocab, trim_rule=trim_rule)
        vocabulary = Vocabulary.from_counts(word_freq, max(1, self.min_count))
        if not len(vocabulary):
            raise ValueError(f"none of {len(word_freq):,} words has min_count={self.min_count}")
        self._start(vocabulary)
        self.corpus_count = 0 if corpus_count is None else corpus_count
        self.corpus_total_words = sum(word_freq.values())


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
