"""The public interface of `lemmavec.equations`: names, signatures, what its docstrings contain."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

import lemmavec.equations as equations


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("naive_softmax_loss_and_gradient", ["v_c", "o", "U"]),
        ("negative_sampling_loss_and_gradient", ["v_c", "o", "negatives", "U"]),
        ("skipgram_loss_and_gradient", ["center", "outside", "V", "U", "word_loss"]),
        ("cbow_loss_and_gradient", ["center", "outside", "V", "U", "word_loss"]),
        ("softmax_regression_loss_and_gradient", ["X", "y", "W", "l2"]),
    ],
)
def test_positional_arguments_are_those_of_the_design(name, parameters):
    signature = inspect.signature(getattr(equations, name))
    positional = [p.name for p in signature.parameters.values() if p.kind != p.KEYWORD_ONLY]
    assert positional == parameters


FUNCTIONS = [getattr(equations, name) for name in equations.__all__ if name.islower()]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_each_function_has_a_sentence_an_example_and_a_source(function):
    text = inspect.getdoc(function)
    assert text.splitlines()[0].endswith(".")
    for heading in ("Parameters", "Returns", "Examples"):
        assert f"\n{heading}\n" in text, heading
    assert "Source: " in text


def test_float32_in_gives_float64_out():
    v, U = np.ones(2, np.float32), np.ones((3, 2), np.float32)
    loss, dv, dU = equations.naive_softmax_loss_and_gradient(v, 0, U)
    assert isinstance(loss, float)
    assert (dv.dtype, dU.dtype) == (np.float64, np.float64)
    assert equations.softmax(v).dtype == np.float64
