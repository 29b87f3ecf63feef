"""Small faults at random places: where the source of a module can be changed, and into what.

A site is a part of an expression or a statement; its mutants are those of the textbook (relational,
arithmetic and logical operators, constants off by one, a call or an update left out). Only the text of the
site changes. Source: R. A. DeMillo, R. J. Lipton and F. G. Sayward, "Hints on test data selection", Computer
11 (1978) 34-41.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

COMPARED = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==", ast.Is: "is not",
    ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
}  # fmt: skip
WRITTEN = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.Is: "is",
    ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in", ast.Add: "+", ast.Sub: "-", ast.Mult: "*",
    ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%",
}  # fmt: skip
RECKONED = {ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "*", ast.Mod: "*"}
SWAPPED = {
    "min": "max", "max": "min", "bisect_left": "bisect_right", "bisect_right": "bisect_left", "any": "all",
    "all": "any", "minimum": "maximum", "maximum": "minimum",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """A fault: the characters [start, end) of a file become ``after``."""

    file: str
    """Path below the root of the repository."""
    start: int
    end: int
    before: str
    after: str
    what: str
    """The kind of fault in words."""
    line: int

    @property
    def module(self) -> str:
        """The module's name."""
        parts = Path(self.file).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def key(self) -> str:
        """What tells the mutant from others while the lines around it move."""
        change = f"{self.file}: {_short(self.before)} -> {_short(self.after)}"
        return f"{change} in {self.within}" if self.within else change

    @property
    def within(self) -> str:
        """The line in which the change begins; empty where the change is all of it."""
        whole = _short((ROOT / self.file).read_text(encoding="utf-8").splitlines()[self.line - 1])
        return "" if whole in _short(self.before) else whole

    def source(self, root: Path = ROOT) -> str:
        """The whole text of the mutated file."""
        text = (root / self.file).read_text(encoding="utf-8")
        assert text[self.start : self.end] == self.before, f"{self.file} has changed"
        return text[: self.start] + self.after + text[self.end :]


def _short(text: str) -> str:
    return " ".join(text.split())


def sites(file: str) -> list[Mutant]:
    """Every mutant of a file, in the order of its text."""
    text = (ROOT / file).read_text(encoding="utf-8")
    found = list(_Finder(file, text).visit_all())
    return sorted(found, key=lambda m: (m.start, m.end, m.after))


class _Finder:
    """Walks a module and yields mutants, but for what no test should see: messages, types, assertions."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text
        self.offsets = [0]
        for line in text.splitlines(keepends=True):
            self.offsets.append(self.offsets[-1] + len(line.encode("utf-8")))
        self.bytes = text.encode("utf-8")

    def visit_all(self) -> Iterator[Mutant]:
        yield from self._walk(ast.parse(self.text))

    def _walk(self, node: ast.AST) -> Iterator[Mutant]:
        if isinstance(node, ast.Raise | ast.Assert | ast.Import | ast.ImportFrom):
            return
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            return
        yield from self._of(node)
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns", "decorator_list"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from self._walk(child)

    def _of(self, node: ast.AST) -> Iterator[Mutant]:
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            yield from self._operator(node.left, node.comparators[0], node.ops[0], COMPARED, "comparison")
        elif isinstance(node, ast.BinOp) and type(node.op) in RECKONED:
            if not _is_text(node.left) and not _is_text(node.right):
                yield from self._operator(node.left, node.right, node.op, RECKONED, "arithmetic")
        elif isinstance(node, ast.BoolOp):
            old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
            yield from self._between(node.values[0], node.values[1], old, new, "logic")
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield self._mutant(node, ast.get_source_segment(self.text, node.operand) or "", "not left out")
        elif isinstance(node, ast.Constant) and type(node.value) is int:
            yield self._mutant(node, str(node.value + 1), "off by one")
        elif isinstance(node, ast.Name) and node.id in SWAPPED:
            yield self._mutant(node, SWAPPED[node.id], "another function")
        elif isinstance(node, ast.Attribute) and node.attr in SWAPPED:
            whole = ast.get_source_segment(self.text, node) or ""
            yield self._mutant(node, whole[: -len(node.attr)] + SWAPPED[node.attr], "another function")
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            yield self._mutant(node, "pass", "call left out")
        elif isinstance(node, ast.AugAssign):
            yield self._mutant(node, "pass", "update left out")
        elif isinstance(node, ast.If):
            yield self._mutant(node.test, "False", "branch never taken")

    def _operator(
        self, left: ast.expr, right: ast.expr, op: ast.AST, table: Mapping[Any, str], what: str
    ) -> Iterator[Mutant]:
        if type(op) in table:
            yield from self._between(left, right, WRITTEN[type(op)], table[type(op)], what)

    def _between(self, left: ast.expr, right: ast.expr, old: str, new: str, what: str) -> Iterator[Mutant]:
        start, end = self._at(left)[1], self._at(right)[0]
        gap = self.bytes[start:end].decode("utf-8")
        where = gap.find(old)
        if where < 0 or "#" in gap:
            return
        # The whole comparison is shown, so that a reader of the table sees what was changed.
        first, last = self._at(left)[0], self._at(right)[1]
        before = self.bytes[first:last].decode("utf-8")
        head = self.bytes[first:start].decode("utf-8")
        tail = self.bytes[end:last].decode("utf-8")
        after = head + gap[:where] + new + gap[where + len(old) :] + tail
        yield self._text(first, last, before, after, what)

    def _mutant(self, node: ast.stmt | ast.expr, after: str, what: str) -> Mutant:
        start, end = self._at(node)
        return self._text(start, end, self.bytes[start:end].decode("utf-8"), after, what)

    def _text(self, start: int, end: int, before: str, after: str, what: str) -> Mutant:
        begun = len(self.bytes[:start].decode("utf-8"))
        line = self.text.count("\n", 0, begun) + 1
        return Mutant(self.file, begun, begun + len(before), before, after, what, line)

    def _at(self, node: ast.stmt | ast.expr) -> tuple[int, int]:
        assert node.end_lineno is not None and node.end_col_offset is not None
        start = self.offsets[node.lineno - 1] + node.col_offset
        return start, self.offsets[node.end_lineno - 1] + node.end_col_offset


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
