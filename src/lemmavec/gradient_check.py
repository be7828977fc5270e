"""The gradient checker: compares a gradient with central differences of its loss."""

from __future__ import annotations

from lemmavec.gradcheck.finite_differences import GradientCheck, LossAndGradient, gradient_check

__all__ = ["GradientCheck", "LossAndGradient", "gradient_check"]
