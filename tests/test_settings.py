"""Every setting is checked once, and an explicit zero is a zero."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from lemmavec import Word2Vec
from lemmavec.settings import Settings, available_cores


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("vector_size", 0, ValueError),
        ("vector_size", 2.5, TypeError),
        ("window", -1, ValueError),
        ("negative", 0, ValueError),
        ("min_count", True, TypeError),
        ("epochs", 0, ValueError),
        ("workers", 0, ValueError),
        ("seed", -1, ValueError),
        ("sample", -1e-3, ValueError),
        ("alpha", 0, ValueError),
        ("alpha", float("nan"), ValueError),
        ("alpha", "fast", TypeError),
        ("min_alpha", 0.5, ValueError),
        ("architecture", "glove", ValueError),
        ("loss", "hinge", ValueError),
        ("context", "median", ValueError),
        ("cbow_gradient", "true", ValueError),
    ],
)
def test_a_bad_value_names_its_setting(name, value, error):
    with pytest.raises(error, match=name):
        Word2Vec(**{name: value})


def test_an_explicit_zero_is_a_zero():
    settings = Settings(sample=0, min_alpha=0, seed=0, ns_exponent=0)
    assert (settings.sample, settings.min_alpha, settings.seed, settings.ns_exponent) == (
        0,
        0,
        0,
        0,
    )


def test_settings_do_not_change():
    with pytest.raises(FrozenInstanceError):
        Settings().epochs = 3


def test_workers_default_to_the_cores_of_the_process():
    assert Settings().threads == available_cores() >= 1
    assert Settings(workers=3).threads == 3


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"context": "sum"}, r"context='sum' is for architecture=\"cbow\""),
        ({"cbow_gradient": "word2vec"}, "cbow_gradient"),
        ({"architecture": "cbow", "context": "sum", "cbow_gradient": "word2vec"}, "one gradient"),
        ({"loss": "softmax", "negative": 10}, "negative=10 is for loss"),
        ({"loss": "hierarchical_softmax", "ns_exponent": 0}, "ns_exponent=0 is for"),
    ],
)
def test_settings_that_would_be_ignored_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        Settings(**settings)


def test_alpha_suits_the_model_unless_it_is_given():
    exact_mean = {"architecture": "cbow"}
    assert Settings().first_alpha == 0.025
    assert Settings(**exact_mean).first_alpha == 0.15
    assert Settings(**exact_mean, cbow_gradient="word2vec").first_alpha == 0.025
    assert Settings(**exact_mean, context="sum").first_alpha == 0.025
    assert Settings(**exact_mean, alpha=0.05).first_alpha == 0.05
