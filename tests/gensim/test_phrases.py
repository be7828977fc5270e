"""`Phrases` of `lemmavec.gensim` beside gensim's own: the same counts, scores and sentences."""

from __future__ import annotations

import importlib
import inspect
import json
import logging
import math
import pickle

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lemmavec import gensim as drop_in
from lemmavec.gensim.models import Phrases as from_models
from lemmavec.gensim.models import phrases as ours

pytest.importorskip("gensim")
theirs = importlib.import_module("gensim.models.phrases")

# Words that hold the delimiter, or are joined from others, are counted together with phrases.
sentences = st.lists(st.sampled_from(["a", "b", "c", "d", "of", "the", "a_b", "_", "b c"]))
corpora = st.lists(sentences, max_size=12)
options = st.fixed_dictionaries(
    {
        "min_count": st.sampled_from([1, 2, 3, 0.5, 1.5]),
        "threshold": st.sampled_from([0.01, 0.3, 0.9]),
        "max_vocab_size": st.sampled_from([1, 3, 8, 40_000_000]),
        "delimiter": st.sampled_from(["_", " ", "__"]),
        "scoring": st.sampled_from(["default", "npmi"]),
        "connector_words": st.sampled_from([frozenset(), ["of", "the"]]),
    }
)
TEXT = [["we", "saw", "new", "york"], ["in", "new", "york"], ["bank", "of", "new", "york"]]


def answers(model, corpus) -> dict[str, object]:
    """What a model says of a corpus; NaN would not equal itself, and no scorer gives it."""
    return {
        "joined": [model[sentence] for sentence in corpus],
        "stream": list(model[corpus]) if any(corpus) else None,
        "found": list(model.find_phrases(corpus).items()),
        "analysis": [list(model.analyze_sentence(iter(sentence))) for sentence in corpus],
        "shown": str(model),
        "threshold": model.threshold,
        "connectors": model.connector_words,
    }


def everything(module, model, corpus) -> dict[str, object]:
    """All answers of a `Phrases` and of what it freezes to, the orders of dicts included."""
    frozen = model.freeze()
    return {
        **answers(model, corpus),
        "vocab": list(model.vocab.items()),
        "words": model.corpus_word_count,
        "min_reduce": model.min_reduce,
        "exported": list(model.export_phrases().items()),
        "frozen": answers(frozen, corpus),
        "phrasegrams": list(frozen.phrasegrams.items()),
        "refrozen": list(module.Phraser(model).phrasegrams.items()),
    }


# --- against gensim -------------------------------------------------------------------------------


@given(corpora, corpora, options)
@example([["a", "of", "the", "b", "of"]] * 4, [["of"], ["a", "of", "b"]], {"min_count": 1})
@example([["a", "b", "a", "b", "c"]] * 4, [["b", "c", "a"]], {"min_count": 1, "threshold": 0.01})
def test_every_answer_is_gensims(corpus, more, chosen) -> None:
    """After counting, after counting more, and where a threshold is lowered later."""
    models = [module.Phrases(corpus, **chosen) for module in (theirs, ours)]
    assert everything(ours, models[1], corpus) == everything(theirs, models[0], corpus)
    for model in models:
        model.add_vocab(iter(more))
        model.threshold = -3
    assert everything(ours, models[1], more) == everything(theirs, models[0], more)


@given(*[st.integers(1, 6)] * 5, st.integers(7, 40))
def test_scorers_are_gensims(first, last, together, size, least, words) -> None:
    values = (first, last, together, size, least, words)
    for name in ("original_scorer", "npmi_scorer"):
        assert getattr(ours, name)(*values) == getattr(theirs, name)(*values)


@pytest.mark.parametrize("counts", [(0, 1, 1), (1, 0, 1), (1, 1, 0)])
def test_what_does_not_occur_is_no_phrase(counts) -> None:
    """gensim's npmi_scorer divides by zero for some."""
    assert ours.npmi_scorer(*counts, 5, 0, 9) == -math.inf
    if 0 in counts[:2]:
        assert ours.original_scorer(*counts, 5, 0, 9) == -math.inf


