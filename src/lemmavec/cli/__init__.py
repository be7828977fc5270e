"""The command `lemmavec`: a file for each group of commands, all added to one app here.

A new command is a file with a function `add_to(app)`, listed in `_COMMANDS`.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from lemmavec import __version__
from lemmavec._interruption import one_interrupt
from lemmavec.cli import (
    bench,
    convert,
    demo,
    estimate,
    evaluate,
    explore,
    gradcheck,
    phrases,
    plot,
    query,
    sentiment,
    train,
)
from lemmavec.cli.output import error_line, fail, help_text, note, warnings_as_notes

_COMMANDS = (
    train, estimate, phrases, query, evaluate, convert, plot, explore, sentiment, gradcheck, demo,
    bench,
)  # fmt: skip
# The exit code of a program that Ctrl-C ended: 128 + SIGINT.
INTERRUPTED = 130

_HELP = """
Train word vectors from text, query and evaluate them.

Results go to standard output: tables on a terminal, tab-separated lines in a pipe. Everything
else goes to standard error. Control characters of words and of names are printed as escapes: a
tab as \\t. In a pipe a backslash is doubled, so that every word can be told again.
"""
_EPILOG = """
[bold]First steps[/bold]

lemmavec demo

lemmavec train corpus.txt.gz --lowercase -o vectors.safetensors

lemmavec similar vectors.safetensors gold silver

lemmavec COMMAND --help describes a command, with examples.
"""

app = typer.Typer(
    name="lemmavec",
    help=help_text(_HELP),
    epilog=help_text(_EPILOG),
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"lemmavec {__version__}")
        raise typer.Exit()


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version."),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of an error instead of one line.")
    ] = False,
) -> None:
    """Handle the options before the command."""


for _command in _COMMANDS:
    _command.add_to(app)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line, and return its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        What follows `lemmavec`; the arguments of this process by default.

    Returns
    -------
    int
        0; 1 after an error; 2 if the command line itself is wrong; 128 + its number after a
        signal: 130 after Ctrl-C, 143 after SIGTERM.
    """
    with one_interrupt(at_exit=arguments is None) as signal_received:
        code = _run(list(sys.argv[1:] if arguments is None else arguments) or ["--help"])
        if code == INTERRUPTED:
            # Newer versions of typer turn KeyboardInterrupt into an exit code themselves.
            number = signal_received() or signal.SIGINT
            note(f"lemmavec: interrupted by {signal.Signals(number).name}")
            code = 128 + number
    return code


def _run(arguments: list[str]) -> int:
    try:
        with warnings_as_notes():
            code = app(args=arguments, prog_name="lemmavec", standalone_mode=False)
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except SystemExit as exit_:
        # Typer itself exits when the reader of a pipe has closed it.
        return exit_.code if isinstance(exit_.code, int) else 1
    except Exception as error:
        if arguments[0] == "--debug":
            raise
        return fail(error_line(error), getattr(error, "exit_code", 1))
    return code if isinstance(code, int) else 0
