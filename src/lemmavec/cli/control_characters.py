r"""Characters that a terminal obeys instead of showing, written visibly: ESC as `\x1b`.

A word comes from whatever text a model was trained on, and a file's name from whoever gave it. Left
as they are, such characters recolour or overwrite a screen, end a line, or reverse its order.
"""

from __future__ import annotations

import re

# C0, DEL, C1; line and paragraph separators; embeddings, overrides and isolates of bidirectional
# text; surrogates, which no encoding can write. Marks of direction (U+200E, U+200F, U+061C) stay:
# words of Arabic and Hebrew have them, and they reorder nothing beyond their neighbours.
_CONTROL = "\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_UNSEEN = re.compile(f"[{_CONTROL}]")
_UNSEEN_OR_BACKSLASH = re.compile(rf"[\\{_CONTROL}]")
_SHORT = {"\t": r"\t", "\n": r"\n", "\r": r"\r", "\\": r"\\"}


def visible(text: str) -> str:
    r"""Write control characters as escapes, for a person to look at.

    Examples
    --------
    >>> print(visible("\x1b[31mred"))
    \x1b[31mred
    """
    return _UNSEEN.sub(_escape, text)


def field(text: str) -> str:
    r"""Write a text as one field of a tab-separated line, from which it can be told again.

    A backslash is doubled, as in the lines of PostgreSQL's COPY, so that no two texts are alike.

    Examples
    --------
    >>> print(field("a\tb"), field(r"a\tb"))
    a\tb a\\tb
    """
    return _UNSEEN_OR_BACKSLASH.sub(_escape, text)


def quoted_field(text: str) -> str:
    r"""Write a text as a field from which the module `csv` and pandas read the very same text.

    Nothing is escaped in it, control characters neither: this form is for texts that come back from
    a command as they went in. `csv` itself leaves a carriage return bare.

    Examples
    --------
    >>> quoted_field('the "best"\n')
    '"the ""best""\n"'
    """
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in '\t\n\r"') else text


def in_json(document: str) -> str:
    r"""Write as escapes of JSON what `json.dumps(ensure_ascii=False)` leaves in its strings.

    Examples
    --------
    >>> print(in_json('"\x9b31m"'))
    "\u009b31m"
    """
    return re.sub(f"(?!\n)[{_CONTROL}]", lambda found: f"\\u{ord(found[0]):04x}", document)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return _SHORT.get(found[0]) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
