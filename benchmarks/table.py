"""Runs summed up: medians, pairwise ratios, means and spreads; printed and written as JSON."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from typing import Any

Record = dict[str, Any]


def summarise(records: Sequence[Record], measures: Sequence[str]) -> list[Record]:
    """Sum up the runs of each peer and dimension over the seeds.

    Speed, time and memory are medians, quality is a mean with its sample standard deviation. The
    ratio compares the runs with the same seed, one right after the other, and takes the median.
    """
    summary = []
    for size in sorted({record["vector_size"] for record in records}):
        for peer in dict.fromkeys(record["peer"] for record in records):
            runs = _of(records, size, peer)
            row: Record = {"vector_size": size, "peer": peer, "runs": len(runs)}
            for name in ("words_per_second", "vocabulary_seconds", "training_seconds", "peak_mb"):
                row[name] = statistics.median(run[name] for run in runs)
            others = _of(records, size, "gensim")
            if peer != "gensim" and others:
                row["speed_ratio"] = _ratio(runs, others, "words_per_second")
                row["vocabulary_ratio"] = 1 / _ratio(runs, others, "vocabulary_seconds")
            for name in measures:
                scores = [run["quality"][name] for run in runs]
                row[name] = statistics.mean(scores)
                row[f"{name} spread"] = statistics.stdev(scores) if len(scores) > 1 else None
            summary.append(row)
    return summary


def _of(records: Sequence[Record], size: int, peer: str) -> list[Record]:
    return [r for r in records if (r["vector_size"], r["peer"]) == (size, peer)]


def _ratio(runs: Sequence[Record], others: Sequence[Record], name: str) -> float:
    pairs = zip(runs, others, strict=True)
    return statistics.median(float(run[name]) / float(other[name]) for run, other in pairs)


def show(result: Record, measures: Sequence[str]) -> None:
    """Print the summary as a table, and the lines about the machine under it."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    settings, machine = result["settings"], result["machine"]
    console = Console(highlight=False)
    several = "" if settings["epochs"] == 1 else "s"
    console.print(
        f"{result['corpus']}: {result['words']:,} words, {settings['epochs']} epoch{several}, "
        f"{settings['threads']} threads, seeds {', '.join(map(str, settings['seeds']))}"
    )
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("")
    for row in result["summary"]:
        table.add_column(f"{row['peer']}\n{row['vector_size']}", justify="right")
    for name, cell in _LINES.items():
        table.add_row(name, *(cell(row) for row in result["summary"]))
    for name in measures:
        scores = ((row[name], row[f"{name} spread"]) for row in result["summary"])
        table.add_row(name, *(_score(mean, spread) for mean, spread in scores))
    console.print(table)
    if result["thread_scaling"] is not None:
        threads = settings["threads"]
        console.print(f"{threads} threads are {result['thread_scaling']:.2f} x as fast as one")
    console.print(f"import lemmavec: {result['import_seconds']:.3f} s")
    console.print(
        f"{machine['processor']}, {machine['cores']} cores, Python {machine['python']}, "
        f"lemmavec {machine['lemmavec']}, gensim {machine['gensim']}"
    )


def _times(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.1f} x"


def _score(mean: float, spread: float | None) -> str:
    return f"{mean:.3f}" if spread is None else f"{mean:.3f} ±{spread:.3f}"


_LINES: dict[str, Callable[[Record], str]] = {
    "M words/s": lambda row: f"{row['words_per_second'] / 1e6:.2f}",
    "  times gensim's": lambda row: _times(row.get("speed_ratio")),
    "vocabulary, s": lambda row: f"{row['vocabulary_seconds']:.2f}",
    "  times as fast": lambda row: _times(row.get("vocabulary_ratio")),
    "peak memory, MB": lambda row: f"{row['peak_mb']:.0f}",
}
