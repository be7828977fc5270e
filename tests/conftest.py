"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("LEMMAVEC_DATA", Path(__file__).parents[2] / "shared" / "data"))


@pytest.fixture
def shared_data() -> Path:
    """Return the folder of real corpora, which a fresh machine does not have."""
    if not SHARED.is_dir():
        pytest.skip(f"no real corpora here: there is no folder {SHARED}")
    return SHARED
