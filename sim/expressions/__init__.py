"""One grammar for every text value of a scenario.

``parse`` makes a tree, ``render`` writes it back, ``constant`` folds it to a quantity with a dimension,
``infer`` types a run-time expression, ``lower`` turns that into a flat postfix code for engines
(``run_code``, ``specialise``), and ``evaluate`` interprets the tree directly, as the oracle for ``lower``.
Nothing is ever evaluated as Python.

>>> render(parse("2*(survey+30 min)"))
'2 * (survey + 30 min)'
"""

from __future__ import annotations

from sim.expressions.ast import (
    Binary,
    Call,
    Compare,
    Expr,
    ExpressionError,
    IfElse,
    Items,
    Logic,
    Name,
    Not,
    Num,
    Pair,
    Text,
    Unary,
    UnknownName,
    children,
    names,
)
from sim.expressions.bounds import KEYWORDS
from sim.expressions.code import Code, Op, run_code, specialise
from sim.expressions.folding import constant
from sim.expressions.functions import FUNCTIONS, tiers
from sim.expressions.lowering import lower
from sim.expressions.oracle import evaluate
from sim.expressions.parser import parse
from sim.expressions.render import render
from sim.expressions.typing import infer

__all__ = [
    "FUNCTIONS",
    "KEYWORDS",
    "Binary",
    "Call",
    "Code",
    "Compare",
    "Expr",
    "ExpressionError",
    "IfElse",
    "Items",
    "Logic",
    "Name",
    "Not",
    "Num",
    "Op",
    "Pair",
    "Text",
    "Unary",
    "UnknownName",
    "children",
    "constant",
    "evaluate",
    "infer",
    "lower",
    "names",
    "parse",
    "render",
    "run_code",
    "specialise",
    "tiers",
]
