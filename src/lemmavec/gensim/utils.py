"""The names of `gensim.utils` that scripts use."""

from __future__ import annotations

from lemmavec.gensim.preprocessing import simple_preprocess
from lemmavec.gensim.raw_vocabulary import RULE_DEFAULT, RULE_DISCARD, RULE_KEEP

__all__ = ["RULE_DEFAULT", "RULE_DISCARD", "RULE_KEEP", "simple_preprocess"]
