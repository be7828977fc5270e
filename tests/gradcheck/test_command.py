"""`lemmavec gradcheck` passes as shipped, and fails when a kernel or an equation is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lemmavec import _kernels
from lemmavec.cli import main
from lemmavec.gradcheck import equations as gradcheck_table
from lemmavec.gradcheck import kernels as gradcheck_kernels


def test_every_gradient_passes_on_any_seed(capsys):
    assert main(["gradcheck", "--seed", "5"]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert {line[3] for line in lines} == {"passed"}
    checked = " ".join(line[0] for line in lines)
    for instruction_set in _kernels.instruction_sets():
        for model in ("skip-gram", "CBOW (mean)", "CBOW (sum)"):
            for loss in ("negative sampling", "softmax", "hierarchical softmax"):
                assert f"native {model}, {loss}, {instruction_set}" in checked


def test_a_kernel_off_by_a_thousandth_fails(monkeypatch, capsys):
    true_step = gradcheck_kernels.native_step

    def wrong_step(*given, **named):
        step = true_step(*given, **named)
        step.U[0, 0] += 1e-3
        return step

    monkeypatch.setattr(gradcheck_kernels, "native_step", wrong_step)
    assert main(["gradcheck"]) == 1
    assert "FAILED" in capsys.readouterr().out


def test_a_kernel_that_miscounts_its_predictions_fails(monkeypatch):
    for name in ("native_step", "native_document_step"):
        true_step = getattr(gradcheck_kernels, name)
        monkeypatch.setattr(
            gradcheck_kernels,
            name,
            lambda *given, true=true_step, **named: replace(true(*given, **named), predictions=1),
        )
    assert not any(row.passed for row in gradcheck_kernels.kernel_checks())


def test_a_wrong_equation_fails(monkeypatch):
    monkeypatch.setattr(gradcheck_table, "sigmoid_gradient", lambda s: s * (1.001 - s))
    failed = [row.what for row in gradcheck_table.equation_checks() if not row.passed]
    assert failed == pytest.approx(["sigmoid"])
