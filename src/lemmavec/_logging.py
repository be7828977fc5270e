"""The library's logger, `lemmavec`: silent unless the program configures logging."""

from __future__ import annotations

import logging

log = logging.getLogger("lemmavec")
log.addHandler(logging.NullHandler())
