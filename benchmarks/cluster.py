"""Training on a Ray cluster beside one machine, and beside Spark's Word2Vec: quality and speed.

The workers are processes on this machine: with as many as there are cores they show the speed of a
cluster, and with more of them only its quality. Speeds are words of the corpus in a second of the
training epochs, without starting and counting; those of Spark are of its whole `fit`, which counts.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lemmavec import RayCluster, Word2Vec, WordVectors
from lemmavec._extras import extra

from . import data, reports
from .quality import Quality

Row = dict[str, float]


def on_one_machine(corpus: Path, epochs: int, seed: int, threads: int, quality: Quality) -> Row:
    model = Word2Vec(epochs=epochs, seed=seed, workers=threads).fit(corpus)
    return measured(model, quality)


def on_a_cluster(corpus: Path, epochs: int, seed: int, workers: int, quality: Quality) -> Row:
    model = Word2Vec(epochs=epochs, seed=seed)
    return measured(model.fit(corpus, cluster=RayCluster(workers=workers)), quality)


def measured(model: Word2Vec, quality: Quality) -> Row:
    words = sum(record.words for record in model.history)
    seconds = sum(record.words / record.words_per_second for record in model.history)
    return {"words_per_second": words / seconds, **quality.score(model.vectors)}


def on_spark(corpus: Path, epochs: int, seed: int, threads: int, quality: Quality) -> Row:
    """Spark's skip-gram with hierarchical softmax, its only model; as many partitions as cores."""
    import numpy as np

    extra("pyspark.ml.feature", "Spark's Word2Vec needs the package pyspark", "spark")
    from pyspark.ml.feature import Word2Vec as SparkWord2Vec
    from pyspark.sql import SparkSession
    from pyspark.sql.functions import split

    builder = SparkSession.builder.master(f"local[{threads}]").config("spark.driver.memory", "8g")
    spark = builder.config("spark.ui.enabled", "false").getOrCreate()
    lines = corpus.read_text(encoding="utf-8").splitlines()
    words = sum(len(line.split()) for line in lines)
    frame = spark.createDataFrame([(line,) for line in lines], ["text"]).repartition(threads)
    frame = frame.select(split("text", " ").alias("words")).cache()
    frame.count()
    start = time.perf_counter()
    model = SparkWord2Vec(
        vectorSize=100, minCount=5, maxIter=epochs, seed=seed, numPartitions=threads,
        inputCol="words", outputCol="vector",
    ).fit(frame)  # fmt: skip
    seconds = time.perf_counter() - start
    rows = model.getVectors().collect()
    vectors = WordVectors(
        [row.word for row in rows], np.array([row.vector.toArray() for row in rows], np.float32)
    )
    spark.stop()
    return {"words_per_second": words * epochs / seconds, **quality.score(vectors)}


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=data.FIL8, help="text, a sentence a line")
    parser.add_argument("--workers", default="2,4,8", help="of the clusters")
    parser.add_argument("--threads", type=int, default=2, help="of one machine, and of Spark")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--spark", action="store_true", help="train with Spark too (one epoch)")
    parser.add_argument("--output", type=Path, help="where to write the result as JSON")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    options = parse(arguments)
    quality = Quality([], [])
    found: dict[str, list[Row]] = {}
    for seed in range(1, options.seeds + 1):
        given = options.corpus, options.epochs, seed
        reports.say(f"seed {seed} of {options.seeds}: one machine")
        rows = {"one machine": on_one_machine(*given, options.threads, quality)}
        for workers in map(int, options.workers.split(",")):
            reports.say(f"seed {seed} of {options.seeds}: {workers} workers")
            rows[f"{workers} workers"] = on_a_cluster(*given, workers, quality)
        if options.spark:
            reports.say(f"seed {seed} of {options.seeds}: Spark")
            spark = options.corpus, 1, seed, options.threads
            rows["Spark, 1 epoch"] = on_spark(*spark, quality)
        for name, row in rows.items():
            found.setdefault(name, []).append(row)
    print("\n".join(table(found, quality.measures)))
    result: dict[str, Any] = reports.heading("benchmarks.cluster", arguments, None)
    reports.write(result | {"methods": found}, options.output, "cluster", silently=True)
    return 0


def table(found: dict[str, list[Row]], measures: Sequence[str]) -> list[str]:
    """Medians of speed, means of quality."""
    names = ["M words/s", *measures]
    lines = [f"| | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    for name, rows in found.items():
        speed = statistics.median(row["words_per_second"] for row in rows) / 1e6
        scores = [statistics.mean(row[measure] for row in rows) for measure in measures]
        lines.append(f"| {name} | {speed:.2f} | {' | '.join(f'{x:.3f}' for x in scores)} |")
    return lines


if __name__ == "__main__":
    sys.exit(main())
