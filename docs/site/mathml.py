"""A hook of the documentation's build: formulas become MathML, so pages need no script."""

from __future__ import annotations

import html
import re
from typing import Any

from latex2mathml.converter import convert

FORMULA = re.compile(
    r'<(span|div) class="arithmatex">\s*\\(?P<open>[(\[])(?P<latex>.*?)\\[)\]]\s*</\1>', re.S
)


def on_page_content(content: str, **_: Any) -> str:
    """Replace each formula that arithmatex found in the page."""

    def as_mathml(found: re.Match[str]) -> str:
        display = "block" if found["open"] == "[" else "inline"
        return str(convert(html.unescape(found["latex"]), display=display))

    return FORMULA.sub(as_mathml, content)