@given(corpora, st.sampled_from(["_", " "]))
def test_a_scorer_of_ones_own_is_called_by_names(corpus, delimiter) -> None:
    def scorer(corpus_word_count, min_count, len_vocab, bigram_count, wordb_count, worda_count):
        return bigram_count * 10_000 + worda_count * 100 + wordb_count + len_vocab / 64 - min_count

    # gensim insists on a scorer that pickle takes, so it is given one afterwards.
    models = [module.Phrases(corpus, 1, 0.5, delimiter=delimiter) for module in (theirs, ours)]
    for model in models:
        model.scoring = scorer
    assert everything(ours, models[1], corpus) == everything(theirs, models[0], corpus)
    with_ours = ours.Phrases(corpus, 1, 0.5, delimiter=delimiter, scoring=scorer)
    assert with_ours.export_phrases() == models[0].export_phrases()


def test_two_passes_join_three_words() -> None:
    def passes(module):
        first = module.Phrases(TEXT * 3, min_count=1, threshold=1)
        second = module.Phrases(first[TEXT * 3], min_count=1, threshold=1)
        return list(second.vocab.items()), list(second[first[TEXT]])

    assert passes(ours) == passes(theirs)
    assert ["we_saw", "new_york"] in passes(ours)[1] or ["we_saw_new_york"] in passes(ours)[1]


@pytest.mark.parametrize("module", [theirs, ours], ids=["gensim", "lemmavec"])
def test_a_frozen_threshold_can_be_raised(module) -> None:
    frozen = module.Phrases([["a", "b"], ["a", "b"]], min_count=1, threshold=0.5).freeze()
    assert frozen[["a", "b"]] == ["a_b"]
    frozen.threshold = frozen.phrasegrams["a_b"]  # a score must exceed it
    assert frozen[["a", "b"]] == ["a", "b"]


def test_subclasses_may_score_by_themselves() -> None:
    def with_own_score(base):
        class Own(base):
            def score_candidate(self, word_a, word_b, in_between):
                phrase = "+".join([word_a, *in_between, word_b])
                return (phrase, 0) if word_a < word_b else (None, None)

        return Own

    model, frozen = (
        [with_own_score(getattr(module, name)) for module in (theirs, ours)]
        for name in ("Phrases", "FrozenPhrases")
    )
    new = [["never", "seen", "of", "words"], ["b", "a"]]
    for kind in (
        lambda n: model[n](TEXT, connector_words={"of"}),
        lambda n: frozen[n]((theirs, ours)[n].Phrases(TEXT, connector_words={"of"})),
    ):
        assert answers(kind(1), new) == answers(kind(0), new)
    assert model[1](TEXT).export_phrases() == model[0](TEXT).export_phrases()


@pytest.mark.parametrize(
    "given_as",
    [
        "abcab",
        ["a", "b", "c"],
        ("a", "b"),
        [],
        (),
        [[]],
        [["a", "b"], []],
        [("a", "b"), "abab"],
        np.array(["a", "b"]),
        np.array([["a", "b"], ["b", "a"]]),
    ],
    ids=repr,
)
def test_one_sentence_or_many(given_as) -> None:
    text = [["a", "b"]] * 4 + [["c"]]
    expected, found = (m.Phrases(text, 1, 0.1)[given_as] for m in (theirs, ours))
    assert isinstance(found, list) == isinstance(expected, list)
    assert list(found) == list(expected) == list(found)


def test_generators_are_streamed_and_corpora_read_again() -> None:
    read = []

    def stream():
        for sentence in TEXT:
            read.append(sentence)
            yield (word for word in sentence)

    model = ours.Phrases(stream(), min_count=1, threshold=1)
    assert model.vocab == theirs.Phrases(TEXT, min_count=1, threshold=1).vocab
    read.clear()
    joined = iter(model[stream()])
    assert next(joined) == ["we", "saw", "new_york"]
    assert len(read) == 1
    again = model[TEXT]
    assert list(again) == list(again)
    assert len(again) == 3
    assert again[1] == ["in", "new_york"]


