"""Tags of documents: numbers, names, several, shared; and the settings of `Doc2Vec`."""

from __future__ import annotations

import numpy as np
import pytest

from lemmavec import Doc2Vec
from lemmavec.document_settings import DocumentSettings

SMALL = {"vector_size": 6, "min_count": 1, "sample": 0, "epochs": 2}
DOCUMENTS = [["gold", "ore"], ["ore", "mine"], ["law", "court"], ["law"]]


def test_a_tag_is_the_number_of_the_document_or_its_name():
    assert Doc2Vec(**SMALL).fit(DOCUMENTS).vectors.index_to_key == [0, 1, 2, 3]
    named = Doc2Vec(**SMALL).fit(DOCUMENTS, tags=["a", "b", "c", 7]).vectors
    assert named.index_to_key == ["a", "b", "c", 7]
    assert named["b"].shape == named[7].shape == (6,)
    np.testing.assert_array_equal(named.counts, [1, 1, 1, 1])


def test_documents_share_tags_and_have_several():
    tags = [["a", "metal"], ["b", "metal"], "c", ("metal", "c")]
    vectors = Doc2Vec(**SMALL).fit(DOCUMENTS, tags=iter(tags)).vectors
    assert vectors.index_to_key == ["a", "metal", "b", "c"]
    assert vectors.counts.tolist() == [1, 3, 1, 2]


def test_several_tags_of_a_document_are_each_trained():
    """In PV-DBOW each tag of a document predicts all its words."""
    one = Doc2Vec(**SMALL).fit(DOCUMENTS).history[0].predictions
    two = Doc2Vec(**SMALL).fit(DOCUMENTS, tags=[["a", i] for i in range(4)]).history[0].predictions
    assert two == 2 * one == 14


@pytest.mark.parametrize(
    ("tags", "error", "message"),
    [
        (["a", "b"], ValueError, "got 2 for 4 documents"),
        (["a", "b", "c", []], ValueError, "document 3 has an empty list of tags"),
        (["a", "b", 1.5, "d"], TypeError, "a tag of document 2 is"),
        (["a", "b", ["c", None], "d"], TypeError, "a tag of document 2 is"),
    ],
)
def test_tags_that_do_not_fit_are_refused(tags, error, message):
    with pytest.raises(error, match=message):
        Doc2Vec(**SMALL).fit(DOCUMENTS, tags=tags)


def test_a_resumed_run_has_no_new_tags():
    model = Doc2Vec(**SMALL).fit(DOCUMENTS, tags=["a", "b", "c", "d"])
    model.fit(DOCUMENTS[:2], tags=["b", "a"], resume=True)
    with pytest.raises(ValueError, match="the tag 'new', which the model was not trained on"):
        model.fit(DOCUMENTS[:1], tags=["new"], resume=True)


def test_files_have_a_document_a_line(tmp_path):
    path = tmp_path / "documents.txt"
    path.write_text("gold ore\n\nore mine\n")
    vectors = Doc2Vec(**SMALL).fit(path).vectors
    assert vectors.index_to_key == [0, 1, 2]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"architecture": "skipgram"}, "architecture must be 'dbow' or 'dm'"),
        ({"loss": "softmax"}, "loss must be"),
        ({"window": 3}, 'window=3 is for architecture="dm" or train_words=True'),
        ({"shrink_windows": False}, 'for architecture="dm" or train_words=True'),
        ({"context": "sum"}, 'context=.sum. is for architecture="dm"'),
        ({"architecture": "dm", "train_words": True}, "PV-DM trains words anyway"),
        ({"train_words": 1}, "train_words must be True or False"),
        ({"epochs": 0}, "epochs must be 1 or more"),
    ],
)
def test_settings_that_contradict_are_refused(given, message):
    with pytest.raises((ValueError, TypeError), match=message):
        Doc2Vec(**given)


def test_the_first_alpha_depends_on_the_architecture():
    alphas = {
        "dbow": DocumentSettings().first_alpha,
        "dm mean": DocumentSettings(architecture="dm").first_alpha,
        "dm sum": DocumentSettings(architecture="dm", context="sum").first_alpha,
        "given": DocumentSettings(alpha=0.3).first_alpha,
    }
    assert alphas == {"dbow": 0.05, "dm mean": 0.15, "dm sum": 0.025, "given": 0.3}


@pytest.mark.parametrize("deterministic", [False, True])
@pytest.mark.parametrize("loss", ["negative_sampling", "hierarchical_softmax"])
@pytest.mark.parametrize("train_words", [False, True])
def test_tags_that_many_documents_share_do_not_diverge(loss, train_words, deterministic):
    """Sixteen steps of one tag from one state would overshoot at the usual step size."""
    random = np.random.default_rng(3)
    texts = [[f"w{n}" for n in random.integers(0, 12, 20) + 8 * (i % 2)] for i in range(120)]
    model = Doc2Vec(
        **SMALL | {"epochs": 40}, loss=loss, train_words=train_words, deterministic=deterministic
    )
    for tags in ([[f"d{i}", i % 2] for i in range(120)], [i % 2 for i in range(120)], [0] * 120):
        history = model.fit(texts, tags=tags).history
        assert history[-1].loss < history[0].loss
        assert np.abs(model.vectors.vectors).max() < 5
