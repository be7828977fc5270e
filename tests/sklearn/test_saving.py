import json

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import save_file
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from lemmavec import WordVectors
from lemmavec.sklearn import (
    SoftmaxRegression,
    TextClassifier,
    TwoLayerClassifier,
    Word2VecVectorizer,
    load_estimator,
    save_estimator,
)
from lemmavec.sklearn.saving import ENTRY, VERSION, load_with_names

# Toys, from which there is little to learn.
pytestmark = pytest.mark.filterwarnings("ignore:on its own training data")

TEXTS = ["good fun", "no fun", "good", "no good", "fun", "no", "näive \ud800 fun"] * 6
VECTORS = WordVectors(["good", "no", "fun"], np.eye(3, 4, dtype=np.float32), counts=[9, 7, 5])
X = np.random.default_rng(0).normal(size=(42, 3))
LABELS = {
    "words": np.array(["pos", "neg", "naïve"] * 14),
    "whole numbers": np.arange(42) % 3 - 1,
    "booleans": np.arange(42) % 2 == 0,
    "objects": np.array(["pos", "neg"] * 21, dtype=object),
}


@pytest.mark.parametrize("labels", LABELS.values(), ids=LABELS)
@pytest.mark.parametrize(
    "model",
    [
        SoftmaxRegression(l2=np.float64(0.1)),
        TwoLayerClassifier(4, activation="relu", epochs=3),
        TextClassifier(VECTORS, hidden_size=4, epochs=2),
        TextClassifier(vector_size=5, hidden_size=4, epochs=2, pairs=False, activation="sigmoid"),
        make_pipeline(Word2VecVectorizer(VECTORS, weighting="sif"), SoftmaxRegression()),
        make_pipeline(Word2VecVectorizer(VECTORS), StandardScaler(), SoftmaxRegression()),
    ],
    ids=lambda model: type(model).__name__,
)
def test_what_is_loaded_is_what_was_saved(tmp_path, model, labels):
    path = tmp_path / "model.safetensors"
    data = X if isinstance(model, SoftmaxRegression | TwoLayerClassifier) else TEXTS
    model.fit(data, labels)
    save_estimator(model, path)
    loaded = load_estimator(path)
    assert type(loaded) is type(model)
    np.testing.assert_array_equal(loaded.predict_proba(data), model.predict_proba(data))
    predicted = loaded.predict(data)
    np.testing.assert_array_equal(predicted, model.predict(data))
    assert predicted.dtype == model.predict(data).dtype
    if hasattr(model, "n_iter_"):
        assert loaded.n_iter_ == model.n_iter_
    save_estimator(loaded, tmp_path / "again")  # and nothing is lost on the way
    assert (tmp_path / "again").read_bytes() == path.read_bytes()
    assert b"pickle" not in path.read_bytes()


def test_a_loaded_estimator_can_be_fitted_again(tmp_path):
    fitted = Word2VecVectorizer(min_count=1, vector_size=4, workers=1, sample=0).fit(TEXTS[:6] * 6)
    save_estimator(fitted, tmp_path / "model")
    loaded = load_estimator(tmp_path / "model")
    again = loaded.fit(TEXTS[:6] * 6)
    np.testing.assert_array_equal(again.transform(TEXTS), fitted.transform(TEXTS))


@pytest.mark.parametrize(
    "scaler", [StandardScaler(), StandardScaler(with_mean=False), StandardScaler(with_std=False)]
)
def test_a_scaler_is_loaded_whole(tmp_path, scaler):
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(X, columns=["a", "b", "c"])
    save_estimator(scaler.fit(frame), tmp_path / "model")
    loaded = load_estimator(tmp_path / "model")
    np.testing.assert_array_equal(loaded.transform(frame), scaler.transform(frame))
    assert loaded.get_feature_names_out().tolist() == ["a", "b", "c"]
    more = frame * 3 + 1
    expected = scaler.partial_fit(more).transform(frame)
    np.testing.assert_array_equal(loaded.partial_fit(more).transform(frame), expected)


def test_a_vectorizer_saved_before_features_were_scaled(tmp_path):
    path = tmp_path / "model"
    fitted = Word2VecVectorizer(VECTORS).fit(TEXTS)
    save_estimator(fitted, path)
    with safe_open(path, framework="numpy") as file:
        entry = json.loads(file.metadata()[ENTRY]) | {"version": 2}
        arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    del entry["model"]["scale"]
    save_file(arrays, path, {ENTRY: json.dumps(entry)})
    raw = load_estimator(path).transform(TEXTS)
    np.testing.assert_allclose(raw, fitted.transform(TEXTS) * fitted.scale_)


