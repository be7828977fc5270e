"""One native epoch: what it refuses, what it keeps alive, and how it fails."""

from __future__ import annotations

import ctypes
import platform
import subprocess
import sys
import weakref
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from lemmavec import _kernels
from lemmavec.training.matrices import aligned_zeros

WORDS, SIZE = 40, 16
INSTRUCTION_SET = _kernels.instruction_sets()[0]
TOKENS = np.random.default_rng(0).integers(WORDS, size=5000).astype(np.int32)
KEEP = np.full(WORDS, 2**32 - 1, np.uint32)


def matrices():
    V, U = aligned_zeros(WORDS, SIZE), aligned_zeros(WORDS, SIZE)
    V[:] = np.random.default_rng(1).normal(0, 0.1, V.shape)
    return V, U


def model(loss="negative_sampling", words=WORDS, **given):
    given.setdefault("noise", _kernels.AliasTable(np.ones(words)))
    given.setdefault("tree", _kernels.HuffmanTree(np.arange(1, words + 1)))
    return _kernels.Model("skipgram", loss, **{"negative": 5, "shared_negatives": 32, **given})


def stream(tokens=TOKENS, keep=KEEP, window=5):
    return _kernels.TokenStream(tokens, keep, window=window, seed=1, epoch=0)


def schedule(mode="hogwild", threads=1):
    return _kernels.Schedule(
        mode, threads=threads, piece_tokens=512, alpha_first=0.025, alpha_last=0.01
    )


def train(V, U, *, trained=None, tokens=None, passes=None, running=None):
    _kernels.train_epoch(
        _kernels.Matrices(V, U, SIZE),
        trained or model(),
        tokens or stream(),
        passes or schedule(),
        running or _kernels.RunningEpoch(),
        INSTRUCTION_SET,
    )


@pytest.mark.parametrize("loss", ["negative_sampling", "hierarchical_softmax", "softmax"])
@pytest.mark.parametrize("threads", [1, 3])
def test_a_frozen_epoch_computes_the_loss_and_changes_nothing(loss, threads):
    V, U = matrices()
    before, running = V.copy(), _kernels.RunningEpoch()
    train(V, U, trained=model(loss), passes=schedule("frozen", threads), running=running)
    np.testing.assert_array_equal(V, before)
    assert not U.any()
    assert running.words == len(TOKENS)
    assert running.loss > 0


@pytest.mark.parametrize("wrong", [np.float64, np.float16])
def test_matrices_of_another_type_are_refused_as_training_changes_them_in_place(wrong):
    V, U = matrices()
    with pytest.raises(TypeError):
        _kernels.Matrices(V.astype(wrong), U, SIZE)


@pytest.mark.parametrize(
    ("message", "make"),
    [
        ("same shape", lambda V, U: train(V, U[:-1])),
        ("same columns", lambda V, U: _kernels.Matrices(V, aligned_zeros(WORDS, SIZE + 16), SIZE)),
        ("multiple of 16", lambda V, U: _kernels.Matrices(V, U, SIZE + 1)),
        ("aligned", lambda V, U: _kernels.Matrices(V.ravel()[1:17].reshape(1, 16), U[:1], SIZE)),
        ("architecture must be", lambda V, U: _kernels.Model("glove", "softmax")),
        ("loss must be", lambda V, U: _kernels.Model("cbow", "hinge")),
        ("context must be", lambda V, U: _kernels.Model("cbow", "softmax", context="max")),
        ("needs a tree", lambda V, U: _kernels.Model("cbow", "hierarchical_softmax")),
        ("window", lambda V, U: stream(window=0)),
        ("mode must be .* got 'fast'", lambda V, U: schedule("fast")),
        ("threads", lambda V, U: schedule(threads=0)),
        ("needs noise", lambda V, U: train(V, U, trained=model(noise=None))),
        ("needs noise", lambda V, U: train(V, U, trained=model(shared_negatives=0))),
        ("each row of V", lambda V, U: train(V, U, trained=model(words=WORDS - 1))),
        (
            "each row of V",
            lambda V, U: train(V, U, trained=model("hierarchical_softmax", words=WORDS + 1)),
        ),
        ("each row of V", lambda V, U: train(V, U, tokens=stream(keep=KEEP[:-1]))),
    ],
)
def test_what_cannot_be_trained_is_refused(message, make):
    with pytest.raises(ValueError, match=message):
        make(*matrices())


