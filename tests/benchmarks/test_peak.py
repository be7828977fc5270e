"""The loop that measures how many multiply-adds the CPU can do."""

from __future__ import annotations

import time

import pytest
from lemmavec.benchmarks import peak

from lemmavec import _kernels


@pytest.mark.parametrize("instruction_set", _kernels.instruction_sets())
def test_the_loop_counts_its_multiply_adds(instruction_set):
    once = peak.multiply_adds(1, instruction_set)
    assert once in (12 * 4, 12 * 8, 12 * 16)  # twelve vectors
    assert peak.multiply_adds(1000, instruction_set) == 1000 * once


def test_an_instruction_set_that_the_machine_lacks_is_refused():
    with pytest.raises(ValueError, match="no instruction set mmx"):
        peak.multiply_adds(1, "mmx")


def test_waiting_for_a_core_does_not_lower_the_peak(monkeypatch):
    def interrupted(rounds, instruction_set):
        time.sleep(0.5)
        return multiply_adds(rounds, instruction_set)

    multiply_adds = peak.multiply_adds
    whole = peak.peak(2, 2_000_000)
    monkeypatch.setattr(peak, "multiply_adds", interrupted)
    assert peak.peak(2, 2_000_000) > 0.3 * whole


def test_threads_beyond_the_cores_add_nothing_to_the_peak(monkeypatch):
    one = peak.peak(1, 2_000_000)
    monkeypatch.setattr(peak, "available_cores", lambda: 1)
    assert peak.peak(8, 2_000_000) < 3 * one
