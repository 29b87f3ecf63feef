"""Targets: measures, milestones, limits and conditions checked and made numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sim.compiling.complaints import Path
from sim.compiling.limits import Limits
from sim.compiling.measures import KINDS, MOMENTS, SHOWN, MeasureKind
from sim.compiling.processes import FIXED_MILESTONES, Compiled, Shared
from sim.errors import nearest_name
from sim.expressions import Expr, ExpressionError, parse
from sim.program import NONE, Target
from sim.scenario import TargetModel
from sim.units import Dim

Direction = Literal["at_most", "at_least"]


def targets_of(shared: Shared, compiled: list[Compiled]) -> tuple[Target, ...]:
    """Every target of the scenario, in listing order."""
    models = shared.desk.document.targets
    return tuple(_Target(shared, compiled, i, model).target() for i, model in enumerate(models))


@dataclass(frozen=True, slots=True)
class _Asked:
    direction: Direction
    limit: float
    unit: str
    change: float | None = None


class _Target:
    def __init__(self, shared: Shared, compiled: list[Compiled], index: int, model: TargetModel) -> None:
        self._shared, self._compiled, self._model = shared, compiled, model
        self._desk = shared.desk
        self._path: Path = ("targets", index)
        self._process = self._which_process()

    def target(self) -> Target:
        model = self._model
        word, _, suffix = model.measure.partition(".")
        kind = KINDS.get(word)
        if kind is None or bool(suffix) != bool(kind.suffix):
            return self._unknown_measure(word)
        self._check_suffix(kind, suffix)
        if kind.of != "pool" and self._process == NONE:
            known = ", ".join(self._desk.document.processes)
            self._add("measure", f"{model.measure} without a process", f"process: one of {known}")
            return self._stand_in()
        asked = self._asked(kind)
        return Target(
            name=model.name,
            plan=model.plan,
            process=self._process,
            pool=self._pool(kind),
            measure=model.measure,
            start=self._milestone("from", model.start, kind) or "arrived",
            end=self._milestone("to", model.end, kind) or "finished",
            of=self._of(word),
            expr=self._share_expression(suffix) if kind.suffix == "expr" else NONE,
            where=NONE if model.where is None else self._code("where", model.where, Dim.BOOL),
            share=None if model.share is None else self._share(model.share),
            statistic=model.statistic or "mean",
            against=self._against(),
            per=model.per,
            direction=asked.direction,
            limit=asked.limit,
            unit=asked.unit,
            change=asked.change,
        )

    def _add(self, field: str, given: object, expected: str, nearest: str = "") -> None:
        self._desk.say.add((*self._path, field), given, expected, nearest)

    # What is measured, and of whom

    def _which_process(self) -> int:
        name, known = self._model.process, list(self._desk.document.processes)
        if name is None:
            return 0 if len(known) == 1 else NONE
        if name in known:
            return known.index(name)
        self._desk.say.unknown((*self._path, "process"), name, "a process", known)
        return 0

    def _asked_of(self) -> list[Compiled]:
        """The processes that the target is about."""
        return self._compiled if self._process == NONE else [self._compiled[self._process]]

    def _pool(self, kind: MeasureKind) -> int:
        name, known = self._model.pool, self._shared.pools
        if name is None:
            if kind.of == "pool":
                self._add("measure", f"{self._model.measure} without a pool", "a pool beside this measure")
            return NONE
        if kind.of != "pool":
            self._add(
                "pool", f"a pool beside {self._model.measure}", "a measure of a pool, such as utilisation"
            )
        if name in known:
            return known.index(name)
        self._desk.say.unknown((*self._path, "pool"), name, "a pool", known)
        return NONE

    def _unknown_measure(self, word: str) -> Target:
        """Complain, and stand in with a target of which nothing else need be said."""
        near = nearest_name(word, KINDS)
        shown = next((s for s in SHOWN if s.partition(".")[0] == near), "")
        self._add("measure", self._model.measure, f"a measure: {', '.join(SHOWN)}", shown)
        return self._stand_in()

    def _stand_in(self) -> Target:
        return Target(
            name=self._model.name,
            plan=self._model.plan,
            process=self._process,
            measure="elapsed",
            direction="at_most",
            limit=0.0,
            unit="d",
        )

    def _check_suffix(self, kind: MeasureKind, suffix: str) -> None:
        known: set[str] = set()
        for one in self._asked_of():
            steps = one.process.steps
            known |= {
                "holder": set(self._shared.holders),
                "step": {s.name for s in steps if s.logged or s.kind == "repeat"},
                "staffed": {s.name for s in steps if s.staffed},
                "outcome": set(one.outcomes),
            }.get(kind.suffix, {suffix})
        if suffix not in known:
            what = {"holder": "a holder", "outcome": "an outcome", "staffed": "a task"}.get(
                kind.suffix, "a step"
            )
            self._desk.say.unknown((*self._path, "measure"), suffix, what, sorted(known))
        elif kind.suffix == "step" and not all(self._tells_rounds(one, suffix) for one in self._asked_of()):
            expected = "a step inside it: the log tells rounds only by rows of the innermost repeat"
            self._add("measure", self._model.measure, expected)

    def _tells_rounds(self, one: Compiled, name: str) -> bool:
        """Whether rows tell of the rounds of this step: of a `repeat`, those of steps directly in it."""
        steps = one.process.steps
        asked = next((s for s in steps if s.name == name and not s.logged), None)
        return asked is None or any(s.logged and self._repeat_of(s.node) == asked.node for s in steps)

    def _repeat_of(self, index: int) -> int:
        node = None if index == NONE else self._desk.nodes[index]
        return NONE if node is None else node.repeat

    def _milestone(self, field: str, name: str | None, kind: MeasureKind) -> str | None:
        if name is None:
            return None
        if not kind.between:
            expected = (
                "no from and to beside it (they belong to elapsed, working_days, legal_days, open_time)"
            )
            self._add(field, f"{field}: {name} with {self._model.measure}", expected)
            return None
        known = self._known_milestones()
        if name not in known and not self._pruned(name):
            expected = "arrived, finished, a mark, or a step's .queued, .started or .ended"
            self._add(field, name, expected, nearest_name(name, known))
        return name

    def _pruned(self, name: str) -> bool:
        return name in self._desk.say.pruned or name.rpartition(".")[0] in self._desk.say.pruned

    def _known_milestones(self) -> list[str]:
        found: list[str] = list(FIXED_MILESTONES)
        for one in self._asked_of():
            found += one.process.milestones
            found += [f"{s.name}.{m}" for s in one.process.steps if s.logged for m in MOMENTS]
        return found

    # Expressions

    def _code(self, field: str, expr: Expr, *kinds: Dim) -> int:
        if self._process == NONE:
            self._add(field, field, f"a process beside {field} (it names the attributes of one process)")
            return NONE
        one = self._compiled[self._process]
        scope = one.attributes.in_targets(one.outcomes)
        expected = 'a condition, such as channel == "counter"' if Dim.BOOL in kinds else "a number"
        return self._desk.codes.make((*self._path, field), expr, scope, kinds, expected)[0]

    def _share_expression(self, text: str) -> int:
        try:
            return self._code("measure", parse(text), Dim.BOOL)
        except ExpressionError as error:
            self._add("measure", error.given or text, error.expected or error.message, error.nearest)
            return NONE

    def _of(self, word: str) -> int:
        of = self._model.of
        if (of is None) == (word == "cost_share"):
            expected = "of (what the fee is measured against) beside cost_share, and only there"
            self._add("measure", self._model.measure, expected)
        return NONE if of is None else self._code("of", of, Dim.NUMBER)

    # Limits

    def _asked(self, kind: MeasureKind) -> _Asked:
        model = self._model
        limits = Limits(self._desk, self._shared.days.wd_seconds)
        for direction, value in (("at_most", model.at_most), ("at_least", model.at_least)):
            if value is not None:
                limit, unit = limits.limit((*self._path, direction), value, kind.unit)
                return _Asked(direction, limit, unit)  # type: ignore[arg-type]
        way: Any = "at_least" if (model.change or "").startswith("at_least") else "at_most"
        unit = limits.natural(kind.unit)
        return _Asked(way, 0.0, unit, self._change((model.change or "").partition(" ")[2]))

    def _change(self, text: str) -> float:
        try:
            value = self._desk.values.quantity((*self._path, "change"), parse(text))
        except ExpressionError:
            value = None
            self._add("change", self._model.change, "a relative change such as at_most -30%")
        if value is not None and (value.dim is not Dim.NUMBER or value.value < -1):
            self._add(
                "change", self._model.change, "a relative change of at least -100%, such as at_most -30%"
            )
            return 0.0
        return 0.0 if value is None else value.value

    def _share(self, expr: Expr) -> float:
        return self._desk.values.share((*self._path, "share"), expr)

    def _against(self) -> str | None:
        name = self._model.against
        known = ("today", *self._desk.document.variants)
        if name is not None and name not in known:
            self._desk.say.unknown((*self._path, "against"), name, "today or a variant", known)
        return name