def test_arrays_live_as_long_as_what_is_made_of_them():
    V, U = matrices()
    tokens, keep, noise = TOKENS.copy(), KEEP.copy(), _kernels.AliasTable(np.ones(WORDS))
    alive = [weakref.ref(array) for array in (V, U, tokens, keep)]
    made = [_kernels.Matrices(V, U, SIZE), stream(tokens, keep), model(noise=noise)]
    count = sys.getrefcount(noise)
    del V, U, tokens, keep
    assert all(array() is not None for array in alive)
    made.clear()
    assert all(array() is None for array in alive)
    assert sys.getrefcount(noise) == count - 1


def in_little_memory(function, *arguments):
    """Call a function of this file in a process of its own that has 4 GB of addresses."""
    pytest.importorskip("resource")
    code = (
        "import resource, sys; "
        f"sys.path.insert(0, {str(Path(__file__).parent)!r}); "
        "import test_native_epoch; "
        "resource.setrlimit(resource.RLIMIT_AS, (2**32, 2**40)); "
        f"test_native_epoch.{function.__name__}(*{arguments})"
    )
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr


def start_too_many_threads(mode, loss):
    """Stacks of 1 GB: the first threads start, and the eighth does not."""
    libc, attributes = ctypes.CDLL(None), ctypes.create_string_buffer(256)
    assert libc.pthread_getattr_default_np(attributes) == 0
    assert libc.pthread_attr_setstacksize(attributes, ctypes.c_size_t(2**30)) == 0
    assert libc.pthread_setattr_default_np(attributes) == 0
    V, U = matrices()
    before, running = V.copy(), _kernels.RunningEpoch()
    with pytest.raises(OSError, match=r"cannot start 8 threads .*; use fewer workers"):
        train(V, U, trained=model(loss), passes=schedule(mode, 8), running=running)
    np.testing.assert_array_equal(V, before)
    assert not U.any()
    assert (running.pieces, running.words) == (0, 0)
    train(V, U, trained=model(loss), passes=schedule(mode, 2), running=running)
    assert running.words == len(TOKENS)


@pytest.mark.memory
@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="sets the size of stacks in glibc")
@pytest.mark.parametrize(
    ("mode", "loss"),
    [
        ("hogwild", "negative_sampling"),
        ("synchronous", "negative_sampling"),
        ("frozen", "hierarchical_softmax"),
        ("hogwild", "softmax"),
    ],
)
def test_threads_that_cannot_start_are_an_error_and_nothing_is_trained(mode, loss):
    in_little_memory(start_too_many_threads, mode, loss)


def take_too_much_memory(mode, threads):
    """The sums of windows of 2**20 words do not fit, 128 MB for each thread."""
    with pytest.raises(MemoryError):
        train(*matrices(), tokens=stream(window=2**20), passes=schedule(mode, threads))
    train(*matrices(), passes=schedule(mode, 3))


@pytest.mark.memory
@pytest.mark.parametrize("mode", ["hogwild", "synchronous"])
def test_memory_that_runs_out_in_threads_is_a_memory_error(mode):
    in_little_memory(take_too_much_memory, mode, 50)


def start_many_threads():
    """Let threads take memory while others start, with a little more of it each time."""
    import resource

    statistics = Path("/proc/self/statm")
    V, U = aligned_zeros(WORDS, 5000), aligned_zeros(WORDS, 5000)
    for megabytes in range(100, 900, 25):
        used = int(statistics.read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + megabytes * 2**20, 2**40))
        for mode, threads in (("hogwild", 30), ("synchronous", 100), ("hogwild", 1000)):
            with suppress(OSError, MemoryError):
                _kernels.train_epoch(
                    _kernels.Matrices(V, U, 5000), model(), stream(), schedule(mode, threads),
                    _kernels.RunningEpoch(), _kernels.instruction_sets()[0],
                )  # fmt: skip


@pytest.mark.memory
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads /proc")
def test_memory_that_runs_out_while_threads_start_does_not_end_the_process():
    in_little_memory(start_many_threads)
