"""The loop that measures how many multiply-adds the CPU can do."""

from __future__ import annotations

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
