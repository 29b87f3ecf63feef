"""The builder: what a step needs of the compiler to lower itself to instructions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sim.compiling.codes import Scope
from sim.compiling.complaints import Path, Told, sum_of
from sim.compiling.days import Days
from sim.compiling.desk import Desk
from sim.compiling.owners import without_owner
from sim.compiling.unfolding import Unfolded
from sim.expressions import Expr, ExpressionError, Num, constant, names, render
from sim.program import NONE, OWNER, Detail, Finish, Node, Op
from sim.steps import JoinShortest, StepBase, Task
from sim.units import Dim, round_half_up

A_CONDITION = 'a condition, such as channel == "counter"'
A_CHANCE = "a chance or share between 0 and 1"
OPEN_TIME = 'working time (wd h min s), for example "5 wd"'
CALENDAR_TIME = 'calendar time (s min h d w y), for example "5 d"'
_OPEN_UNITS = {"wd", "h", "min", "s"}
_SUM_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Frame:
    """What the steps of a process may refer to."""

    index: int
    name: str
    scope: Scope
    """Attributes, `round` and `elapsed`."""
    attributes: tuple[str, ...]
    holders: tuple[str, ...]
    pools: tuple[str, ...]


@dataclass(slots=True)
class StepBuilder:
    """Implements `sim.steps.Builder` for the steps of one process."""

    desk: Desk
    days: Days
    frame: Frame
    unfolded: Unfolded
    entries: dict[int, int] = field(default_factory=dict)
    """Entry node by the `id` of a step."""
    milestones: dict[str, int] = field(default_factory=dict)
    outcomes: dict[int, None] = field(default_factory=lambda: {0: None})
    ownerless: frozenset[int] = field(init=False)
    """Tasks (by `id`) that ask for an owner and may be reached without one."""
    _repeats: list[int] = field(default_factory=list)
    _limits: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ownerless = without_owner(self.unfolded.steps)

    # Nodes

    def chain(self, steps: Sequence[StepBase], after: int) -> int:
        """Lower a list of steps, the last first, since each must know where the case goes on."""
        for step in reversed(steps):
            after = step.lower(self, after)
            self.entries[id(step)] = after
        return after

    def reserve(self) -> int:
        """An index for a node that will be added later."""
        self.desk.nodes.append(None)
        return len(self.desk.nodes) - 1

    def add(  # noqa: PLR0913 (the builder's contract)
        self, op: Op, step: StepBase, after: int, detail: Detail = None, *, of: int = NONE, index: int = NONE
    ) -> int:
        """Add a node of this step; only its entry node (without ``of``) carries the `when`."""
        if index == NONE:
            index = self.reserve()
        when = NONE if of != NONE or step.when is None else self.condition(step, ("when",), step.when)
        self._put(index, op, step, after, detail=detail, of=of, when=when)
        return index

    def finish(self, step: StepBase, outcome: str) -> int:
        """A FINISH node that no step of the file stands for."""
        index = self.reserve()
        self._put(index, Op.FINISH, step, NONE, detail=Finish(self.outcome(outcome)), of=NONE, when=NONE)
        return index

    def _put(  # noqa: PLR0913 (the fields of a node)
        self, index: int, op: Op, step: StepBase, after: int, *, detail: Detail, of: int, when: int
    ) -> None:
        self.desk.nodes[index] = Node(
            op=op,
            process=self.frame.index,
            position=self.unfolded.position[id(step)],
            last=self.unfolded.last[id(step)],
            next=after,
            when=when,
            holder=self.holder(step),
            repeat=self._repeats[-1] if self._repeats else NONE,
            limits=tuple(self._limits),
            of=of,
            detail=detail,
        )

    def holder(self, step: StepBase) -> int:
        """The index of the step's holder; NONE for a step that writes no row and states none."""
        name = step.holder or step.DEFAULT_HOLDER
        if not name:
            return NONE
        if name in self.frame.holders:
            return self.frame.holders.index(name)
        self.desk.say.unknown(self.at(step, ("holder",)), name, "a holder", self.frame.holders)
        return 0

    @contextmanager
    def inside_repeat(self, node: int) -> Iterator[None]:
        """Steps lowered in this context are in the rounds of the REPEAT ``node``."""
        self._repeats.append(node)
        yield
        self._repeats.pop()

    @contextmanager
    def inside_limit(self, node: int) -> Iterator[None]:
        """Steps lowered in this context are in the block of the LIMIT ``node``."""
        self._limits.append(node)
        yield
        self._limits.pop()

    # Values

    def duration(self, step: StepBase, path: Path, value: Expr, *, work: bool = False) -> int:
        """A draw of a duration; one of working days keeps the unit wd, for work and for waits alike."""
        used = names(value)
        attribute = next((n for n in self.frame.attributes if n in used), None)
        if attribute is not None and attribute not in self.desk.ledger:
            hint = "a duration or distribution of literals and ledger numbers"
            also = " (attributes may stand in scale)" if work else ""
            self.complain(step, path, f"{render(value)} with the attribute {attribute}", hint + also)
            value = Num(0.0, "s")
        return self.desk.keep(self.desk.values.duration(self.at(step, path), value))

    def seconds(self, step: StepBase, path: Path, value: Expr, clock: str) -> int:
        """A fixed span for a limit, in whole seconds of its clock."""
        found = self.desk.values.quantity(self.at(step, path), value)
        if found is None:
            return 0
        expected = CALENDAR_TIME if clock == "calendar" else OPEN_TIME
        right = (Dim.DURATION,) if clock == "calendar" else (Dim.DURATION, Dim.WORKDAYS)
        units = set(self.desk.ledger.units(value))
        if found.dim not in right or (clock != "calendar" and not units <= _OPEN_UNITS):
            self.complain(step, path, f"{render(value)} with clock: {clock}", expected)
            return 0
        if found.value < 0:
            self.complain(step, path, render(value), "a limit of at least 0")
            return 0
        scale = self.days.wd_seconds if found.dim is Dim.WORKDAYS else 1.0
        return round_half_up(found.value * scale)

    def number(self, step: StepBase, path: Path, value: Expr) -> int:
        """A code that gives a number."""
        code, _ = self._code(step, path, value, (Dim.NUMBER,), "a number")
        fixed = self.desk.codes.fixed(code)
        if fixed is not None and fixed < 0 and path == ("scale",):
            self.complain(step, path, render(value), "a factor of at least 0")
        return code

    def condition(self, step: StepBase, path: Path, value: Expr) -> int:
        """A code that gives true or false."""
        return self._code(step, path, value, (Dim.BOOL,), A_CONDITION)[0]

    def chance(self, step: StepBase, path: Path, value: Expr) -> int:
        """A code that gives a chance in [0, 1]."""
        code, _ = self._code(step, path, value, (Dim.NUMBER, Dim.BOOL), A_CHANCE)
        fixed = self.desk.codes.fixed(code)
        if fixed is not None and not 0 <= fixed <= 1:
            self.complain(step, path, render(value), f"{A_CHANCE} (70% is 0.7)")
        return code

    def _code(
        self, step: StepBase, path: Path, value: Expr, kinds: tuple[Dim, ...], expected: str
    ) -> tuple[int, Dim]:
        # What is evaluated on the finished log knows no instant but the row's end, which `elapsed` tells.
        later = path[:1] in (("fee",), ("documents",))
        scope = self.frame.scope.without("now") if later else self.frame.scope
        return self.desk.codes.make(self.at(step, path), value, scope, kinds, expected)

    def whole(self, step: StepBase, path: Path, value: Expr, *, least: int = 0, most: int = 10**7) -> int:
        """A constant whole number between ``least`` and ``most``."""
        return self.desk.values.whole(self.at(step, path), value, least=least, most=most)

    def constant(self, step: StepBase, path: Path, value: Expr) -> float:
        """A constant plain number."""
        return self.desk.values.plain(self.at(step, path), value)

    def complain_shares(self, step: StepBase, shares: Sequence[Expr], *, exact: bool) -> None:
        """Complain where constant shares sum to anything but 1 (``exact``) or to more than 1."""
        values = [self._constant_share(s) for s in shares]
        total = sum(v for v in values if v is not None)
        wrong = (
            abs(total - 1) > _SUM_TOLERANCE if exact and None not in values else total > 1 + _SUM_TOLERANCE
        )
        if wrong:
            expected = "shares that sum to 1" if exact else "shares that sum to at most 1 beside else"
            self.complain(step, ("branches",), sum_of([v for v in values if v is not None]), expected)

    def _constant_share(self, share: Expr) -> float | None:
        try:
            return constant(share, self.desk.ledger.lookup).value
        except (ExpressionError, Told):
            return None

    # Names

    def assign_to(self, step: StepBase, path: Path, attribute: str, value: Expr) -> tuple[int, int]:
        """The slot of an attribute and the code of its new value, which must be of the attribute's kind."""
        slot = self.attribute(step, path, attribute)
        if slot == NONE:
            return 0, self._code(step, path, value, tuple(Dim), "a value")[0]
        kind = self.frame.scope.dims[attribute]
        kinds = tuple(Dim) if attribute in self.frame.scope.broken else (kind,)
        return slot, self._code(step, path, value, kinds, f"a {kind.value}, which {attribute} is")[0]

    def attribute(self, step: StepBase, path: Path, name: str) -> int:
        """The slot of an attribute; NONE where there is none."""
        if name in self.frame.attributes:
            return self.frame.attributes.index(name)
        self.desk.say.unknown(self.at(step, path), name, "an attribute", self.frame.attributes)
        return NONE

    def pool(self, step: StepBase, path: Path, name: str) -> int:
        """The index of a pool, or OWNER."""
        if name == "owner" and isinstance(step, Task):
            self._check_owner(step, path)
            return OWNER
        if name in self.frame.pools:
            return self.frame.pools.index(name)
        self.desk.say.unknown(self.at(step, path), name, "a pool", self.frame.pools)
        return 0

    def _check_owner(self, step: Task, path: Path) -> None:
        if isinstance(step.by, tuple | JoinShortest):
            self.complain(step, path, "owner in a list", "owner alone, or in an all list")
        if id(step) in self.ownerless:
            self.complain(
                step, path, "owner", "an assign step on every way to it, which gives the case its owner"
            )

    def calendar(self, step: StepBase, path: Path, name: str) -> int:
        """The index of a calendar."""
        return self._index(step, path, name, ("a calendar", self.days.names))

    def session(self, step: StepBase, path: Path, name: str) -> int:
        """The index of a `sessions` entry."""
        return self._index(step, path, name, ("an entry of sessions", tuple(self.desk.document.sessions)))

    def _index(self, step: StepBase, path: Path, name: str, known: tuple[str, tuple[str, ...]]) -> int:
        what, listed = known
        if name in listed:
            return listed.index(name)
        self.desk.say.unknown(self.at(step, path), name, what, listed)
        return 0

    def milestone(self, name: str) -> int:
        """The index of a milestone of the process."""
        return self.milestones.setdefault(name, len(self.milestones))

    def outcome(self, name: str) -> int:
        """The index of a case outcome, noted as possible in this process."""
        number = self.desk.outcomes.number(name)
        self.outcomes[number] = None
        return number

    def stream(self, step: StepBase, purpose: str) -> int:
        """The luck stream of this step; `same_luck_as` puts the former name in its place."""
        name = f"{self.frame.name}/{step.same_luck_as or step.name}/{purpose}"
        return self.desk.streams.number(self.at(step, (step.KIND,)), name)

    def complain(self, step: StepBase, path: Path, given: object, expected: str, nearest: str = "") -> None:
        """Record a complaint about a field of a step."""
        self.desk.say.add(self.at(step, path), given, expected, nearest)

    def at(self, step: StepBase, path: Path) -> Path:
        """The tree path of a field of a step."""
        return (*self.unfolded.path[id(step)], *path)