def test_joined_sentences_train_a_model(tmp_path) -> None:
    path = tmp_path / "corpus.txt"
    path.write_text("\n".join(map(" ".join, TEXT * 20)))
    text = drop_in.LineSentence(path)  # it has no length
    joined = ours.Phrases(text, threshold=0.9, scoring="npmi")[text]
    model = drop_in.Word2Vec(joined, vector_size=4, min_count=1, epochs=1, sample=0)
    assert set(model.wv.index_to_key) == {"we_saw", "new_york", "in", "bank_of"}


def test_names_arguments_and_defaults_are_gensims() -> None:
    def listed(function):
        return [(p.name, p.default) for p in inspect.signature(function).parameters.values()]

    assert listed(ours.Phrases.__init__) == listed(theirs.Phrases.__init__)
    assert listed(ours.FrozenPhrases.__init__) == listed(theirs.FrozenPhrases.__init__)
    for name in ("original_scorer", "npmi_scorer"):
        assert listed(getattr(ours, name)) == listed(getattr(theirs, name))
    for name in [
        "add_vocab",
        "find_phrases",
        "analyze_sentence",
        "export_phrases",
        "score_candidate",
    ]:
        assert listed(getattr(ours.Phrases, name)) == listed(getattr(theirs.Phrases, name))
    assert ours.ENGLISH_CONNECTOR_WORDS == theirs.ENGLISH_CONNECTOR_WORDS
    assert ours.Phraser is ours.FrozenPhrases
    assert from_models is ours.Phrases


def test_an_empty_word_is_a_word() -> None:
    """gensim drops it from the sentence."""
    model = ours.Phrases([["", "a"]] * 3 + [["b"]], min_count=1, threshold=0.1)
    assert model[["", "a", ""]] == ["_a", ""]
    assert theirs.Phrases([["b"]])[["", "a", ""]] == ["a"]


# --- files ----------------------------------------------------------------------------------------

words = st.text(st.characters(), min_size=1, max_size=4)


@given(st.lists(st.lists(words, max_size=6), max_size=6), options)
@example([["\ud800", "\udc00", "\U00010000", "\x00", '"']] * 3, {"min_count": 1, "threshold": 0.1})
def test_files_hold_everything(tmp_path_factory, corpus, chosen) -> None:
    path = tmp_path_factory.mktemp("phrases") / "model.pkl"
    model = ours.Phrases(corpus, **chosen)
    for saved in (model, model.freeze()):
        saved.save(path)
        for kind in (ours.Phrases, ours.FrozenPhrases):
            loaded = kind.load(str(path))  # of either, as with gensim
            assert type(loaded) is type(saved)
            assert vars(loaded) == vars(saved)
    loaded = ours.Phrases.load(path)
    assert answers(loaded, corpus) == answers(model.freeze(), corpus)


def test_loaded_phrases_go_on_counting(tmp_path) -> None:
    model = ours.Phrases(TEXT, min_count=np.int64(2), threshold=np.float32(0.5))
    model.save(tmp_path / "phrases.json")

    class Own(ours.Phrases):
        pass

    loaded = Own.load(tmp_path / "phrases.json", mmap="r")
    assert type(loaded) is Own
    loaded.add_vocab(TEXT)
    assert loaded.vocab == theirs.Phrases(TEXT * 2).vocab
    assert (loaded.min_count, loaded.threshold) == (2, 0.5)


def test_only_named_scorers_are_saved(tmp_path) -> None:
    path = tmp_path / "phrases.json"
    model = ours.Phrases(TEXT, scoring=theirs.npmi_scorer)
    for saved in (model, model.freeze()):
        with pytest.raises(ValueError, match=r"'npmi_scorer' cannot be saved.*original_scorer"):
            saved.save(path)
    assert not path.exists()
    for scorer in (ours.original_scorer, ours.npmi_scorer):
        model.scoring = scorer
        model.save(path)
        assert ours.Phrases.load(path).scoring is scorer


