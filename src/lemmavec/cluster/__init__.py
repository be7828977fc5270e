"""Training on a cluster: workers with a shard each, and rounds that combine what they learn."""

from __future__ import annotations

from lemmavec.cluster.corpus import ClusterCorpus
from lemmavec.cluster.options import RayCluster
from lemmavec.cluster.ray_crew import RayCrew
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.sources import Corpus
from lemmavec.corpus.text_files import CountingProgress
from lemmavec.corpus.vocabulary_choice import Choice
from lemmavec.settings import Settings

__all__ = ["ClusterCorpus", "RayCluster", "on_cluster"]


def on_cluster(
    cluster: RayCluster,
    corpus: Corpus,
    choose: Choice,
    settings: Settings,
    reading: ReadingOptions,
    progress: CountingProgress | None = None,
) -> ClusterCorpus:
    """Start the workers, and let them count and encode their shards of a corpus."""
    if not isinstance(cluster, RayCluster):
        raise TypeError(f"cluster must be a RayCluster, got {cluster!r}")
    crew = RayCrew(cluster)
    try:
        return ClusterCorpus(cluster, crew, corpus, choose, settings, reading, progress)
    except BaseException:
        crew.close()
        raise
