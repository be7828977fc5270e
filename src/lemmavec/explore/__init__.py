"""The explorer: word vectors in a browser, by a server on this machine alone."""

from lemmavec.explore.serving import explore

__all__ = ["explore"]
