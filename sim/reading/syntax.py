"""[reading] What is wrong with a text that is no YAML, in words that help its author."""

from __future__ import annotations

import re
from typing import Any

from sim.errors import Complaint, Place
from sim.form import full_width
from sim.form.wording import FULL_WIDTH

_NO_SPACE = re.compile(r"^\s*(?:- )?[A-Za-z_]\w*:(?=[^\s:/])")

_ONE_KEY = re.compile(r"^\s+\w+:(?:\s+[^:]*)?$")

# The parser's words, what that looks like to an author, and what would have been right.
_MEANINGS = (
    ("found unexpected ':'", "a colon without a value behind it", "key: value (a colon and a space)"),
    (
        "mapping values are not allowed",
        "a second colon in one value",
        "one key: value on a line (put a text with a colon in quotes)",
    ),
    ("found unexpected end of stream", "a quoted text that does not end", "a closing quotation mark"),
    (
        "found unexpected document indicator",
        "--- or ... inside a quoted text",
        "a closing quotation mark before it",
    ),
    (
        "expected ',' or ']'",
        "a list that is not closed, or lacks a comma",
        "a comma between the items and ] at the end",
    ),
    (
        "expected ',' or '}'",
        "a mapping that is not closed, or lacks a comma",
        "a comma between the entries and } at the end",
    ),
    (
        "expected '-' indicator",
        "a line that is no list item",
        "list items that all begin with - in the same column",
    ),
    ("expected key", "a line at an indentation that does not fit", "keys of one mapping in the same column"),
    (
        "block sequence entries are not allowed",
        "a list item that begins in the line of its key",
        "list items on lines of their own",
    ),
    ("could not find expected ':'", "a line without a colon", "key: value (a colon and a space)"),
    ("cannot start any token", "a character that cannot begin a value", "the text in quotation marks"),
    (
        "unknown escape character",
        "a backslash with a letter that means nothing",
        "single quotation marks, in which a backslash is plain",
    ),
    ("alias", "a * without a name", "the text in quotation marks"),
    ("anchor", "a & without a name", "the text in quotation marks"),
    ("tag", "a text that begins with !", "the text in quotation marks"),
    ("incompatible YAML", "a line that begins with %", "no directive"),
    ("directive", "a line that begins with %", "the text in quotation marks"),
    ("max depth", "more nested brackets than anybody can read", "a flatter file"),
    ("expected node content", "a bracket or comma where a value should stand", "a value"),
    (
        "expected <document start>",
        "something behind the end of the text",
        "one mapping, all of whose keys begin in the same column",
    ),
    ("block scalar", "a text after | or >", "the text on the following lines, indented"),
)


def explained(error: Any, text: str, file: str) -> Complaint:
    """A parser's error as a complaint at the line that causes it."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return Complaint("", "a text that is no YAML", "YAML", place=Place(file, 1))
    lines = text.split("\n")
    start = getattr(error, "context_mark", None) or mark
    last = min(mark.line, len(lines) - 1)
    for number in range(max(min(start.line, last - 1), last - 20, 0), last + 1):
        hint = _hint(lines[number])
        if hint is not None and (number >= start.line or "space" in hint[2]):
            column, given, expected = hint
            return Complaint("", given, expected, place=Place(file, number + 1, column))
    given, expected = _meaning(f"{getattr(error, 'context', '')}; {getattr(error, 'problem', '')}")
    if "not closed" in given and start.line < mark.line:
        given += f" (it begins in line {start.line + 1})"
    if ("comma" in given or "colon" in given) and re.search(r"\w\(", lines[last]):
        expected += "; a value with brackets or quotes inside it needs quotation marks around it"
    if "second colon" in given and _ONE_KEY.match(lines[last]):
        given, expected = (
            "a line at an indentation that does not fit",
            "keys of one mapping in the same column",
        )
    at = start if "does not end" in given else mark
    return Complaint("", given, expected, place=Place(file, max(min(at.line, last), 0) + 1, at.column + 1))


def slip(data: bytes, file: str) -> Complaint | None:
    """A well-known slip in the first lines of a text that is YAML but no mapping."""
    for number, line in enumerate(data.decode("utf-8-sig").splitlines()[:20], start=1):
        hint = _hint(line)
        if hint is not None:
            return Complaint("", hint[1], hint[2], place=Place(file, number, hint[0]))
    return None


def _hint(line: str) -> tuple[int, str, str] | None:
    """Column, what was given and what was expected, where a line shows a well-known slip."""
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent:
        return indent.index("\t") + 1, "a tab at the beginning of the line", "spaces for indentation"
    code = re.sub(r"\"[^\"]*\"|'[^']*'|(?:^|\s)#.*", "", line)
    wide = next((c for c in code if c in FULL_WIDTH), None)
    if wide is not None and not _in_text(code[: code.index(wide)]):
        return line.index(wide) + 1, f"the full-width {wide}", full_width(wide)
    missing = _NO_SPACE.match(line)
    if missing:
        return (
            missing.end(),
            f"{missing.group().strip()} without a space behind it",
            "a space after the colon",
        )
    return None


def _in_text(before: str) -> bool:
    """Whether what follows ``before`` may well be a text, in which Chinese punctuation is right."""
    return ": " in before and not any(bracket in before for bracket in "[{")


def _meaning(problem: str) -> tuple[str, str]:
    for words, given, expected in _MEANINGS:
        if words in problem:
            return given, expected
    return "a text that is no YAML", f"YAML ({problem.split('; ')[-1][:80]})"
