"""Models that fastText's code trained, here to train on; and models of here, there."""

from __future__ import annotations

import numpy as np
import pytest

from lemmavec import DamagedFileError, Subwords, Word2Vec

fasttext = pytest.importorskip("fasttext", reason="fasttext is not installed")
floret = pytest.importorskip("floret", reason="floret is not installed")

LOSSES = {"ns": "negative_sampling", "hs": "hierarchical_softmax"}


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    """Eight subjects, each with six words of its own; some are more frequent than others."""
    random = np.random.default_rng(0)
    chances = np.arange(6, 0, -1) / 21
    lines = [
        " ".join(random.choice([f"w{subject}{word}" for word in "abcdef"], 12, p=chances))
        for subject in range(8)
        for _ in range(60 - 5 * subject)
    ]
    path = tmp_path_factory.mktemp("text") / "text.txt"
    path.write_text("\n".join(lines) + "\n")
    return path


def trained(text, path, **options):
    given = {"dim": 20, "minCount": 1, "epoch": 20, "thread": 1, "lr": 0.05, "t": 1.0, "verbose": 0}
    given |= {"minn": 2, "maxn": 3, "bucket": 300} | options
    model = floret.train_unsupervised(str(text), mode="fasttext", **given)
    model.save_model(str(path))
    return model


@pytest.mark.parametrize("architecture", ["skipgram", "cbow"])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("ngrams", [{}, {"minn": 0, "maxn": 0}])
def test_a_model_of_fasttext_has_its_loss_here(architecture, loss, ngrams, text, tmp_path):
    """Rows, tree and signs are where they belong: a model of here is no better."""
    theirs = trained(text, tmp_path / "v.bin", model=architecture, loss=loss, **ngrams)
    model = Word2Vec.load(tmp_path / "v.bin", workers=1)
    assert (model.settings.architecture, model.settings.loss) == (architecture, LOSSES[loss])
    assert (model.settings.vector_size, model.settings.epochs, model.settings.sample) == (20, 20, 1)
    assert (model.settings.subwords is None) == bool(ngrams)
    for word in theirs.words:
        np.testing.assert_array_equal(model.vectors[word], theirs.get_word_vector(word))
    given = {"vector_size": 20, "min_count": 1, "sample": 1.0, "epochs": 20, "workers": 1}
    ours = Word2Vec(architecture=architecture, loss=LOSSES[loss], **given).fit(text)
    assert model.loss(text) < 1.3 * ours.loss(text)
    before = model.loss(text)
    model._state.U *= -1
    assert model.loss(text) > 2 * before


@pytest.mark.parametrize("loss", LOSSES)
def test_there_and_back_nothing_changes(loss, text, tmp_path):
    theirs = trained(text, tmp_path / "v.bin", loss=loss)
    Word2Vec.load(tmp_path / "v.bin").save_fasttext_format(tmp_path / "again.bin")
    again = fasttext.load_model(str(tmp_path / "again.bin"))
    np.testing.assert_array_equal(again.get_input_matrix(), theirs.get_input_matrix())
    np.testing.assert_array_equal(again.get_output_matrix(), theirs.get_output_matrix())
    assert again.get_words() == theirs.get_words()
    for name in ("dim", "ws", "epoch", "minCount", "neg", "loss", "model", "bucket", "t"):
        there, here = getattr(theirs.f.getArgs(), name), getattr(again.f.getArgs(), name)
        assert str(there).split(".")[-1] == str(here).split(".")[-1], name


@pytest.mark.parametrize("loss", [*LOSSES.values(), "softmax"])
def test_a_model_of_here_is_read_as_it_was(loss, text, tmp_path):
    subwords = None if loss == "softmax" else Subwords(max_n=4, buckets=40)
    given = {"vector_size": 8, "window": 3, "min_count": 2, "sample": 0.1, "epochs": 2}
    given |= {"negative": 7} if loss == "negative_sampling" else {}
    given |= {"architecture": "cbow", "cbow_gradient": "word2vec"}
    model = Word2Vec(loss=loss, subwords=subwords, **given).fit(text)
    model.save_fasttext_format(tmp_path / "v.bin.gz")
    again = Word2Vec.load(tmp_path / "v.bin.gz")
    assert again.settings == model.settings
    np.testing.assert_array_equal(again._state.V, model._state.V)
    np.testing.assert_array_equal(again._state.U, model._state.U)
    assert again.loss(text) == model.loss(text)
    again.save(tmp_path / "v.lemma")
    again = Word2Vec.load(tmp_path / "v.lemma")
    again.fit(text, resume=True)
    assert len(again.history) == 2
    assert again.is_finished


def test_words_that_were_added_have_no_place_in_fasttexts_tree(text, tmp_path):
    model = Word2Vec(loss="hierarchical_softmax", vector_size=4, min_count=1, epochs=1).fit(text)
    model.update_vocabulary([["wnew"] * 500])
    with pytest.raises(ValueError, match="fastText's tree needs words by falling count"):
        model.save_fasttext_format(tmp_path / "v.bin")


def test_what_is_not_trained_here_is_named(text, tmp_path):
    (tmp_path / "labels").write_text("__label__a gold ore\n__label__b tin\n" * 9)
    classifier = floret.train_supervised(str(tmp_path / "labels"), dim=3, verbose=0, epoch=1)
    classifier.save_model(str(tmp_path / "c.bin"))
    with pytest.raises(DamagedFileError, match=r"c\.bin: .*a classifier of fastText"):
        Word2Vec.load(tmp_path / "c.bin")
    trained(text, tmp_path / "v.bin", loss="softmax", epoch=1)
    with pytest.raises(DamagedFileError, match=r"v\.bin: the model is not one .* subwords="):
        Word2Vec.load(tmp_path / "v.bin")
    floret.train_unsupervised(
        str(text), mode="floret", dim=3, epoch=1, bucket=50, thread=1, verbose=0
    ).save_model(str(tmp_path / "f.bin"))
    with pytest.raises(DamagedFileError, match=r"f\.bin: .*beside floret's table"):
        Word2Vec.load(tmp_path / "f.bin")


def test_a_model_cut_within_its_output_matrix_is_an_error(text, tmp_path):
    trained(text, tmp_path / "v.bin", epoch=1)
    whole = (tmp_path / "v.bin").read_bytes()
    (tmp_path / "v.bin").write_bytes(whole[:-1])
    with pytest.raises(DamagedFileError, match=r"v\.bin: .*cut short"):
        Word2Vec.load(tmp_path / "v.bin")