def test_gensims_pickles_are_refused(tmp_path) -> None:
    theirs.Phrases(TEXT).save(str(tmp_path / "phrases.pkl"))
    for kind in (ours.Phrases, ours.FrozenPhrases):
        with pytest.raises(ValueError, match=r"phrases\.pkl is a Python pickle.*export_phrases"):
            kind.load(tmp_path / "phrases.pkl")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "lemmavec phrases 1"}, "its format is 'lemmavec phrases 1'"),
        ({"class": "Word2Vec"}, "its class is 'Word2Vec'"),
        ({"scoring": "mine"}, "its scoring is 'mine'"),
        ({"threshold": "high"}, "threshold is 'high', where int or float"),
        ({"min_reduce": 1.5}, "min_reduce is 1.5, where int"),
        ({"progress_per": True}, "progress_per is True"),
        ({"delimiter": None}, "delimiter is None"),
        ({"vocab": ["a"]}, "vocab is "),
        ({"vocab": {"a": 1.5}}, "a value of vocab is 1.5, where int"),
        ({"vocab": {"a": True}}, "a value of vocab is True"),
        ({"connector_words": "of"}, "connector_words is 'of'"),
        ({"connector_words": [1]}, "a connector word is 1"),
    ],
)
def test_damaged_files_say_what_is_wrong(tmp_path, change, said) -> None:
    path = tmp_path / "phrases.json"
    ours.Phrases(TEXT).save(path)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(ValueError, match=f"phrases.json: no phrases of lemmavec.gensim: {said}"):
        ours.Phrases.load(path)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"format":'])
def test_other_files_are_refused(tmp_path, content) -> None:
    path = tmp_path / "phrases.json"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"phrases\.json: no phrases"):
        ours.FrozenPhrases.load(path)


def test_phrases_can_be_pickled_by_those_who_trust_themselves() -> None:
    model = ours.Phrases(TEXT, min_count=1, threshold=1)
    for one in (model, model.freeze()):
        assert vars(pickle.loads(pickle.dumps(one))) == vars(one)


# --- errors and messages --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({"min_count": 0}, ValueError, "min_count must be above 0 and finite, got 0"),
        ({"min_count": math.inf}, ValueError, "min_count"),
        ({"threshold": 0}, ValueError, 'above 0 for scoring="default"'),
        ({"threshold": 2, "scoring": "npmi"}, ValueError, "-1 to 1"),
        ({"scoring": "pmi"}, ValueError, "'pmi'"),
        ({"scoring": 3}, TypeError, "a function, got 3"),
        ({"scoring": lambda worda_count: 1}, ValueError, "lacks the parameters wordb_count, "),
        ({"delimiter": b"_"}, TypeError, "delimiter must be a str"),
        ({"connector_words": "of the"}, TypeError, "got the text 'of the'"),
        ({"progress_per": 0}, ValueError, "progress_per"),
        ({"sentences": [["a"], ["b", 5]]}, TypeError, "token 1 of sentence 1 is 5, of type int"),
        ({"sentences": [[5]]}, TypeError, "token 0 of sentence 0 is 5"),
        ({"sentences": [[[], "a"]]}, TypeError, r"token 0 of sentence 0 is \[\]"),
        (
            {"sentences": [["of", None]], "connector_words": ["of"]},
            TypeError,
            "token 1 of sentence 0 is None",
        ),
    ],
    ids=repr,
)
def test_mistakes_are_said(arguments, error, said) -> None:
    with pytest.raises(error, match=said):
        ours.Phrases(**arguments)


def test_without_delimiter_nothing_is_exported() -> None:
    model = ours.Phrases(TEXT * 2, 1, 1, delimiter="")
    assert model[["new", "york"]] == ["newyork"]
    with pytest.raises(ValueError, match="without a delimiter"):
        model.freeze()


def test_messages(caplog) -> None:
    with caplog.at_level(logging.INFO, "lemmavec"):
        ours.Phrases([*TEXT, "text"], progress_per=2, max_vocab_size=3).freeze()
    said = "\n".join(f"{record.levelname} {record.getMessage()}" for record in caplog.records)
    assert said.count("PROGRESS") == 2
    assert "PROGRESS: 2 sentences, 7 words" in said
    assert "pruned " in said
    assert "WARNING 1 of the sentences are texts" in said
    assert "in 15 words of 4 sentences" in said
    assert "INFO built Phrases<" in said
    assert (
        "INFO exported FrozenPhrases<0 phrases, min_count=5, threshold=10.0> from Phrases<" in said
    )
