"""`lemmavec gradcheck`: every gradient checked on this machine, the shipped kernels included."""

from __future__ import annotations

from typing import Annotated

import typer

from lemmavec.cli.output import help_text, print_rows

_HELP = """
Check every gradient: the equations and the native kernels.

The equations, in float64, are compared with central differences in every parameter. The kernels,
in float32, are compared with the equations, for each instruction set of this machine: a step must
change the parameters by minus alpha times the gradient. Exits 1 if any check fails.

In a pipe, a line is: what was checked, the number of parameters, the largest relative error, and
"passed" or "FAILED".
"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("gradcheck", help=help_text(_HELP))(gradcheck)


def gradcheck(
    seed: Annotated[int, typer.Option(min=0, help="Seed of the random parameters.")] = 0,
) -> None:
    """Print the table."""
    from lemmavec.gradcheck.equations import equation_checks
    from lemmavec.gradcheck.kernels import kernel_checks

    rows = equation_checks(seed) + kernel_checks(seed)
    print_rows(
        ["checked", "parameters", "largest error", ""],
        [
            (row.what, row.parameters, f"{row.largest_error:.1e}", _verdict(row.passed))
            for row in rows
        ],
        title=f"{len(rows)} gradients",
    )
    if not all(row.passed for row in rows):
        raise typer.Exit(1)


def _verdict(passed: bool) -> str:
    return "passed" if passed else "FAILED"
