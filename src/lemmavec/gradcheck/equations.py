"""Every equation checked against central differences, one row per equation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import product
from typing import Any, Literal

import numpy as np

from lemmavec.classify.two_layer_network import PARAMETERS, Activation, TwoLayerNetwork
from lemmavec.equations import (
    WordLoss,
    cbow_block_loss_and_gradient,
    cbow_loss_and_gradient,
    hierarchical_softmax_loss_and_gradient,
    huffman_tree,
    log_sigmoid,
    naive_softmax_loss_and_gradient,
    negative_sampling_loss_and_gradient,
    pv_dbow_loss_and_gradient,
    pv_dm_loss_and_gradient,
    sigmoid,
    sigmoid_gradient,
    sigmoid_jacobian,
    skipgram_block_loss_and_gradient,
    skipgram_loss_and_gradient,
    softmax,
    softmax_cross_entropy_loss_and_gradient,
    softmax_jacobian,
    softmax_regression_loss_and_gradient,
    subword_loss_and_gradient,
)
from lemmavec.equations.subwords import Combine, LossOfVectors
from lemmavec.gradcheck.check_rows import CheckRow, FloatArray, check_each, named_gradients
from lemmavec.gradcheck.finite_differences import gradient_check

WORDS, SIZE = 6, 4
TREE = huffman_tree([40, 20, 9, 8, 2, 1])
SHARP = 40.0
"""A logit at which sigmoid and softmax saturate: σ(40) is within 1e-17 of 1."""


def equation_checks(seed: int = 0) -> list[CheckRow]:
    """Check every equation on every parameter, on inputs with edge cases.

    These are a negative that is drawn twice, a negative that equals the target, a context of one
    word, a word that is its own neighbour, and logits of ±40.

    Parameters
    ----------
    seed : int
        Seed of the inputs.

    Returns
    -------
    list of CheckRow
        One per equation and kind of input.

    Examples
    --------
    >>> rows = equation_checks()
    >>> all(row.passed for row in rows)
    True
    """
    random = np.random.default_rng(seed)
    groups = (
        _functions(random),
        _word_losses(random),
        _windows(random),
        _documents(random),
        _blocks(random),
        _subwords(random),
        _classifiers(random),
    )
    return [row for group in groups for row in group]


def _functions(random: np.random.Generator) -> Iterator[CheckRow]:
    """Check functions with many outputs through a random weighted sum of the outputs."""
    x = np.array([*random.normal(size=4), SHARP, -SHARP])
    a = random.normal(size=x.size)
    cases: dict[str, Callable[[FloatArray], tuple[float, FloatArray]]] = {
        "sigmoid": lambda x: (float(a @ sigmoid(x)), a * sigmoid_gradient(sigmoid(x))),
        "sigmoid, by its Jacobian": lambda x: (float(a @ sigmoid(x)), a @ sigmoid_jacobian(x)),
        "log sigmoid": lambda x: (float(a @ log_sigmoid(x)), a * sigmoid(-x)),
        "softmax, by its Jacobian": lambda x: (float(a @ softmax(x)), a @ softmax_jacobian(x)),
    }
    for what, loss_and_gradient in cases.items():
        yield CheckRow.of(what, [gradient_check(loss_and_gradient, x)])
    for what, target in (("a label", 4), ("a distribution", softmax(a))):
        cross_entropy = partial(softmax_cross_entropy_loss_and_gradient, y=target)
        checks = check_each(named_gradients(cross_entropy, "logits"), {"logits": x})
        yield CheckRow.of(f"softmax cross-entropy, {what}", checks)


def _sharp_rows(random: np.random.Generator, v: FloatArray, rows: int) -> FloatArray:
    """Draw rows whose dot products with v are 40, -40 and 0.5 in turn."""
    U = random.normal(size=(rows, v.size))
    logits = np.resize([SHARP, -SHARP, 0.5], rows)
    return U + np.outer(logits - U @ v, v) / (v @ v)


def _word_losses(random: np.random.Generator) -> Iterator[CheckRow]:
    """Check each word loss with random logits and with logits of ±40."""
    v = random.normal(size=SIZE)
    twice: dict[str, Any] = {"o": 1, "negatives": [0, 2, 2, 5]}
    among: dict[str, Any] = {"o": 2, "negatives": [2, 0, 3], "weights": [0.5, 2.0, 1.0]}
    among["target_among_negatives"] = "allow"
    cases: dict[str, tuple[Callable[..., tuple[Any, ...]], int]] = {
        "naive softmax": (partial(naive_softmax_loss_and_gradient, o=1), WORDS),
        "negative sampling, a negative twice": (
            partial(negative_sampling_loss_and_gradient, **twice),
            WORDS,
        ),
        "negative sampling, target among weighted negatives": (
            partial(negative_sampling_loss_and_gradient, **among),
            WORDS,
        ),
        "hierarchical softmax": (
            partial(hierarchical_softmax_loss_and_gradient, o=4, tree=TREE),
            WORDS - 1,
        ),
    }
    for what, (function, rows) in cases.items():
        gradients = named_gradients(function, "v_c", "U")
        for kind, U in (
            ("", random.normal(size=(rows, SIZE))),
            (", logits of ±40", _sharp_rows(random, v, rows)),
        ):
            yield CheckRow.of(what + kind, check_each(gradients, {"v_c": v, "U": U}))


def _windows(random: np.random.Generator) -> Iterator[CheckRow]:
    """Check windows of one word, of a word twice, and with the centre as its own neighbour."""
    V, U = random.normal(size=(2, WORDS, SIZE))
    losses: dict[str, tuple[WordLoss, FloatArray]] = {
        "naive softmax": (naive_softmax_loss_and_gradient, U),
        "negative sampling": (
            lambda v, o, U: negative_sampling_loss_and_gradient(v, o, [4, 4, 5], U),
            U,
        ),
        "hierarchical softmax": (
            lambda v, o, U: hierarchical_softmax_loss_and_gradient(v, o, TREE, U),
            U[1:],
        ),
    }
    models: dict[str, Callable[..., tuple[Any, ...]]] = {
        "skip-gram": skipgram_loss_and_gradient,
        "CBOW, mean": partial(cbow_loss_and_gradient, context="mean"),
        "CBOW, sum": partial(cbow_loss_and_gradient, context="sum"),
    }
    for model_name, model in models.items():
        for loss_name, (word_loss, rows) in losses.items():
            checks = [
                check
                for outside in ([3], [3, 2, 3], [0, 1, 3])
                for check in check_each(
                    named_gradients(partial(model, 1, outside, word_loss=word_loss), "V", "U"),
                    {"V": V, "U": rows},
                )
            ]
            yield CheckRow.of(f"{model_name}, {loss_name}", checks)


def _documents(random: np.random.Generator) -> Iterator[CheckRow]:
    """Check documents of one word, with a tag twice, and with several tags."""
    D, V, U = random.normal(size=(3, SIZE)), *random.normal(size=(2, WORDS, SIZE))

    def word_loss(v: FloatArray, o: int, U: FloatArray) -> tuple[float, FloatArray, FloatArray]:
        return negative_sampling_loss_and_gradient(v, o, [4, 4, 5], U)

    dbow = [
        named_gradients(partial(pv_dbow_loss_and_gradient, 1, words, word_loss=word_loss), "D", "U")
        for words in ([3], [3, 2, 3])
    ]
    checks = [check for loss in dbow for check in check_each(loss, {"D": D, "U": U})]
    yield CheckRow.of("PV-DBOW, negative sampling", checks)
    contexts: tuple[Literal["mean", "sum"], ...] = ("mean", "sum")
    for context in contexts:
        checks = []
        for tags, outside in (([2], []), ([0, 2, 2], [1, 3, 1]), ([1], [0])):
            of_place = partial(pv_dm_loss_and_gradient, tags, 1, outside, word_loss=word_loss)
            named = named_gradients(partial(of_place, context=context), "D", "V", "U")
            checks += check_each(named, {"D": D, "V": V, "U": U})
        yield CheckRow.of(f"PV-DM, {context}, negative sampling", checks)


BLOCK: dict[str, Any] = {
    "tokens": [0, 1, 1, 2, 3, 0, 4],
    "centres": range(1, 6),
    "begin": [0, 0, 2, 4, 3],
    "end": [3, 5, 5, 5, 7],
    "negatives": [1, 5, 5, 0],
    "weights": [2.5, 5.0, 2.5, 0.0, 3.75],
}
BLOCK_LOSSES: dict[str, Callable[..., tuple[Any, ...]]] = {
    "skip-gram": skipgram_block_loss_and_gradient,
    "CBOW, mean": partial(cbow_block_loss_and_gradient, context="mean"),
    "CBOW, sum": partial(cbow_block_loss_and_gradient, context="sum"),
}


def _blocks(random: np.random.Generator) -> Iterator[CheckRow]:
    """Check a block with repeated words, uneven windows, a centre alone and shared negatives."""
    V, U = random.normal(size=(2, WORDS, SIZE))
    for name, loss in BLOCK_LOSSES.items():
        checks = check_each(named_gradients(partial(loss, **BLOCK), "V", "U"), {"V": V, "U": U})
        yield CheckRow.of(f"{name}, block with shared negatives", checks)


def _subwords(random: np.random.Generator) -> Iterator[CheckRow]:
    """Check that block with words that share rows, have one twice, or none besides their own."""
    word_rows = [[0, 6, 7], [1], [2, 6, 6, 8], [3, 8], [4, 7, 6], [5, 9]]
    R, U = random.normal(size=(10, SIZE)), random.normal(size=(WORDS, SIZE))
    combines: tuple[Combine, ...] = ("mean", "sum")
    for (name, loss), combine in product(BLOCK_LOSSES.items(), combines):
        of_rows = partial(
            subword_loss_and_gradient, word_rows, loss=_loss_of_block(loss), combine=combine
        )
        checks = check_each(named_gradients(of_rows, "R", "U"), {"R": R, "U": U})
        yield CheckRow.of(f"{name}, block of subwords ({combine})", checks)


def _loss_of_block(loss: Callable[..., tuple[Any, ...]]) -> LossOfVectors:
    return lambda V, U: loss(V=V, U=U, **BLOCK)


def _classifiers(random: np.random.Generator) -> Iterator[CheckRow]:
    """Check softmax regression, and the two-layer network with respect to its input too."""
    X, labels = random.normal(size=(7, SIZE)), random.integers(0, 3, 7)
    regression = partial(softmax_regression_loss_and_gradient, X, labels, l2=0.1)
    checks = check_each(named_gradients(regression, "W"), {"W": random.normal(size=(SIZE, 3))})
    yield CheckRow.of("softmax regression with L2", checks)
    activations: tuple[Activation, ...] = ("sigmoid", "relu")
    for activation in activations:
        network = _network_away_from_kinks(random, activation, X)

        def gradients(
            x: FloatArray, network: TwoLayerNetwork = network, **parameters: FloatArray
        ) -> tuple[float, Mapping[str, FloatArray]]:
            loss, gradient = network.replace(**parameters).loss_and_gradient(x, labels)
            return loss, gradient._asdict()

        arguments = {"x": X} | {name: getattr(network, name) for name in PARAMETERS}
        checks = check_each(gradients, arguments)
        yield CheckRow.of(f"two-layer network, {activation}", checks)


def _network_away_from_kinks(
    random: np.random.Generator, activation: Activation, X: FloatArray
) -> TwoLayerNetwork:
    """Draw a network with no hidden logit near 0, where ReLU has no derivative."""
    while True:
        seed = int(random.integers(2**31))
        network = TwoLayerNetwork(SIZE, 5, 3, activation=activation, seed=seed)
        network = network.replace(b1=random.normal(size=5), b2=random.normal(size=3))
        if np.abs(X @ network.W1 + network.b1).min() > 0.05:
            return network
