"""A run that was interrupted knows the corpus it was on."""

from __future__ import annotations

import numpy as np
import pytest

from lemmavec import Word2Vec
from lemmavec.cli import main
from lemmavec.corpus.encoding import encode

TEXT = [["gold", "ore"], ["gold", "mine", "ore"]] * 50
SWAPPED = [["gold", "ore"]] * 49 + [["gold", "mine", "ore"]] * 50 + [["gold", "ore"]]
LONGER = [*TEXT, ["unknown", "words"]]
SETTINGS = {"vector_size": 4, "min_count": 2, "sample": 0, "epochs": 3, "deterministic": True}


class Stop(Exception):
    pass


def interrupted(path=None, text=TEXT) -> Word2Vec:
    """Return a run of three epochs after its first; from its file, if there is to be one."""

    def stop(model, record):
        raise Stop

    model = Word2Vec(**SETTINGS)
    with pytest.raises(Stop):
        model.fit(text, callbacks=[stop])
    if path is None:
        return model
    model.save(path)
    return Word2Vec.load(path)


@pytest.mark.parametrize("other", [SWAPPED, LONGER, [["gold", "ore"]]])
def test_another_corpus_is_an_error_and_changes_nothing(tmp_path, other):
    model = interrupted(tmp_path / "m.lemma")
    with pytest.raises(ValueError, match=r"interrupted in epoch 2 of 3 on another corpus \(250 wo"):
        model.fit(other, resume=True)
    whole = Word2Vec(**SETTINGS).fit(TEXT)
    model.fit(iter(TEXT), resume=True)
    np.testing.assert_array_equal(model.vectors.vectors, whole.vectors.vectors)


def test_another_reading_is_another_corpus(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("Gold ore\ngold Mine gold\n" * 50)
    model = interrupted(text=path)
    with pytest.raises(ValueError, match="read in the same way"):
        model.fit(path, lowercase=True, resume=True)


def test_it_may_be_asked_for():
    model = interrupted()
    model._state.place.reach(piece=1, words=64, predictions=90, loss=60.0)
    model.fit(SWAPPED, resume=True, other_corpus=True)
    assert [record.epoch for record in model.history] == [1, 2, 3]
    # The epoch that was not finished has begun again: each word counts once.
    assert [record.words for record in model.history] == [250, 250, 250]


def test_a_new_run_may_be_on_any_corpus(tmp_path):
    model = Word2Vec(**SETTINGS).fit(TEXT)
    model.save(tmp_path / "m.lemma")
    again = Word2Vec.load(tmp_path / "m.lemma").fit(SWAPPED, resume=True)
    assert len(again.history) == 6
    grown = interrupted().update_vocabulary(LONGER).fit(LONGER, resume=True)
    assert [record.epoch for record in grown.history] == [1, 1, 2, 3]


def test_the_command_has_an_option_for_it(tmp_path, capsys):
    one, other, checkpoint = (tmp_path / name for name in ("1.txt", "2.txt", "c.lemma"))
    one.write_text("".join(" ".join(sentence) + "\n" for sentence in TEXT))
    other.write_text("".join(" ".join(sentence) + "\n" for sentence in SWAPPED))
    interrupted(checkpoint, text=one)
    command = ["train", str(other), "-o", str(tmp_path / "v.bin"), "-q"]
    command += ["--resume", str(checkpoint)]
    assert main(command) == 1
    assert "--other-corpus" in capsys.readouterr().err
    assert main([*command, "--other-corpus"]) == 0
    assert (tmp_path / "v.bin").exists()


def test_the_fingerprint_is_that_of_the_text_alone(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("".join(" ".join(sentence) + "\n" for sentence in TEXT))
    prints = []
    for corpus in (TEXT, path, iter(TEXT), SWAPPED):
        with encode(corpus, min_count=1) as encoded:
            prints.append(encoded.fingerprint)
    assert len(set(prints[:3])) == 1
    assert prints[3] != prints[0]
    assert prints[0].startswith("250 words, checksum ")
