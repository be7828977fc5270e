"""Training on a real Ray cluster, whose workers and nodes are killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from lemmavec import RayCluster, Word2Vec
from lemmavec.cluster import shards

ray = pytest.importorskip("ray", reason="Ray is not installed: extra ray")
pytestmark = [
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # sockets that Ray leaves to the end
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

STEPS = np.random.default_rng(3).integers(-2, 3, (600, 12)).cumsum(axis=1) % 30
SENTENCES = [[f"{'ab'[i % 2]}{w}" for w in line] for i, line in enumerate(STEPS.tolist())]
SMALL = {"vector_size": 12, "min_count": 1, "sample": 0, "epochs": 3}
TWO = RayCluster(workers=2)


@pytest.fixture(scope="module")
def nodes():
    """A head, which runs nothing, and two nodes of two CPUs."""
    from ray.cluster_utils import Cluster

    handler = signal.getsignal(signal.SIGTERM)
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
    for _ in range(2):
        cluster.add_node(num_cpus=2)
    ray.init(address=cluster.address, log_to_driver=False, logging_level="ERROR")
    signal.signal(signal.SIGTERM, handler)  # Ray's ends the process, other tests included
    yield cluster
    ray.shutdown()
    cluster.shutdown()


@pytest.fixture(scope="module")
def expected(nodes):
    """The bits of a training to which nothing happens."""
    return bits(Word2Vec(**SMALL).fit(SENTENCES, cluster=TWO))


def bits(model):
    losses = [record.loss for record in model.history]
    return model._state.V.tobytes(), model._state.U.tobytes(), losses


def text_file(folder, lines=SENTENCES):
    path = folder / "text.txt"
    path.write_text("\n".join(map(" ".join, lines)), encoding="utf-8")
    return path


def test_it_learns_and_repeats(nodes, expected):
    model = Word2Vec(**SMALL | {"epochs": 30}).fit(SENTENCES, cluster=TWO)
    assert {word[0] for word, _ in model.vectors.most_similar("a7", topn=8)} == {"a"}
    assert bits(Word2Vec(**SMALL).fit(SENTENCES, cluster=TWO)) == expected


def test_the_bits_are_those_of_workers_without_ray(nodes, expected):
    from functools import partial

    from lemmavec.cluster.corpus import ClusterCorpus
    from lemmavec.cluster.crew import LocalCrew
    from lemmavec.corpus.reading import ReadingOptions
    from lemmavec.corpus.vocabulary_choice import WordChoice, frequent_words
    from lemmavec.training import loop
    from lemmavec.training.state import ModelState

    model = Word2Vec(**SMALL)
    choose, crew = partial(frequent_words, choice=WordChoice(1)), LocalCrew(2)
    reading = ReadingOptions()
    with ClusterCorpus(TWO, crew, SENTENCES, choose, model.settings, reading) as corpus:
        model._state = ModelState.start(model.settings, corpus.vocabulary)
        loop.train(model._state, corpus)
    assert bits(model) == expected


def test_a_data_set_of_ray_is_read_by_the_workers(nodes, tmp_path):
    pytest.importorskip("ray.data")
    rows = [{"text": " ".join(sentence), "n": i} for i, sentence in enumerate(SENTENCES)]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    alone = Word2Vec(**SMALL | {"epochs": 1}).fit(SENTENCES)
    for corpus in (ray.data.from_items(rows), ray.data.read_json(str(path))):
        model = Word2Vec(**SMALL | {"epochs": 1}).fit(corpus, column="text", cluster=TWO)
        assert model.vectors.index_to_key == alone.vectors.index_to_key
        np.testing.assert_array_equal(model.vectors.counts, alone.vectors.counts)
        assert model.history[0].words == 7200
    with pytest.raises(ValueError, match="has no column 'body'; its columns are"):
        Word2Vec(**SMALL).fit(corpus, column="body", cluster=TWO)
    with pytest.raises(TypeError, match="pass column="):
        Word2Vec(**SMALL).fit(corpus, cluster=TWO)


def test_validation_callbacks_and_early_stopping_work_as_on_one_machine(nodes, tmp_path):
    seen = []

    def look(model, record):
        seen.append((record.epoch, model.vectors["a1"].copy()))
        return record.epoch == 2

    path = text_file(tmp_path)
    model = Word2Vec(**SMALL).fit(
        path, cluster=TWO, validation=SENTENCES[:50], callbacks=[look], early_stopping=2
    )
    assert [epoch for epoch, _ in seen] == [1, 2]
    assert (seen[0][1] != seen[1][1]).any()
    assert model.history[1].validation_loss < model.history[0].validation_loss


@pytest.mark.parametrize("what", ["worker", "node"])
def test_what_is_killed_in_a_round_costs_no_bit(nodes, expected, what):
    killer = threading.Thread(target=kill, args=(nodes, what))

    def first_epoch(model, record):
        if record.epoch == 1:
            killer.start()

    model = Word2Vec(**SMALL)
    with pytest.warns(RuntimeWarning, match="begins again"):
        model.fit(SENTENCES, cluster=TWO, callbacks=[first_epoch, slow])
    killer.join()
    if what == "node":
        handler = signal.getsignal(signal.SIGTERM)
        nodes.add_node(num_cpus=2)
        signal.signal(signal.SIGTERM, handler)
    assert bits(model) == expected


def slow(model, record):
    """Leave the killer its time."""
    time.sleep(1)


def kill(nodes, what):
    if what == "node":
        nodes.remove_node(nodes.list_all_nodes()[1], allow_graceful=False)
        return
    for pid in worker_processes():
        os.kill(pid, signal.SIGKILL)
        return


def worker_processes():
    """Processes of actors that train."""
    found = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True)
    return [int(line.split()[0]) for line in found.stdout.splitlines() if "ray::RayWorker" in line]


def test_a_file_that_a_worker_cannot_read_is_named(nodes, tmp_path, monkeypatch):
    path = text_file(tmp_path)
    cut = shards.cut

    def cut_and_remove(file, part_bytes):
        parts = list(cut(file, part_bytes))
        file.rename(file.with_suffix(".gone"))
        return iter(parts)

    monkeypatch.setattr(shards, "cut", cut_and_remove)
    monkeypatch.setattr(shards, "size_of", lambda part: part.stop - part.start)
    with pytest.raises(OSError, match=r"worker \d on .*text\.txt"):
        Word2Vec(**SMALL).fit(path, cluster=TWO)


def test_a_driver_that_was_killed_is_resumed(nodes, tmp_path, expected):
    path, checkpoint = text_file(tmp_path), tmp_path / "run.lemma"
    program = f"""
import ray
ray.init(address={nodes.address!r}, log_to_driver=False, logging_level="ERROR")
from lemmavec import Checkpoint, RayCluster, Word2Vec
import os
def die(model, record):
    if record.epoch == 2: os.kill(os.getpid(), 9)
model = Word2Vec(**{SMALL})
saved = Checkpoint({str(checkpoint)!r})
model.fit({str(path)!r}, cluster=RayCluster(workers=2), callbacks=[saved, die])
"""
    killed = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=200)
    assert killed.returncode == -9
    model = Word2Vec.load(checkpoint)
    assert len(model.history) == 2
    model.fit(path, cluster=TWO, resume=True)
    whole = Word2Vec(**SMALL).fit(path, cluster=TWO)
    assert bits(model) == bits(whole)


def test_too_few_cpus_end_in_an_error_that_says_for_whom(nodes):
    started = time.monotonic()
    with pytest.raises(TimeoutError, match=r"worker \d+ \(of 9\) .* 20 s, while it had to start"):
        Word2Vec(**SMALL).fit(SENTENCES, cluster=RayCluster(workers=9, timeout=20))
    assert time.monotonic() - started < 90
