"""The functions of expressions, what they take, and the exact arithmetic that every engine copies.

All arithmetic is IEEE 754 double: ``x / 0`` is infinite and ``0 / 0`` not a number, and nothing raises.
``smaller`` and ``larger`` keep their first argument on ties and where either is not a number.
"""

from __future__ import annotations

import math

from sim.errors import nearest_name
from sim.expressions.ast import Call, Expr, ExpressionError, Items, Num, Pair, wrong

Table = tuple[tuple[float, float], ...]
FUNCTIONS = ("abs", "max", "min", "tiers")
# Only to tell "a distribution cannot stand here" from "no such function".
_DISTRIBUTIONS = (
    "constant uniform triangular pert exponential erlang gamma lognormal weibull normal beta "
    "empirical mixture"
)


def smaller(a: float, b: float) -> float:
    """``b`` if it is less than ``a``, else ``a``."""
    return b if b < a else a


def larger(a: float, b: float) -> float:
    """``b`` if it is greater than ``a``, else ``a``."""
    return b if b > a else a


def divide(a: float, b: float) -> float:
    """IEEE division: never raises."""
    if b != 0.0:
        return a / b
    if a == 0.0 or math.isnan(a):
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)


def tiers(x: float, table: Table) -> float:
    """Sum over the bands ``(previous bound, bound]`` of rate times the part of ``x`` within the band; 0 for
    ``x <= 0``.
    """
    total = below = 0.0
    for bound, rate in table:
        if x <= below:
            break
        total += rate * (smaller(x, bound) - below)
        below = bound
    return total


def bad_call(call: Call) -> ExpressionError | None:
    """What is wrong with the function's name or its number of arguments; None if nothing is."""
    if call.name in _DISTRIBUTIONS.split():
        expected = "a value (chance belongs in takes and attributes)"
        return wrong(f"the distribution {call.name}", expected, call.column)
    if call.name not in FUNCTIONS:
        near = nearest_name(call.name, FUNCTIONS)
        return wrong(f"the function {call.name}", f"one of {', '.join(FUNCTIONS)}", call.column, near)
    if call.kwargs:
        return wrong(f"{call.kwargs[0][0]}= in {call.name}", "arguments without names", call.column)
    return _bad_count(call)


def _bad_count(call: Call) -> ExpressionError | None:
    count = len(call.args)
    fewest, most = {"abs": (1, 1), "tiers": (2, 2)}.get(call.name, (2, 1000))
    wanted = {"abs": "one argument", "tiers": "x and a list of (upto, rate)"}
    expected = wanted.get(call.name, "at least two arguments")
    return None if fewest <= count <= most else wrong(f"{call.name} of {count}", expected, call.column)


def bands(call: Call) -> list[tuple[Expr, Expr]]:
    """The (upto, rate) pairs of a ``tiers`` call; ExpressionError unless a list of pairs whose last bound
    alone is ``inf``.
    """
    listed = call.args[1]
    if not isinstance(listed, Items) or not listed.items:
        raise wrong("no list of bands", "tiers(x, [(upto, rate), ..., (inf, rate)])", listed.column)
    pairs = [_band(item) for item in listed.items]
    for at, (upto, _) in enumerate(pairs):
        endless = isinstance(upto, Num) and math.isinf(upto.value)
        if endless != (at == len(pairs) - 1):
            given = "inf before the last band" if endless else "a last bound that is finite"
            raise wrong(given, "inf as the last bound and nowhere else", upto.column)
    return pairs


def _band(item: Expr) -> tuple[Expr, Expr]:
    if not isinstance(item, Pair) or len(item.items) != 2:
        raise wrong("a band that is no pair", "(upto, rate)", item.column)
    return item.items[0], item.items[1]


def checked_table(table: Table, column: int) -> Table:
    """The table, if its bounds are positive and increase and its rates are finite; else ExpressionError."""
    below = 0.0
    for bound, rate in table:
        if not bound > below:
            raise wrong(f"the bound {bound:g} after {below:g}", "bounds that increase from 0", column)
        if not math.isfinite(rate):
            raise wrong(f"the rate {rate:g}", "a finite rate", column)
        below = bound
    return table
