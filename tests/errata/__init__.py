"""Every erratum of the five documents, computed: what is printed, what is right, what is measured.

The printed side is the document's formula taken at its word. The right side comes from
`lemmavec`. The measured side comes from neither: it differentiates a loss written out in
`problem.py`, by differences.
"""

from __future__ import annotations

from errata import document_000, document_001, document_002, document_003, document_004
from errata.problem import Erratum

ERRATA: list[Erratum] = [
    *document_000.ERRATA,
    *document_001.ERRATA,
    *document_002.ERRATA,
    *document_003.ERRATA,
    *document_004.ERRATA,
]
