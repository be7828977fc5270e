"""What several test files share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples every time, as a failing test must be one that was there before; `make examples`
# looks for new ones, many more of them.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("examples", max_examples=20_000, deadline=None)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data; a test that needs it is skipped where it is absent."""
    default = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get("LEMMAVEC_DATA", default))
    if not folder.is_dir():
        pytest.skip(f"no data at {folder}; LEMMAVEC_DATA names another place")
    return folder
