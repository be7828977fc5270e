"""Ctrl-C at every line of the training loop: each stop can be resumed, with the same bits."""

from __future__ import annotations

import signal
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lemmavec import Word2Vec
from lemmavec._interruption import deferred_interrupts
from lemmavec.training.background import run_in_background

TEXT = [[f"w{i * j % 11}" for j in range(1, 9)] for i in range(1, 12)]
HELD_OUT = TEXT[::3]
SETTINGS = {"vector_size": 4, "min_count": 1, "sample": 0, "epochs": 2, "workers": 1,
            "deterministic": True}  # fmt: skip
TRACED = {"loop.py", "epochs.py", "background.py", "early_stopping.py", "state.py"}


def threads_at_work():
    """Threads of training; tests of other libraries may have left theirs."""
    return [thread for thread in threading.enumerate() if thread.name == "lemmavec-training"]


class InterruptAtLine:
    """Sends this process SIGINT at the n-th line that the training loop runs."""

    def __init__(self, n: int) -> None:
        self.left = n

    def __call__(self, frame, event, argument):
        path = Path(frame.f_code.co_filename)
        return self.line if path.name in TRACED and path.parent.name == "training" else None

    def line(self, frame, event, argument):
        self.left -= event == "line"
        if self.left == 0 and event == "line":
            signal.raise_signal(signal.SIGINT)
        return self.line


def fitted(model: Word2Vec, *, resume: bool, early_stopping: int | None) -> Word2Vec:
    return model.fit(TEXT, resume=resume, validation=HELD_OUT, early_stopping=early_stopping)


@pytest.mark.parametrize("early_stopping", [None, 1])
def test_interrupted_at_any_line_a_run_goes_on_with_the_same_bits(early_stopping):
    whole = fitted(Word2Vec(**SETTINGS), resume=False, early_stopping=early_stopping)
    n, interrupted = 0, 0
    while True:
        n += 1
        model, trace = Word2Vec(**SETTINGS), InterruptAtLine(n)
        sys.settrace(trace)
        try:
            fitted(model, resume=False, early_stopping=early_stopping)
        except KeyboardInterrupt:
            sys.settrace(None)
            interrupted += 1
            assert not threads_at_work()
            if not model.is_finished:
                begun = model._state is not None
                fitted(model, resume=begun, early_stopping=early_stopping)
        finally:
            sys.settrace(None)
        np.testing.assert_array_equal(model._state.V, whole._state.V, err_msg=f"line {n}")
        np.testing.assert_array_equal(model._state.U, whole._state.U, err_msg=f"line {n}")
        expected = [replace(record, words_per_second=0) for record in whole.history]
        assert [replace(record, words_per_second=0) for record in model.history] == expected
        if trace.left > 0:
            break
    assert interrupted > 100


def test_the_outermost_block_raises_and_puts_the_handler_back():
    reached = []

    def interrupted_within() -> None:
        with deferred_interrupts() as waiting:
            with deferred_interrupts():
                assert not waiting()
                signal.raise_signal(signal.SIGINT)
            reached.append(waiting())

    with pytest.raises(KeyboardInterrupt):
        interrupted_within()
    assert reached == [True]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    with deferred_interrupts() as waiting:
        assert not waiting()


def test_a_handler_of_the_program_s_own_is_left_alone():
    heard = []
    before = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    try:
        with deferred_interrupts() as waiting:
            signal.raise_signal(signal.SIGINT)
            assert heard == [signal.SIGINT]
            assert not waiting()
    finally:
        signal.signal(signal.SIGINT, before)


class Stop(Exception):
    pass


def test_a_handler_that_raises_many_times_does_not_leave_the_thread_at_work():
    """The thread writes V and U: who catches the exception may save them, or resume."""

    def handler(number, frame):
        heard.append(number)
        raise Stop

    def work():
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        stopping.wait()
        while len(heard) < 9:
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
            time.sleep(0.001)
        time.sleep(0.05)
        written.append(1)

    heard, written, stopping = [], [], threading.Event()
    before = signal.signal(signal.SIGINT, handler)
    try:
        with pytest.raises(Stop):
            run_in_background(work, stopping.set, lambda: None)
        assert written == [1]
    finally:
        signal.signal(signal.SIGINT, before)
    assert not threads_at_work()


def test_other_threads_train_without_signals():
    ran, done = [], []
    thread = threading.Thread(
        target=lambda: run_in_background(
            lambda: ran.append(1), lambda: None, lambda: None, lambda: done.append(list(ran))
        )
    )
    thread.start()
    thread.join()
    assert done == [[1]]
