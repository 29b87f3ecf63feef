"""The tree of a parsed text value, its errors, and what can be asked of any tree.

Nodes are frozen and compare by content; ``column`` (from 1) is where the node begins in its text and takes
no part in comparison.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.errors import ShixianError


class ExpressionError(ShixianError):
    """A text value that cannot be used: where (``column``, from 1), what was given and what was expected.

    ``given``, ``expected`` and ``nearest`` are the parts of the message (or empty), for callers who write a
    complaint of their own.
    """

    given = ""
    expected = ""
    nearest = ""

    def __init__(self, message: str, column: int = 1) -> None:
        self.message = message
        self.column = column
        super().__init__(message)


class UnknownName(ExpressionError):  # noqa: N818 (it tells of a name)
    """A name that nobody declared; ``name`` is that name, so that the caller can tell the nearest."""

    name = ""


def wrong(given: str, expected: str, column: int, nearest: str = "") -> ExpressionError:
    """The error for ``given`` where ``expected`` should stand."""
    hint = f"; nearest: {nearest}" if nearest else ""
    error = ExpressionError(f"given {given}, expected {expected}{hint}", column)
    error.given, error.expected, error.nearest = given, expected, nearest
    return error


def unknown(
    name: str, column: int, expected: str = "the name of an attribute or a ledger number"
) -> UnknownName:
    """The error for a name that is not known where it stands."""
    error = UnknownName(f"given the name {name}, expected {expected}", column)
    error.given, error.expected, error.name = name, expected, name
    return error


@dataclass(frozen=True, slots=True)
class Num:
    """A number as written (a percentage already divided by 100) and its unit: None, ``s`` .. ``y``, ``wd``,
    ``per s`` .. ``per y``.
    """

    value: float
    unit: str | None = None
    column: int = field(default=1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted string."""

    value: str
    column: int = field(default=1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A bare name: an attribute, a ledger number or a keyword such as ``elapsed``."""

    id: str
    column: int = field(default=1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """``-x``; the only ``op`` is ``-``."""

    op: str
    x: Expr
    column: int = field(default=1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Binary:
    """``left op right`` with ``op`` one of ``+ - * /``."""

    op: str
    left: Expr
    right: Expr
    column: int = field(default=1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """``left op right`` with ``op`` one of ``< <= == != >= >``; a chain is a Logic of several."""

    op: str
    left: Expr
    right: Expr
    column: int = field(default=1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Logic:
    """At least two ``items`` joined by ``op``, ``and`` or ``or``."""

    op: str
    items: tuple[Expr, ...]
    column: int = field(default=1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """``not x``."""

    x: Expr
    column: int = field(default=1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class IfElse:
    """``then if test else other``."""

    then: Expr
    test: Expr
    other: Expr
    column: int = field(default=1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """``name(args, key=value)``: a function or a distribution."""

    name: str
    args: tuple[Expr, ...] = ()
    kwargs: tuple[tuple[str, Expr], ...] = ()
    column: int = field(default=1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Items:
    """A list ``[a, b]``."""

    items: tuple[Expr, ...]
    column: int = field(default=1, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Pair:
    """A tuple ``(a, b)`` of at least two."""

    items: tuple[Expr, ...]
    column: int = field(default=1, compare=False, repr=False)


Expr = Num | Text | Name | Unary | Binary | Compare | Logic | Not | IfElse | Call | Items | Pair


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct parts of a node, in the order of the text."""
    match expr:
        case Unary() | Not():
            return (expr.x,)
        case Binary() | Compare():
            return (expr.left, expr.right)
        case Logic() | Items() | Pair():
            return expr.items
        case IfElse():
            return (expr.then, expr.test, expr.other)
        case Call():
            return expr.args + tuple(value for _, value in expr.kwargs)
        case _:
            return ()


def names(expr: Expr) -> frozenset[str]:
    """Every bare name in the tree (not those of functions and keyword arguments)."""
    found: set[str] = set()
    left = [expr]
    while left:
        node = left.pop()
        left.extend(children(node))
        if isinstance(node, Name):
            found.add(node.id)
    return frozenset(found)
