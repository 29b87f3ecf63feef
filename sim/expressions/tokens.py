"""Text to tokens: numbers, words, quoted strings and signs; every character that has no place here is told
with what was meant.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from sim.expressions.ast import wrong

LONGEST_TEXT = 4000
_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<word>[^\W\d]\w*)"
    r"|(?P<string>\"[^\"]*\"|'[^']*')"
    r"|(?P<sign><=|>=|==|!=|[-+*/<>=(),\[\]%])"
)
_SPACE = re.compile(r"[ \t\r\n]*")
_LONG_WAY = {
    "&": "and", "|": "or", "!": "not or !=", "^": "* (powers do not exist)", "“": '"', "”": '"', "‘": "'",
    "’": "'", "×": "*", "÷": "/", "≤": "<=", "≥": ">=", "≠": "!=", "、": ",", "。": "nothing at the end",
    "−": "-", "–": "-", "—": "-", ":": "no colon; quote a time of day", '"': 'a closing "',
    "'": "a closing '", ".": "a name without dots, or a digit before the point",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """``kind`` is number, word, string, sign or end; ``text`` as written (a string without its quotes);
    ``column`` from 1.
    """

    kind: str
    text: str
    column: int

    def __str__(self) -> str:
        return "the end of the text" if self.kind == "end" else excerpt(self.text)


def tokenize(text: str) -> list[Token]:
    """The tokens of ``text``, closed by one of kind ``end``; ExpressionError at the first character that
    fits nowhere.
    """
    if len(text) > LONGEST_TEXT:
        raise wrong(f"a text of {len(text)} characters", f"at most {LONGEST_TEXT} characters", 1)
    _refuse_invisible(text)
    tokens: list[Token] = []
    at = _skip(text, 0)
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise wrong(excerpt(text[at]), _instead(text[at]), at + 1)
        tokens.append(_token(found))
        at = _skip(text, found.end())
    return [*tokens, Token("end", "", len(text) + 1)]


def excerpt(text: str) -> str:
    """The text for a message: visible characters only, at most 60 of them."""
    shown = "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in text[:61])
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


def _token(found: re.Match[str]) -> Token:
    kind = found.lastgroup or ""
    text = found.group()
    return Token(kind, text[1:-1] if kind == "string" else text, found.start() + 1)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _refuse_invisible(text: str) -> None:
    """Control, zero-width and direction characters make two texts look alike that differ, so none may stand
    even in quotes.
    """
    if text.isprintable():
        return
    for at, char in enumerate(text):
        if not char.isprintable() and char not in "\t\r\n":
            plain = "a plain space" if char.isspace() else "visible characters only"
            raise wrong(f"the character {excerpt(char)}", plain, at + 1)


def _instead(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char)
    if plain != char and plain.isascii():
        return f"{plain} (not full-width)"
    return _LONG_WAY.get(char, "a number, a name, a quoted text or one of + - * / < <= == != >= > ( ) [ ] ,")
