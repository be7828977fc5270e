"""Word vectors with checked gradients: train, query, evaluate and store word2vec models."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from lemmavec import _former_names
from lemmavec._damage import DamagedFileError
from lemmavec.callbacks import Checkpoint
from lemmavec.cluster import RayCluster
from lemmavec.doc2vec import Doc2Vec
from lemmavec.phrases import Phrases
from lemmavec.subwords import Subwords
from lemmavec.vectors import WordVectors, load
from lemmavec.word2vec import Word2Vec

__all__ = [
    "Checkpoint",
    "DamagedFileError",
    "Doc2Vec",
    "Phrases",
    "RayCluster",
    "Subwords",
    "Word2Vec",
    "WordVectors",
    "load",
]
__version__ = "0.1.0"

# Modules that are imported when they are used.
_PUBLIC_MODULES = ["callbacks", "equations", "gensim", "gradient_check", "network", "sklearn"]

_former_names.install()


def __getattr__(name: str) -> Any:
    """Import a public module when it is asked for: `lemmavec.equations`."""
    if name in _PUBLIC_MODULES:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List what is public and nothing else."""
    return sorted([*__all__, *_PUBLIC_MODULES, "__version__"])
