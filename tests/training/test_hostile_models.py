"""Model files from strangers: each wrong field is one ValueError that names the file and the field.

Each row of the tables is a fault, planted in the file of a model that is in the middle of a run.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from lemmavec import Subwords, Word2Vec
from lemmavec.gensim.models import Word2Vec as GensimWord2Vec
from lemmavec.training.early_stopping import Best
from lemmavec.training.history import EpochRecord
from lemmavec.training.model_file import read_model, write_model
from lemmavec.training.state import Place

TEXT = [["gold", "ore", "mine"], ["ore", "tin", "gold"]] * 40
WORDS, SIZE, EPOCHS = 4, 6, 5
HUGE = 10**400


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A model in its second epoch, whose first is the best so far: its fields and its tensors."""
    model = Word2Vec(vector_size=SIZE, min_count=1, sample=0, epochs=EPOCHS, deterministic=True)
    model.fit(TEXT, validation=TEXT, callbacks=[lambda model, record: True])
    state = model._state
    state.best = Best(0.7, 0, {name: m.copy() for name, m in state.parameters.items()})
    state.place = Place(1, 2, 128, 256, 170.5)
    path = tmp_path_factory.mktemp("model") / "model.lemma"
    write_model(path, state)
    with safe_open(path, framework="numpy") as file:
        return json.loads(file.metadata()["model"]), load_file(path)


@pytest.fixture
def with_fault(written, tmp_path):
    """Writes the model with its fields, or its tensors, changed; gives the path."""

    def write(change_fields=None, change_tensors=None, text=None):
        about, tensors = json.loads(json.dumps(written[0])), dict(written[1])
        if change_fields is not None:
            change_fields(about)
        if change_tensors is not None:
            change_tensors(tensors)
        path = tmp_path / "stranger.lemma"
        text = json.dumps(about) if text is None else text
        save_file(tensors, path, {"format": "lemmavec", "version": "1", "model": text})
        return path

    return write


def refused(path, field):
    """Both classes that read models refuse it, by an error that names the file and the field."""
    for read in (Word2Vec.load, GensimWord2Vec.load):
        with pytest.raises(ValueError, match=f"^{re.escape(str(path))}: .*{field}") as caught:
            read(path)
        assert "\n" not in str(caught.value)


def test_a_model_without_a_fault_is_read_and_trained_on(with_fault):
    path = with_fault()
    state = read_model(path)
    assert state.place == Place(1, 2, 128, 256, 170.5)
    assert (state.best.loss, len(state.history)) == (0.7, 1)
    model = Word2Vec.load(path).fit(TEXT, resume=True, validation=TEXT, early_stopping=9)
    assert [record.epoch for record in model.history] == [1, 2, 3, 4, 5]


def test_an_epoch_that_learnt_nothing_has_no_mean_loss(tmp_path):
    with pytest.warns(RuntimeWarning, match="learnt nothing"):
        Word2Vec(min_count=1, epochs=1).fit([["gold"]] * 9).save(tmp_path / "m.lemma")
    assert np.isnan(Word2Vec.load(tmp_path / "m.lemma").history[0].loss)


SETTINGS = [
    ("vector_size", 0, "vector_size must be 1 or more"),
    ("vector_size", 10**9, "vector_size must be 1,000,000 or less"),
    ("vector_size", SIZE + 1, "vectors must be F32 of shape .4, 7."),
    ("vector_size", 6.0, "vector_size must be a whole number"),
    ("vector_size", True, "vector_size must be a whole number"),
    ("vector_size", None, "vector_size must be a whole number"),
    ("window", -1, "window must be 1 or more"),
    ("window", 10**8, "window must be 1,000,000 or less"),
    ("shrink_windows", 1, "shrink_windows must be True or False"),
    ("architecture", "glove", "architecture must be 'skipgram'"),
    ("architecture", ["skipgram"], "architecture must be 'skipgram'"),
    ("loss", {}, "loss must be 'negative_sampling'"),
    ("context", "max", "context must be"),
    ("context", "sum", "context='sum' is for architecture=\"cbow\""),
    ("cbow_gradient", "", "cbow_gradient must be"),
    ("negative", 0, "negative must be 1 or more"),
    ("negative", HUGE, "negative must be 10,000 or less"),
    ("ns_exponent", np.nan, "ns_exponent must be finite"),
    ("ns_exponent", "0.75", "ns_exponent must be a number"),
    ("min_count", 0, "min_count must be 1 or more"),
    ("max_words", 0, "max_words must be 1 or more"),
    ("sample", -1e-3, "sample must be 0"),
    ("sample", np.inf, "sample must be finite"),
    ("alpha", 0, "alpha must be above 0"),
    ("alpha", HUGE, "alpha must be finite"),
    ("alpha", [0.1], "alpha must be a number"),
    ("min_alpha", -1, "min_alpha must lie between 0 and alpha"),
    ("epochs", 0, "epochs must be 1 or more"),
    ("epochs", 10**10, "epochs must be 1,000,000,000 or less"),
    ("workers", 0, "workers must be 1 or more"),
    ("workers", 10_000_000, "workers must be 65,536 or less"),
    ("seed", -1, "seed must be 0 or more"),
    ("seed", 2**64, "seed must be 18,446,744,073,709,551,615 or less"),
    ("deterministic", "no", "deterministic must be True or False"),
    ("ngrams", True, "settings has 'ngrams'"),
    ("subwords", True, r"settings\.subwords must be a JSON object, got True"),
    ("subwords", {"min_n": 3}, r"settings\.subwords has no 'max_n'"),
    ("subwords", asdict(Subwords(buckets=9)), r"subwords must be Subwords\(buckets=9\), as in"),
    ("subwords", asdict(Subwords()) | {"buckets": 0}, "buckets must be 1 or more, got 0"),
]


