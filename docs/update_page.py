"""Puts what a command prints into a page, between two markers that name it.

usage: sim score --markdown --quiet | python docs/update_page.py README.md "sim score --markdown"
"""

from __future__ import annotations

import sys
from pathlib import Path


def markers(name: str) -> tuple[str, str]:
    """The lines between which a text stands."""
    return f"<!-- {name} -->", f"<!-- end of {name} -->"


def updated(page: str, text: str, name: str) -> str:
    """The page with the text between its markers replaced; `ValueError` where a marker is missing."""
    first, last = markers(name)
    before, begin, rest = page.partition(first)
    _, end, after = rest.partition(last)
    if not (begin and end):
        raise ValueError(f"the page needs a line {first} and, below it, a line {last}")
    return f"{before}{first}\n\n{text.strip()}\n\n{last}{after}"


if __name__ == "__main__":
    file = Path(sys.argv[1])
    told = updated(file.read_text(encoding="utf-8"), sys.stdin.read(), sys.argv[2])
    file.write_text(told, encoding="utf-8")
