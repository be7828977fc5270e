"""Runs summed up: medians, pairwise ratios, means and spreads; printed and written as JSON."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from typing import Any

Record = dict[str, Any]

# What the runs of one row have in common, but for the alpha and the seed.
_MODEL = ("architecture", "loss")
_SETTING = (*_MODEL, "vector_size", "threads")

# Which measure says what the best alpha is, where it is there.
_JUDGE = "analogies"


def summarise(records: Sequence[Record], measures: Sequence[str]) -> list[Record]:
    """Sum up the runs of each peer in each setting over the seeds.

    Speed, time and memory are medians over seeds and alphas. The ratio compares each run with
    gensim's of the same seed and alpha, one right after the other, and takes the median. Quality is
    a mean with its sample standard deviation over the seeds, at the alpha that is best for the
    peer: by analogies, or by the last measure where there are none.
    """
    summary = []
    for setting, runs_of in _grouped(records, _SETTING):
        for (peer,), runs in _grouped(runs_of, ("peer",)):
            row: Record = dict(zip(_SETTING, setting, strict=True)) | {"peer": peer}
            row["runs"] = len(runs)
            for name in ("words_per_second", "vocabulary_seconds", "training_seconds", "peak_mb"):
                row[name] = statistics.median(run[name] for run in runs)
            others = [run for run in runs_of if run["peer"] == "gensim"]
            if peer != "gensim" and others:
                row["speed_ratio"] = _ratio(runs, others, "words_per_second")
                row["vocabulary_ratio"] = 1 / _ratio(runs, others, "vocabulary_seconds")
            summary.append(row | _quality(runs, measures))
    return summary


def _grouped(
    records: Sequence[Record], names: tuple[str, ...]
) -> Iterator[tuple[tuple[Any, ...], list[Record]]]:
    """Give the records that agree in some fields together, in the order of their first."""
    groups: dict[tuple[Any, ...], list[Record]] = {}
    for record in records:
        groups.setdefault(tuple(record[name] for name in names), []).append(record)
    yield from groups.items()


def _ratio(runs: Sequence[Record], others: Sequence[Record], name: str) -> float:
    """Median ratio of the runs to the others of the same seed and alpha."""
    partner = {(other["seed"], other["alpha"]): other for other in others}
    return statistics.median(
        float(run[name]) / float(partner[run["seed"], run["alpha"]][name]) for run in runs
    )


def _quality(runs: Sequence[Record], measures: Sequence[str]) -> Record:
    """Score the best alpha; `by_alpha` has the means of all, where there are several."""
    of_alpha = {alpha: of for (alpha,), of in _grouped(runs, ("alpha",))}
    means = {
        alpha: {m: statistics.mean(run["quality"][m] for run in of) for m in measures}
        for alpha, of in of_alpha.items()
    }
    judge = _JUDGE if _JUDGE in measures else measures[-1] if measures else None
    best = next(iter(means)) if judge is None else max(means, key=lambda alpha: means[alpha][judge])
    row: Record = {"alpha": best} | means[best]
    for measure in measures:
        scores = [run["quality"][measure] for run in of_alpha[best]]
        row[f"{measure} spread"] = statistics.stdev(scores) if len(scores) > 1 else None
    if len(means) > 1:
        row["by_alpha"] = {str(alpha): mean for alpha, mean in means.items()}
    return row


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
    if any("by_alpha" in row for row in result["summary"]):
        judge = _JUDGE if _JUDGE in measures else measures[-1]
        console.print(f"alpha: of those tried, each library's best by {judge}")
    if result["thread_scaling"] is not None:
        threads = max(settings["threads"])
        console.print(f"{threads} threads are {result['thread_scaling']:.2f} x as fast as one")
    console.print(f"import lemmavec: {result['import_seconds']:.3f} s")
    console.print(
        f"{machine['processor']}, {machine['cores']} cores, Python {machine['python']}, "
        f"lemmavec {machine['lemmavec']}, gensim {machine['gensim']}, floret {machine['floret']}"
    )


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
            scores = [_score(row[name], row[f"{name} spread"]) for name in measures]
            cells = [cell(row) for cell in _COLUMNS.values()]
            table.add_row(f" {row['peer']}", *cells, *scores)
    return table


def _times(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.1f}"


def _score(mean: float, spread: float | None) -> str:
    """Write a score without the zero before the point, which all of them have."""
    texts = [f"{mean:.3f}"] if spread is None else [f"{mean:.3f}", f"±{spread:.3f}"]
    return " ".join(text.replace("0.", ".", 1) for text in texts)


_COLUMNS: dict[str, Callable[[Record], str]] = {
    "alpha": lambda row: f"{row['alpha']:g}",
    "words,\nM/s": lambda row: f"{row['words_per_second'] / 1e6:.2f}",
    "times\ngensim": lambda row: _times(row.get("speed_ratio")),
    "count,\ns": lambda row: f"{row['vocabulary_seconds']:.2f}",
    "MB": lambda row: f"{row['peak_mb']:.0f}",
}