@pytest.mark.parametrize(("name", "value", "message"), SETTINGS)
def test_settings_are_validated(with_fault, name, value, message):
    refused(with_fault(lambda about: about["settings"].update({name: value})), message)


PLACES = [
    ({"epoch": -1}, "place.epoch must be 0 or more"),
    ({"epoch": EPOCHS + 1}, f"place.epoch must be {EPOCHS} or less"),
    ({"epoch": EPOCHS}, "place.piece must be 0 after the last epoch"),
    ({"epoch": 0.0}, "place.epoch must be a whole number"),
    ({"piece": -1}, "place.piece must be 0 or more"),
    ({"piece": 2**63}, "place.piece must be .* or less"),
    ({"piece": "2"}, "place.piece must be a whole number"),
    ({"piece": 0}, "place.words, predictions and loss must be 0 before the first piece"),
    ({"words": -1}, "place.words must be 0 or more"),
    ({"words": 2**63 - 1}, "place.words must be .* or less"),
    ({"predictions": -1}, "place.predictions must be 0 or more"),
    ({"predictions": None}, "place.predictions must be a whole number"),
    ({"loss": np.nan}, "place.loss must be finite"),
    ({"loss": -np.inf}, "place.loss must be finite"),
    ({"loss": HUGE}, "place.loss must be finite"),
    ({"loss": "1"}, "place.loss must be a number"),
    ({"thread": 1}, "place has 'thread', which this lemmavec does not know"),
]


@pytest.mark.parametrize(("change", "message"), PLACES)
def test_the_place_is_validated(with_fault, change, message):
    refused(with_fault(lambda about: about["place"].update(change)), message)


RECORDS = [
    ("epoch", 0, r"history\[0\].epoch must be 1 or more"),
    ("epoch", 10**12, r"history\[0\].epoch must be 1,000,000,000 or less"),
    ("loss", np.nan, r"history\[0\].loss must be finite"),
    ("loss", None, r"history\[0\].loss must be a number"),
    ("predictions", -1, r"history\[0\].predictions must be 0 or more"),
    ("predictions", 1.5, r"history\[0\].predictions must be a whole number"),
    ("words", 2**63, r"history\[0\].words must be .* or less"),
    ("words_per_second", np.inf, r"history\[0\].words_per_second must be finite"),
    ("alpha", "fast", r"history\[0\].alpha must be a number"),
    ("validation_loss", np.nan, r"history\[0\].validation_loss must be finite"),
    ("validation_loss", [], r"history\[0\].validation_loss must be a number"),
    ("perplexity", 3, r"history\[0\] has 'perplexity'"),
]


@pytest.mark.parametrize(("name", "value", "message"), RECORDS)
def test_the_history_is_validated(with_fault, name, value, message):
    refused(with_fault(lambda about: about["history"][0].update({name: value})), message)


BEST = [
    ({"loss": np.nan}, "best.loss must be finite"),
    ({"loss": "low"}, "best.loss must be a number"),
    ({"epochs_since": -1}, "best.epochs_since must be 0 or more"),
    ({"epochs_since": 1e3}, "best.epochs_since must be a whole number"),
    ({"epoch": 1}, "best has 'epoch'"),
]


@pytest.mark.parametrize(("change", "message"), BEST)
def test_the_best_epoch_is_validated(with_fault, change, message):
    refused(with_fault(lambda about: about["best"].update(change)), message)


EPOCH = EpochRecord.__slots__
SHAPES = [
    ("[]", "model must be a JSON object"),
    ("null", "model must be a JSON object"),
    ('"model"', "model must be a JSON object"),
    ("{", "the entry 'model' is not JSON"),
    ("", "the entry 'model' is not JSON"),
    ("[" * 100_000, "the entry 'model' is not JSON"),
    ("9" * 5000, "the entry 'model' is not JSON"),
    ("{}", "model has no 'settings'"),
    ('{"settings": {}, "place": {}, "history": [], "optimiser": {}}', "model has 'optimiser'"),
]


@pytest.mark.parametrize(("text", "message"), SHAPES, ids=range(len(SHAPES)))
def test_json_of_another_shape_is_refused(with_fault, text, message):
    refused(with_fault(text=text), message)


