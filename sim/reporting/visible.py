"""Text that steers no terminal: control characters of files, names and arguments are shown, not obeyed."""

from __future__ import annotations

import unicodedata

_INVISIBLE = {"Cc", "Zl", "Zp", "Cs"}
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What changes the direction of writing and could make a line read otherwise than it is."""


def visible(text: str, *, lines: bool = False) -> str:
    r"""The text with every control character, turning mark and lone surrogate as an escape.

    ``lines`` keeps line ends and tabs.

    >>> visible("red \x1b[31m")
    'red \\x1b[31m'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if (lines and c in "\n\t") else _shown(c) for c in text)


def _shown(c: str) -> str:
    hidden = unicodedata.category(c) in _INVISIBLE or c in _TURNING
    return c.encode("unicode_escape").decode("ascii") if hidden else c
