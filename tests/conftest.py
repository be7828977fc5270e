"""What several test files share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data; a test that needs it is skipped where it is absent."""
    default = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get("LEMMAVEC_DATA", default))
    if not folder.is_dir():
        pytest.skip(f"no data at {folder}; LEMMAVEC_DATA names another place")
    return folder
