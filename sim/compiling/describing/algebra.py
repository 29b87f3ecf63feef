"""[describing] Expressions in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.expressions import (
    Binary,
    Call,
    Compare,
    Expr,
    IfElse,
    Items,
    Logic,
    Name,
    Not,
    Num,
    Pair,
    Text,
    Unary,
    render,
)

if TYPE_CHECKING:
    from sim.compiling.describing.speech import Speech

_SIGNS = {"<": "<", "<=": "≤", "==": "=", "!=": "≠", ">=": "≥", ">": ">"}
_KEYWORDS = {
    "round": ("round", "轮次"),
    "elapsed": ("time since arrival", "到达以来时间"),
    "now": ("time since the start", "模拟开始以来时间"),
    "outcome": ("outcome", "结果"),
}
_FUNCTIONS = {
    "min": ("the least of", "最小值"),
    "max": ("the greatest of", "最大值"),
    "abs": ("size of", "绝对值"),
}


class Algebra:
    """Tells expressions; what is constant is told as the quantity it amounts to."""

    def __init__(self, say: Speech) -> None:
        self._say = say

    def words(self, expr: Expr, *, share: bool = False) -> str:
        """The expression in words; ``share``: its numbers are shares of 1."""
        say = self._say
        known = None if isinstance(expr, Compare | Logic | Not | Text) else say.quantity(expr)
        if known is not None:
            return say.told(known, share=share)
        match expr:
            case Name():
                return self._name(expr.id, share)
            case Text():
                return expr.value.replace("_", " ")
            case Compare():
                return self._compare(expr)
            case Logic():
                return self._logic(expr)
            case Not():
                return say(f"not ({self.words(expr.x)})", f"非（{self.words(expr.x)}）")
            case IfElse():
                return self._choice(expr, share)
            case Items() | Pair():
                return self._say.listed([self.words(i, share=share) for i in expr.items])
            case _:
                return self._sum(expr)

    def _name(self, name: str, share: bool) -> str:
        listed = self._say.listing(name)
        if listed is not None:
            return self.words(listed, share=share)
        return self._say(*_KEYWORDS[name]) if name in _KEYWORDS else self._say.plain_name(name)

    def _compare(self, expr: Compare) -> str:
        left, right = self.words(expr.left), self.words(expr.right)
        return f"{left} {_SIGNS.get(expr.op, expr.op)} {right}"

    def _member(self, expr: Logic) -> str | None:
        """``x == a or x == b`` (which is also how ``x in (a, b)`` is kept) and its opposite, told once."""
        op = "==" if expr.op == "or" else "!="
        tests = [i for i in expr.items if isinstance(i, Compare) and i.op == op]
        if len(tests) < len(expr.items) or any(t.left != tests[0].left for t in tests):
            return None
        left = self.words(tests[0].left)
        options = self._say.listed([self.words(t.right) for t in tests], either=True)
        if op == "==":
            return self._say(f"{left} is {options}", f"{left}为{options}")
        return self._say(f"{left} is not {options}", f"{left}不为{options}")

    def _logic(self, expr: Logic) -> str:
        member = self._member(expr)
        if member is not None:
            return member
        word = {"and": (" and ", "且"), "or": (" or ", "或")}[expr.op]
        parts = [self.words(i) for i in expr.items]
        loose = [isinstance(i, Logic | IfElse) for i in expr.items]
        return self._say(*word).join(f"({p})" if wrap else p for p, wrap in zip(parts, loose, strict=True))

    def _choice(self, expr: IfElse, share: bool) -> str:
        then, test = self.words(expr.then, share=share), self.words(expr.test)
        other = self.words(expr.other, share=share)
        return self._say(f"{then} if {test}, else {other}", f"{test}时{then}，否则{other}")

    def _sum(self, expr: Expr) -> str:
        match expr:
            case Unary():
                return f"–{self._factor(expr.x)}"
            case Binary():
                sign = {"*": "×", "/": "÷", "-": "–"}.get(expr.op, expr.op)
                return f"{self._factor(expr.left, expr.op)} {sign} {self._factor(expr.right, expr.op)}"
            case Call(name="tiers") if expr.args:
                what = self.words(expr.args[0])
                return self._say(f"by the tariff on {what}", f"按{what}分段累计")
            case Call() if expr.name in _FUNCTIONS:
                inner = self._say.listed([self.words(a) for a in expr.args])
                return self._say(
                    f"{_FUNCTIONS[expr.name][0]} {inner}", f"{inner}的{_FUNCTIONS[expr.name][1]}"
                )
            case Num():
                return render(expr)
            case _:
                return self._say.span(expr) if self._say.is_distribution(expr) else render(expr)

    def _factor(self, expr: Expr, op: str = "*") -> str:
        text = self.words(expr)
        loose = isinstance(expr, IfElse | Logic | Compare) or (
            isinstance(expr, Binary) and expr.op in "+-" and op in "*/"
        )
        return f"({text})" if loose and self._say.quantity(expr) is None else text