def test_names_of_classes_are_kept(tmp_path):
    model = SoftmaxRegression().fit(X, np.arange(42) % 2)
    save_estimator(model, tmp_path / "model", {0: "bad", np.int64(1): "good"})
    assert load_with_names(tmp_path / "model").names == {0: "bad", 1: "good"}


def test_the_file_is_safetensors_and_json(tmp_path):
    model = TextClassifier(VECTORS, hidden_size=4, epochs=1).fit(TEXTS, np.arange(42) % 2)
    save_estimator(model, tmp_path / "model")
    with safe_open(tmp_path / "model", framework="numpy") as file:
        assert set(file.keys()) == {"vectors", "P", "W1", "b1", "W2", "b2"}
        entry = json.loads(file.metadata()[ENTRY])
    assert entry["model"]["class"] == "TextClassifier"
    assert entry["model"]["settings"]["hidden_size"] == 4


def test_what_cannot_be_saved_is_said(tmp_path):
    path = tmp_path / "model"
    with pytest.raises(TypeError, match="LogisticRegression is no estimator of lemmavec"):
        save_estimator(LogisticRegression().fit(X, np.arange(42) % 2), path)
    model = TextClassifier(hidden_size=2, epochs=1, tokenizer=str.split)
    model.fit(TEXTS, np.arange(42) % 2)
    with pytest.raises(TypeError, match="tokenizer=<method 'split'"):
        save_estimator(model, path)
    with pytest.raises(NotFittedError):
        save_estimator(SoftmaxRegression(), path)
    assert not path.exists()


def test_what_cannot_be_loaded_is_said(tmp_path):
    VECTORS.save(tmp_path / "vectors.safetensors")
    with pytest.raises(ValueError, match="but no estimator of lemmavec"):
        load_estimator(tmp_path / "vectors.safetensors")
    (tmp_path / "text").write_text("gold")
    with pytest.raises(ValueError, match="text: no estimator of lemmavec"):
        load_estimator(tmp_path / "text")
    with pytest.raises(FileNotFoundError):
        load_estimator(tmp_path / "nothing")


def as_written_before(path, **changes):
    """Rewrite a file as version 1: early stopping as a bool and a patience, shorter records."""
    with safe_open(path, framework="numpy") as file:
        entry = json.loads(file.metadata()[ENTRY])
        arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    model = entry["model"]
    model["settings"] |= changes
    if model["class"] == "TwoLayerClassifier":
        model["history"] = [record[:3] for record in model["history"]]
    save_file(arrays, path, {ENTRY: json.dumps(entry | {"version": 1})})


def test_a_file_cannot_name_another_file_to_open(tmp_path):
    """One from a stranger would have it opened when the estimator is fitted again."""
    path = tmp_path / "model"
    save_estimator(TextClassifier(epochs=1).fit(TEXTS, np.arange(42) % 2), path)
    as_written_before(path, vectors="/home/gold/secret.safetensors")
    with pytest.raises(ValueError, match=r"settings\.vectors must not be in the file"):
        load_estimator(path)


@pytest.mark.parametrize(
    ("before", "early_stopping"),
    [
        ({"early_stopping": True, "patience": 7}, 7),
        ({"early_stopping": False, "patience": 7}, None),
    ],
)
@pytest.mark.parametrize("kind", [TwoLayerClassifier, TextClassifier])
def test_files_of_version_1_load(tmp_path, kind, before, early_stopping):
    path, labels = tmp_path / "model", np.arange(42) % 2
    data = X if kind is TwoLayerClassifier else TEXTS
    model = kind(hidden_size=4, epochs=3, early_stopping=2).fit(data, labels)
    save_estimator(model, path)
    as_written_before(path, **before)
    loaded = load_estimator(path)
    np.testing.assert_array_equal(loaded.predict_proba(data), model.predict_proba(data))
    assert loaded.early_stopping == early_stopping
    assert "patience" not in loaded.get_params()
    for old, new in zip(loaded.history_, model.history_, strict=True):
        assert old[:3] == new[:3]
    save_estimator(loaded, tmp_path / "again")
    assert load_estimator(tmp_path / "again").early_stopping == early_stopping


def test_a_file_of_a_later_version_is_refused(tmp_path):
    save_estimator(SoftmaxRegression().fit(X, np.arange(42) % 2), tmp_path / "model")
    with safe_open(tmp_path / "model", framework="numpy") as file:
        entry = json.loads(file.metadata()[ENTRY]) | {"version": VERSION + 1}
    save_file({"W": np.zeros(1)}, tmp_path / "model", {ENTRY: json.dumps(entry)})
    with pytest.raises(ValueError, match="another version of lemmavec: upgrade"):
        load_estimator(tmp_path / "model")
