"""Where no Ray is, and where nothing answers."""

from __future__ import annotations

import signal
import socket
import sys

import pytest

from lemmavec import RayCluster, Word2Vec

SENTENCES = [["gold", "ore"], ["gold", "mine"]] * 20


def test_without_ray_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ImportError, match=r'needs the package ray: pip install "lemmavec\[ray\]"'):
        Word2Vec(min_count=1).fit(SENTENCES, cluster=RayCluster(workers=2))


def test_no_cluster_at_an_address_is_an_error():
    ray = pytest.importorskip("ray", reason="Ray is not installed: extra ray")
    assert not ray.is_initialized()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(ConnectionError, match=f"no Ray cluster at {address} within 2 s"):
        Word2Vec(min_count=1).fit(
            SENTENCES, cluster=RayCluster(workers=2, address=address, timeout=2)
        )


def test_ray_on_this_machine_comes_and_goes_and_leaves_the_signals(tmp_path):
    ray = pytest.importorskip("ray", reason="Ray is not installed: extra ray")
    before = signal.getsignal(signal.SIGTERM)
    seen = []

    def look(model, record):
        seen.append((ray.is_initialized(), signal.getsignal(signal.SIGTERM)))

    model = Word2Vec(min_count=1, epochs=1, sample=0)
    model.fit(SENTENCES, cluster=RayCluster(workers=2), callbacks=[look])
    assert seen == [(True, before)]
    assert not ray.is_initialized()
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_cluster_is_a_ray_cluster():
    with pytest.raises(TypeError, match="cluster must be a RayCluster, got 'auto'"):
        Word2Vec(min_count=1).fit(SENTENCES, cluster="auto")


def test_ray_is_imported_by_nothing_else():
    import subprocess

    code = "import sys, lemmavec, lemmavec.cli; sys.exit('ray' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
