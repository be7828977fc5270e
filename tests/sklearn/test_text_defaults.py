"""What `TextClassifier` chooses from the texts, where terms begin, and what texts count."""

import numpy as np
import pytest

from lemmavec.classify.term_weights import log_ratios
from lemmavec.classify.text_epochs import held_out_rows
from lemmavec.sklearn import TextClassifier, load_estimator, save_estimator

SMALL = {"vector_size": 8, "hidden_size": 6}
STILL = {"learning_rate": 0, "vector_rate": 0, "term_rate": 0, "epochs": 1}


def noisy_texts(count, noise, seed=0):
    """Texts of which one word tells the class, but for a share of noise."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 2, count)
    told = np.where(random.random(count) < noise, 1 - labels, labels)
    words = np.array([f"w{i}" for i in range(400)])
    fill = random.choice(words, (count, 6))
    return [" ".join([*row, ("bad", "good")[t]]) for row, t in zip(fill, told, strict=True)], labels


def test_few_texts_are_trained_for_twenty_epochs():
    model = TextClassifier(**SMALL).fit(*noisy_texts(999, 0.3))
    assert (model.settings_.epochs, len(model.history_)) == (20, 20)
    assert model.history_[-1].validation_loss is None


@pytest.mark.parametrize(("noise", "least", "most"), [(0.0, 15, 20), (0.45, 1, 6)])
def test_more_texts_choose_their_epochs_and_all_are_trained_on(noise, least, most):
    texts, labels = noisy_texts(1000, noise)
    auto = TextClassifier(**SMALL).fit(texts, labels)
    assert least <= auto.settings_.epochs <= most
    assert len(auto.history_) == auto.settings_.epochs
    explicit = TextClassifier(**SMALL, epochs=auto.settings_.epochs).fit(texts, labels)
    np.testing.assert_array_equal(auto.predict_proba(texts), explicit.predict_proba(texts))


def test_epochs_are_chosen_by_the_validation_texts_that_are_given():
    texts, labels = noisy_texts(300, 0.1)
    rest, held_out = (texts[:200], labels[:200]), (texts[200:], labels[200:])
    chosen = TextClassifier(**SMALL).fit(*rest, validation=held_out)
    against = TextClassifier(**SMALL).fit(*rest, validation=(held_out[0], 1 - held_out[1]))
    assert against.settings_.epochs < chosen.settings_.epochs == len(chosen.history_)
    assert chosen.history_[-1].validation_accuracy >= 0.8


def test_early_stopping_holds_out_texts_that_are_not_trained_on():
    texts, labels = noisy_texts(50, 0.0)
    out = held_out_rows(50, seed=1)
    fitted = TextClassifier(**SMALL, early_stopping=100, epochs=5).fit(texts, labels)
    flipped = labels.copy()
    flipped[out] = 1 - flipped[out]
    other = TextClassifier(**SMALL, early_stopping=100, epochs=5).fit(texts, flipped)
    assert [e.loss for e in fitted.history_] == [e.loss for e in other.history_]
    assert fitted.history_[0].validation_loss != other.history_[0].validation_loss


@pytest.mark.parametrize(("words", "pairs", "expected"), [(99, "auto", 1), (100, "auto", 2),
                                                          (100, 1, 1), (5, 3, 3)])  # fmt: skip
def test_long_texts_leave_out_pairs_that_occur_once(words, pairs, expected):
    texts = [" ".join(f"w{i}x{j}" for i in range(words)) for j in range(4)]
    model = TextClassifier(**SMALL, **STILL, min_pair_count=pairs).fit(texts, [0, 1, 0, 1])
    assert model.settings_.min_pair_count == expected
    assert ("w0x0 w1x0" in model.terms_) == (expected == 1)


def test_terms_begin_at_log_ratios_of_the_texts_they_are_in():
    texts, labels = ["no fun no fun", "fun", "the fun"], np.array([0, 1, 1])
    model = TextClassifier(**SMALL, **STILL).fit(texts, labels)
    rows = model._vocabulary.encode([text.split() for text in texts], labels).terms
    np.testing.assert_allclose(model.network_.P, log_ratios(rows, labels, (len(model.terms_), 2)),
                               rtol=1e-6)  # fmt: skip
    # "fun" is in every text, twice in one: 1 text of class 0, and 2 of class 1.
    assert model.network_.P[model.terms_["fun"]] == pytest.approx(
        [np.log(2 / (3 * 4 / 8 + 1)), np.log(3 / (3 * 4 / 8 + 1))], rel=1e-6
    )
    zeros = TextClassifier(**SMALL, **STILL, first_terms="zeros").fit(texts, labels)
    assert not zeros.network_.P.any()


def test_a_repeated_term_counts_once():
    texts, labels = noisy_texts(60, 0.0)
    model = TextClassifier(**SMALL, epochs=2).fit(texts, labels)
    model.network_.W2[...] = 0  # the terms alone
    once, twice = model.decision_function(["good", "good good"])
    assert "good good" not in model.terms_
    assert once == pytest.approx(twice, rel=1e-6)


def test_what_was_chosen_is_saved(tmp_path):
    texts, labels = noisy_texts(40, 0.0)
    model = TextClassifier(**SMALL, class_weight={0: 2.0, 1: 1.0}).fit(texts, labels)
    save_estimator(model, tmp_path / "model.safetensors")
    loaded = load_estimator(tmp_path / "model.safetensors")
    assert loaded.settings_ == model.settings_
    assert loaded.get_params() == model.get_params()
    np.testing.assert_array_equal(loaded.predict_log_proba(texts), model.predict_log_proba(texts))
    np.testing.assert_allclose(np.exp(model.predict_log_proba(texts)), model.predict_proba(texts))


def test_weights_of_classes_and_of_texts_are_one_thing():
    texts, labels = noisy_texts(90, 0.2)
    settings = SMALL | {"learning_rate": 0.01}
    plain = TextClassifier(**settings).fit(texts, labels)
    by_class = TextClassifier(**settings, class_weight={0: 9}).fit(texts, labels)
    by_text = TextClassifier(**settings).fit(texts, labels, np.where(labels == 0, 4.5, 0.5))
    np.testing.assert_array_equal(by_class.predict_proba(texts), by_text.predict_proba(texts))
    unseen, _ = noisy_texts(300, 0.5, seed=1)
    assert np.mean(by_class.predict(unseen) == 0) > np.mean(plain.predict(unseen) == 0) + 0.1


@pytest.mark.parametrize("name", ["epochs", "min_pair_count"])
def test_a_word_that_is_not_auto_is_named(name):
    with pytest.raises(ValueError, match=f"{name} must be a number or \"auto\", got 'many'"):
        TextClassifier(**SMALL, **{name: "many"}).fit(["a", "b"], [0, 1])
