"""[describing] Values, names and conditions as a planner says them, in English or Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from sim.compiling.desk import Desk
from sim.compiling.describing.algebra import Algebra
from sim.distributions import FAMILIES
from sim.expressions import Call, Expr, ExpressionError, Items, constant
from sim.labels import Label, Language
from sim.program import Draw, Program
from sim.scenario import Scenario
from sim.units import SECONDS, Dim, Quantity, format_duration, format_number, format_share, unit_label

_HOLDERS: Mapping[str, Label] = {
    "agency": Label("the agency", "经办机关"),
    "applicant": Label("the applicant", "申请人"),
    "other_agency": Label("another agency", "其他部门"),
    "third_party": Label("a third party", "第三方"),
    "court": Label("the court", "法院"),
    "utility": Label("the utility", "公用企业"),
}


class Speech:
    """How one scenario speaks in one language. It is what a step needs to tell its words (`sim.steps.Speaker`)."""

    def __init__(self, scenario: Scenario, program: Program, lang: Language) -> None:
        self.scenario, self.program, self.lang = scenario, program, lang
        self.document = scenario.document
        self._desk = Desk.of(scenario)
        self._algebra = Algebra(self)
        self.attribute_labels: Mapping[str, Label] = {}

    def __call__(self, en: str, zh: str) -> str:
        """The text in the language spoken."""
        return zh if self.lang == "zh" else en

    # Names

    def label(self, label: Label, name: str) -> str:
        """A label, or the name in words where there is none."""
        return label(self.lang) or name.replace("_", " ")

    def pool(self, name: str) -> str:
        """A pool by its label."""
        if name == "owner":
            return self("the case's own person", "案件承办人")
        model = self.document.pools.get(name)
        return self.label(model.label if model else Label(), name)

    def holder(self, name: str) -> str:
        """A holder by its label."""
        declared = self.document.holder_labels().get(name, Label())
        return self.label(declared if declared(self.lang) else _HOLDERS.get(name, Label()), name)

    def session(self, name: str) -> str:
        """A `sessions` entry by its label."""
        model = self.document.sessions.get(name)
        return self.label(model.label if model else Label(), name)

    def plain_name(self, name: str) -> str:
        """A name without a label of its own (calendar, outcome, attribute, value), in words."""
        known = {
            "done": ("done", "办结"),
            "gave_up": ("gave up", "放弃等候"),
            "turned_away": ("turned away", "未能进入等候"),
        }
        return self(*known[name]) if name in known else name.replace("_", " ")

    def listed(self, items: list[str], *, either: bool = False) -> str:
        """``a, b and c`` (or ``a, b or c``)."""
        if self.lang == "zh":
            return ("或" if either else "、").join(items)
        word = " or " if either else " and "
        return word.join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)

    # Values

    def quantity(self, expr: Expr) -> Quantity | None:
        """The constant that an expression of literals and ledger numbers amounts to, or None."""
        try:
            return constant(expr, self._desk.ledger.lookup)
        except ExpressionError:
            return None

    def number(self, expr: Expr) -> str:
        """A number, rate or time; an expression that depends on the case in words."""
        return self._algebra.words(expr)

    def share(self, expr: Expr) -> str:
        """A share or chance, as a percentage."""
        return self._algebra.words(expr, share=True)

    def condition(self, expr: Expr) -> str:
        """What must hold."""
        return self._algebra.words(expr)

    def span(self, expr: Expr) -> str:
        """A duration or its distribution, told so that nobody needs to know its family: mean and nine in ten."""
        draw = self.draw(expr)
        if draw is None:
            return self.number(expr)
        law, mean, high = draw.law, draw.law.mean, draw.law.quantile(0.9)
        if law.family == "constant":
            return self.amount(mean, draw.unit)
        if law.family == "uniform":
            low, top = (self.amount(x, draw.unit) for x in law.support)
            return self(f"between {low} and {top}", f"{low}至{top}")
        average, nine = self.amount(mean, draw.unit), self.amount(high, draw.unit)
        return self(f"{average} on average (9 in 10 within {nine})", f"平均{average}（九成在{nine}以内）")

    def short_span(self, expr: Expr) -> str:
        """A duration in few characters, for a picture: the mean, or from - to."""
        draw = self.draw(expr)
        if draw is None:
            return self.number(expr)
        if draw.law.family == "uniform":
            low, top = (self.amount(x, draw.unit) for x in draw.law.support)
            return f"{low} – {top}"
        about = "" if draw.law.family == "constant" else self("ø ", "平均")
        return about + self.amount(draw.law.mean, draw.unit)

    def draw(self, expr: Expr) -> Draw | None:
        """The distribution (or constant) that a value stands for; None where it depends on the case."""
        return self._desk.values.draw((), expr)

    def is_distribution(self, expr: Expr) -> bool:
        """Whether a value is a distribution, by itself or through the ledger."""
        return self._desk.values.is_distribution(expr)

    def amount(self, value: float, unit: str) -> str:
        """A value in base units: seconds as d h min s, working days, or a plain number."""
        if unit == "s":
            return format_duration(value, self.lang)
        if unit == "wd":
            digits = format_number(value, 1 if value >= 0.1 or value == 0 else 2)
            word = "working day" if digits == "1" else unit_label("wd", "en")
            return self(f"{digits} {word}", f"{digits}{unit_label('wd', 'zh')}")
        return format_number(value)

    def told(self, quantity: Quantity, *, share: bool = False) -> str:
        """A quantity in the unit a person expects."""
        if quantity.dim is Dim.DURATION:
            return self.amount(quantity.value, "s")
        if quantity.dim is Dim.WORKDAYS:
            return self.amount(quantity.value, "wd")
        if quantity.dim is Dim.RATE:
            return self.rate(quantity.value)
        if quantity.dim is Dim.BOOL:
            return self("yes", "是") if quantity.value else self("no", "否")
        return format_share(quantity.value) if share else self.amount(quantity.value, "1")

    def rate(self, per_second: float) -> str:
        """A rate in the longest unit in which it is at least 1 (a year at most)."""
        unit = next((u for u in ("y", "d", "h") if per_second * SECONDS[u] <= 30_000), "h")
        value = format_number(per_second * SECONDS[unit], 1)
        return self(f"{value} per {unit_label(unit)}", f"每{unit_label(unit, 'zh')}{value}件")

    def listing(self, name: str) -> Items | None:
        """The list that a ledger name stands for, or None."""
        found = self._desk.ledger.expression(name) if name in self._desk.ledger else None
        return found if isinstance(found, Items) else None

    def value(self, expr: Expr) -> str:
        """Whatever a ledger number is: a quantity, a distribution or a list."""
        if isinstance(expr, Call) and expr.name in FAMILIES:
            return self.span(expr)
        return self.number(expr)

    @property
    def ledger_names(self) -> tuple[str, ...]:
        """Every ledger number's name."""
        return tuple(self._desk.ledger)
