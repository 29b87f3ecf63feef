"""[describing] Values, names and conditions as a planner says them, in English or Chinese."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sim.compiling.describing.algebra import Algebra
from sim.compiling.describing.shapes import Beside
from sim.compiling.desk import Desk
from sim.distributions import FAMILIES
from sim.expressions import Call, Expr, ExpressionError, Items, constant
from sim.labels import Label, Language
from sim.program import Draw, Pool, Program, Shift
from sim.scenario import Scenario, walk
from sim.steps import Choose, StepBase, Task
from sim.units import (
    SECONDS,
    Dim,
    Quantity,
    format_duration,
    format_given,
    format_number,
    format_share,
    round_half_up,
    unit_label,
)

_HOLDERS: Mapping[str, Label] = {
    "agency": Label("the agency", "经办机关"),
    "applicant": Label("the applicant", "申请人"),
    "other_agency": Label("another agency", "其他部门"),
    "third_party": Label("a third party", "第三方"),
    "court": Label("the court", "法院"),
    "utility": Label("the utility", "公用企业"),
}


def most_people(pool: Pool) -> int:
    """The greatest number of people whose shifts hold on one day."""
    firsts = {s.first_day for s in pool.shifts if s.first_day is not None} or {0}
    return max(sum(s.staff for s in pool.shifts if _holds(s, day)) for day in (*firsts, min(firsts) - 1))


def _holds(shift: Shift, day: int) -> bool:
    return (shift.first_day is None or shift.first_day <= day) and (
        shift.last_day is None or day <= shift.last_day
    )


def _steps_of(scenario: Scenario) -> dict[str, StepBase]:
    document = scenario.document
    lists = [p.steps for p in document.processes.values()] + list(document.procedures.values())
    return {step.name: step for steps in lists for _, step in walk(steps)}


class Speech:
    """How one scenario speaks in one language. It is what a step needs to tell its words
    (`sim.steps.Speaker`)."""

    def __init__(
        self, scenario: Scenario, program: Program, lang: Language, today: Scenario | None = None
    ) -> None:
        self.scenario, self.program, self.lang, self.today = scenario, program, lang, today
        self.document = scenario.document
        self.beside: Mapping[str, Beside] = {}
        """What a run tells of the steps that are being drawn, by name."""
        self._desk = Desk.of(scenario)
        self._algebra = Algebra(self)
        self._steps = {**(_steps_of(today) if today else {}), **_steps_of(scenario)}

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
        before = self.today.document.pools.get(name) if self.today is not None else None
        model = self.document.pools.get(name) or before
        return self.label(model.label if model else Label(), name)

    def holder(self, name: str) -> str:
        """A holder by its label."""
        declared = self.document.holder_labels().get(name, Label())
        return self.label(declared if declared(self.lang) else _HOLDERS.get(name, Label()), name)

    def step_label(self, name: str) -> str:
        """A step of any process or procedure by its label, or its name in words where it is no more."""
        step = self._steps.get(name)
        return self.label(step.label if step is not None else Label(), name)

    def branch_label(self, step: str, branch: str) -> str:
        """A branch of a `choose` by its label."""
        found = self._steps.get(step)
        known = found.branches if isinstance(found, Choose) else {}
        return self.label(known[branch].label if branch in known else Label(), branch)

    def process(self, name: str) -> str:
        """A process by its label."""
        model = self.document.processes.get(name)
        return self.label(model.label if model is not None else Label(), name)

    def is_task(self, step: str) -> bool:
        """Whether a step of this name is a task, whose time is work."""
        return isinstance(self._steps.get(step), Task)

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

    def people(self, pool: str) -> str:
        """A pool with its number of people and calendars: ``Designers (6, office)``."""
        found = next((p for p in self.program.pools if p.name == pool), None)
        if found is None:
            return self.pool(pool)
        staff = most_people(found)
        some = any(s.first_day is not None or s.last_day is not None for s in found.shifts)
        upto = self("up to ", "至多") if some else ""
        calendars = dict.fromkeys(self.plain_name(s.calendar_name) for s in found.shifts)
        return self(
            f"{self.pool(pool)} ({upto}{staff}, {', '.join(calendars)})",
            f"{self.pool(pool)}（{upto}{staff}人，{'、'.join(calendars)}）",
        )

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

    def money(self, expr: Expr) -> str:
        """An amount in the scenario's currency."""
        text = self.number(expr)
        return text if isinstance(expr, Call) else f"{text} {self.document.currency}"

    def condition(self, expr: Expr) -> str:
        """What must hold."""
        return self._algebra.words(expr)

    def span(self, expr: Expr) -> str:
        """A duration or its distribution, told without its family: the mean, and what nine in ten stay
        within."""
        return self._spread(expr, self.about)

    def work(self, expr: Expr) -> str:
        """A duration of work, in hours and minutes: a day of work is no calendar day."""
        return self._spread(expr, self._hours)

    def _spread(self, expr: Expr, tell: Callable[[float, str], str]) -> str:
        draw = self.draw(expr)
        if draw is None:
            return self.number(expr)
        law, mean, high = draw.law, draw.law.mean, draw.law.quantile(0.9)
        if law.family == "constant":
            return tell(mean, draw.unit)
        if law.family == "uniform":
            low, top = self._ends(draw, tell)
            return self(f"between {low} and {top}", f"{low}至{top}")
        average, nine = tell(mean, draw.unit), tell(high, draw.unit)
        return self(f"{average} on average (9 in 10 within {nine})", f"平均{average}（九成在{nine}以内）")

    def short_span(self, expr: Expr, *, work: bool = False) -> str:
        """A duration in few characters, for a picture: the mean, or from - to."""
        draw, tell = self.draw(expr), self._hours if work else self.about
        if draw is None:
            return self.number(expr)
        if draw.law.family == "uniform":
            return " – ".join(self._ends(draw, tell))
        about = "" if draw.law.family == "constant" else self("ø ", "平均")
        return about + tell(draw.law.mean, draw.unit)

    def _ends(self, draw: Draw, tell: Callable[[float, str], str]) -> tuple[str, str]:
        """Least and greatest outcome; working days are named once."""
        low, top = draw.law.support
        return format_number(low, 1) if draw.unit == "wd" else tell(low, draw.unit), tell(top, draw.unit)

    def _hours(self, value: float, unit: str) -> str:
        if unit != "s" or value < 86_400:
            return self.about(value, unit)
        return self(f"{format_number(value / 3600, 0)} h", f"{format_number(value / 3600, 0)}小时")

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

    def about(self, value: float, unit: str) -> str:
        """A calculated value, no more exact than it deserves: minutes from ten minutes on, days from ten."""
        if unit == "s":
            grain = next((g for g in (86_400, 60) if value >= 10 * g), 1)
            value = round_half_up(value / grain) * grain
        return self.amount(value, unit)

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
        return format_share(quantity.value) if share else format_given(quantity.value)

    def rate(self, per_second: float) -> str:
        """A rate per year, or per day where that is a number nobody can picture."""
        yearly = per_second * SECONDS["y"]
        unit = "y" if yearly < 1e6 else "d"
        value = format_given(yearly) if unit == "y" else format_number(per_second * SECONDS["d"], 1)
        word = unit_label(f"per {unit}", self.lang)
        return self(f"{value} {word}", f"{word}{value}件")

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
