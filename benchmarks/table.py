"""Summaries of runs: medians, pairwise ratios, means and spreads, and their printed table."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from typing import Any

Record = dict[str, Any]

# What the runs of one row have in common, but for the alpha and the seed.
_MODEL = ("architecture", "loss")
_SETTING = (*_MODEL, "vector_size", "threads")
# What every run has, even one that diverged.
NAMES = (*_SETTING, "peer", "alpha", "seed", "deterministic")

# The measure by which the best alpha is chosen, where it was taken.
_JUDGE = "analogies"


def summarise(records: Sequence[Record], measures: Sequence[str]) -> list[Record]:
    """Summarise the runs of each peer in each setting over the seeds.

    Speed, time and memory are medians over seeds and alphas. The ratio compares each run with
    gensim's of the same seed and alpha, one right after the other, and takes the median. Quality is
    a mean with its sample standard deviation over the seeds, at the alpha that is best for the
    peer: by analogies, or by the last measure where there are none. Runs that diverged are only
    counted, and an alpha with one of them cannot be the best.
    """
    summary = []
    for setting, runs_of in _grouped(records, _SETTING):
        others = [run for run in _finished(runs_of) if run["peer"] == "gensim"]
        for (peer,), runs in _grouped(runs_of, ("peer",)):
            row: Record = dict(zip(_SETTING, setting, strict=True)) | {"peer": peer}
            finished = _finished(runs)
            row |= {"runs": len(runs), "diverged": len(runs) - len(finished)}
            if finished:
                row |= _speed(finished, others if peer != "gensim" else [])
            summary.append(row | _quality(runs, measures))
    return summary


def _finished(runs: Sequence[Record]) -> list[Record]:
    return [run for run in runs if not run["diverged"]]


def _speed(runs: Sequence[Record], others: Sequence[Record]) -> Record:
    row: Record = {}
    for name in ("words_per_second", "vocabulary_seconds", "training_seconds", "peak_mb"):
        row[name] = statistics.median(run[name] for run in runs)
    partner = {(other["seed"], other["alpha"]): other for other in others}
    pairs = [(run, partner.get((run["seed"], run["alpha"]))) for run in runs]
    for name, ratio, faster in (
        ("words_per_second", "speed_ratio", 1),
        ("vocabulary_seconds", "vocabulary_ratio", -1),
    ):
        ratios = [(run[name] / other[name]) ** faster for run, other in pairs if other]
        if ratios:
            row[ratio] = statistics.median(ratios)
    return row


def _grouped(
    records: Sequence[Record], names: tuple[str, ...]
) -> Iterator[tuple[tuple[Any, ...], list[Record]]]:
    """Give the records that agree in some fields together, in the order of their first."""
    groups: dict[tuple[Any, ...], list[Record]] = {}
    for record in records:
        groups.setdefault(tuple(record[name] for name in names), []).append(record)
    yield from groups.items()


def _quality(runs: Sequence[Record], measures: Sequence[str]) -> Record:
    """Score the best alpha; `by_alpha` has the means of all, where there are several."""
    means = {
        alpha: None
        if any(run["diverged"] for run in of)
        else {name: statistics.mean(run["quality"][name] for run in of) for name in measures}
        for (alpha,), of in _grouped(runs, ("alpha",))
    }
    row: Record = {"alpha": None}
    if len(means) > 1:
        row["by_alpha"] = {str(alpha): mean or "diverged" for alpha, mean in means.items()}
    scored = {alpha: mean for alpha, mean in means.items() if mean is not None}
    if not scored:
        return row
    judge = _judge(measures)
    row["alpha"] = best = max(scored, key=lambda alpha: scored[alpha].get(judge, 0))
    row |= scored[best]
    for name in measures:
        scores = [run["quality"][name] for run in runs if run["alpha"] == best]
        row[f"{name} spread"] = statistics.stdev(scores) if len(scores) > 1 else None
    return row


def _judge(measures: Sequence[str]) -> str:
    """Return the measure by which the best alpha is chosen; "" if nothing is measured."""
    return _JUDGE if _JUDGE in measures else (measures[-1] if measures else "")


def show(result: Record, measures: Sequence[str]) -> None:
    """Print a table for each model, and the lines about the machine under them."""
    from rich.console import Console

    settings, machine = result["settings"], result["machine"]
    console = Console(highlight=False)
    several = "" if settings["epochs"] == 1 else "s"
    console.print(
        f"{result['corpus']}: {result['words']:,} words, {settings['epochs']} epoch{several}, "
        f"seeds {', '.join(map(str, settings['seeds']))}"
    )
    for (architecture, loss), rows in _grouped(result["summary"], _MODEL):
        console.print(_table(f"{architecture}, {loss.replace('_', ' ')}", rows, measures))
    if measures and any("by_alpha" in row for row in result["summary"]):
        console.print(f"alpha: of those tried, each library's best by {_judge(measures)}")
    for peer, scored_as in _scored_as(result["runs"]).items():
        console.print(f"scores of {peer}: those of its runs as {scored_as}")
    if diverged := sum(row["diverged"] for row in result["summary"]):
        console.print(f"{diverged} of {len(result['runs'])} runs diverged, and are left out")
    if result["thread_scaling"] is not None:
        threads = max(settings["threads"])
        console.print(f"{threads} threads are {result['thread_scaling']:.2f} x as fast as one")
    console.print(f"import lemmavec: {result['import_seconds']:.3f} s")
    console.print(
        f"{machine['processor']}, {machine['cores']} cores, Python {machine['python']}, "
        f"lemmavec {machine['lemmavec']}, gensim {machine['gensim']}, floret {machine['floret']}"
    )


def _scored_as(runs: Sequence[Record]) -> dict[str, str]:
    """Return the peers that trained again for their scores, and as which peer they did."""
    return {run["peer"]: run["quality_run"]["peer"] for run in runs if run.get("quality_run")}


def _table(title: str, rows: Sequence[Record], measures: Sequence[str]) -> Any:
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("", no_wrap=True)
    for name in (*_COLUMNS, *measures):
        table.add_column(name, justify="right")
    for (size, threads), group in _grouped(rows, ("vector_size", "threads")):
        several = "" if threads == 1 else "s"
        table.add_row(f"d = {size}, {threads} thread{several}")
        for row in group:
            scores = [_score(row, name) for name in measures]
            cells = [cell(row) for cell in _COLUMNS.values()]
            table.add_row(f" {row['peer']}", *cells, *scores)
    return table


def _number(name: str, form: str, unit: float = 1.0) -> Callable[[Record], str]:
    """Format a field of the row; empty where it has none."""
    return lambda row: "" if row.get(name) is None else format(row[name] / unit, form)


def _score(row: Record, name: str) -> str:
    """Format a score without its leading zero."""
    if name not in row:
        return "diverged"
    spread = row[f"{name} spread"]
    texts = [f"{row[name]:.3f}"] if spread is None else [f"{row[name]:.3f}", f"±{spread:.3f}"]
    return " ".join(text.replace("0.", ".", 1) for text in texts)


_COLUMNS: dict[str, Callable[[Record], str]] = {
    "alpha": _number("alpha", "g"),
    "words,\nM/s": _number("words_per_second", ".2f", 1e6),
    "times\ngensim": _number("speed_ratio", ".1f"),
    "count,\ns": _number("vocabulary_seconds", ".2f"),
    "MB": _number("peak_mb", ".0f"),
}