@pytest.mark.parametrize("field", ["settings", "place", "history", "best"])
@pytest.mark.parametrize("value", [None, 3, "x", [3], {"x": 3}, [[]]])
def test_fields_of_another_kind_are_refused(with_fault, field, value):
    refused(with_fault(lambda about: about.update({field: value})), field)


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("settings", "window"),
        ("settings", "deterministic"),
        ("place", "piece"),
        ("place", "loss"),
        ("best", "loss"),
        ("best", "epochs_since"),
    ],
)
def test_a_field_that_is_missing_is_named(with_fault, field, name):
    refused(with_fault(lambda about: about[field].pop(name)), f"{field} has no '{name}'")


@pytest.mark.parametrize("name", EPOCH)
def test_a_record_without_a_field_is_refused(with_fault, name):
    message = rf"history\[0\] has no '{name}'"
    refused(with_fault(lambda about: about["history"][0].pop(name)), message)


@pytest.mark.parametrize("field", ["settings", "place", "history"])
def test_each_part_is_needed(with_fault, field):
    refused(with_fault(lambda about: about.pop(field)), f"model has no '{field}'")


def test_epochs_that_are_done_have_records(with_fault):
    message = "history must have the epochs that are done"
    refused(with_fault(lambda about: about.update(history=[])), message)

    def begin(about):
        about.update(history=[])
        about["place"].update(epoch=0)

    refused(with_fault(begin), message)  # there is a best epoch


MATRICES = ["vectors", "outside_vectors", "best_vectors", "best_outside_vectors"]


def changed(name, change):
    def change_tensors(tensors):
        tensors[name] = change(tensors[name])

    return change_tensors


def with_entry(value):
    def change(matrix):
        matrix = matrix.copy()
        matrix[2, 1] = value
        return matrix

    return change


FORMS = [
    (lambda m: np.ascontiguousarray(m[:-1]), r"F32 of shape \(4, 6\)"),
    (lambda m: np.ascontiguousarray(m[:, :-1]), r"F32 of shape \(4, 6\)"),
    (lambda m: np.ascontiguousarray(m.T), r"F32 of shape \(4, 6\)"),
    (lambda m: m.ravel(), r"F32 of shape \(4, 6\)"),
    (lambda m: m[None], r"F32 of shape \(4, 6\)"),
    (lambda m: np.zeros((0, SIZE), np.float32), r"F32 of shape \(4, 6\)"),
    (lambda m: m.astype(np.float16), "F32"),
    (lambda m: m.astype(np.int8), "F32"),
    (lambda m: m.astype(np.float64), "F32"),
    (with_entry(np.nan), r"must be finite, got NaN or infinity in row 2 \('\w+'\)"),
    (with_entry(np.inf), r"must be finite, got NaN or infinity in row 2 \('\w+'\)"),
    (with_entry(-np.inf), r"must be finite, got NaN or infinity in row 2 \('\w+'\)"),
]


@pytest.mark.parametrize("name", MATRICES)
@pytest.mark.parametrize(("change", "message"), FORMS, ids=range(len(FORMS)))
def test_matrices_fit_the_words_and_each_other(with_fault, name, change, message):
    if name == "vectors":  # the reader of vectors refuses them before the model's
        message = rf"({message}|matrices of F32|belongs beside)"
    refused(with_fault(change_tensors=changed(name, change)), message)


@pytest.mark.parametrize("name", MATRICES[2:])
def test_a_best_epoch_has_its_matrices(with_fault, name):
    path = with_fault(change_tensors=lambda tensors: tensors.pop(name))
    refused(path, f"the matrix {name} is missing")


COUNTS = [
    ([4, 3, 2, 0], "counts must be 1 or more, got 0 for"),
    ([4, -3, 2, 1], "counts must be 1 or more, got -3 for"),
    ([2**62, 2**62, 1, 1], "counts must sum to"),
    ([4, 3, 2], "the tensor counts is"),
    ([[4, 3, 2, 1]], "the tensor counts is"),
    ([], "the tensor counts is"),
    ([4.0, 3.0, 2.0, 1.0], "the tensor counts is"),
]


@pytest.mark.parametrize(("counts", "message"), COUNTS, ids=range(len(COUNTS)))
def test_counts_are_validated(with_fault, counts, message):
    kind = np.float64 if any(isinstance(count, float) for count in counts) else np.int64
    given = np.array(counts, kind)
    refused(with_fault(change_tensors=changed("counts", lambda _: given)), message)


def test_a_model_without_words_is_refused(with_fault):
    def empty(tensors):
        for name in MATRICES:
            tensors[name] = np.zeros((0, SIZE), np.float32)
        tensors["counts"] = np.zeros(0, np.int64)
        tensors["words"], tensors["word_offsets"] = np.zeros(0, np.uint8), np.zeros(1, np.int64)

    refused(with_fault(change_tensors=empty), "a model needs 1 or more words")


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m[:-1].copy(),
        lambda m: m.astype(np.float16),
        with_entry(np.nan),
    ],
    ids=range(3),
)
def test_the_inner_nodes_of_a_gensim_model_are_validated_too(with_fault, change):
    def add(tensors):
        tensors["inner_node_vectors"] = change(tensors["outside_vectors"])

    path = with_fault(change_tensors=add)
    with pytest.raises(ValueError, match=f"^{re.escape(str(path))}: .*inner_node_vectors must be"):
        GensimWord2Vec.load(path)
