"""Puts the scoreboard that `sim score --markdown` prints into a page, between two markers.

usage: sim score --markdown --quiet | python docs/update_readme.py README.md
"""

from __future__ import annotations

import sys
from pathlib import Path

BEGIN = "<!-- sim score --markdown -->"
END = "<!-- end of sim score -->"


def updated(page: str, board: str) -> str:
    """The page with the text between its markers replaced; `ValueError` where a marker is missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the page needs a line {BEGIN} and, below it, a line {END}")
    return f"{before}{BEGIN}\n\n{board.strip()}\n\n{END}{after}"


if __name__ == "__main__":
    file = Path(sys.argv[1])
    file.write_text(updated(file.read_text(encoding="utf-8"), sys.stdin.read()), encoding="utf-8")
