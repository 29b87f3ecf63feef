"""`task`: work that needs staff."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from sim.expressions import Num
from sim.fields import Flag, Identifier, Model, Value
from sim.program import NONE, By, Need, Op
from sim.program import Task as Instruction
from sim.steps.base import Builder, Inner, StepBase

if TYPE_CHECKING:
    from sim.steps.base import Steps


class People(Model):
    """Several people of one pool: ``{pool: clerk, n: 2}``."""

    pool: Identifier
    n: Value = Num(1.0)
    """How many of them."""


class All(Model):
    """All of these at once: ``{all: [judge, courtroom]}``."""

    all: Annotated[tuple[Annotated[Annotated[Identifier, Tag("name")] | Annotated[People, Tag("people")], Discriminator(
        lambda v: "people" if isinstance(v, dict | People) else "name")], ...], Field(min_length=1)]  # fmt: skip


class JoinShortest(Model):
    """One line per pool; the shortest is chosen on joining."""

    join_shortest: Annotated[tuple[Identifier, ...], Field(min_length=1)]


def _kind_of_by(given: Any) -> str:
    if isinstance(given, All) or (isinstance(given, dict) and "join_shortest" not in given):
        return "all"
    if isinstance(given, dict | JoinShortest):
        return "join_shortest"
    return "several" if isinstance(given, list | tuple) else "one"


ByField = Annotated[
    Annotated[Identifier, Tag("one")]
    | Annotated[Annotated[tuple[Identifier, ...], Field(min_length=1)], Tag("several")]
    | Annotated[All, Tag("all")]
    | Annotated[JoinShortest, Tag("join_shortest")],
    Discriminator(_kind_of_by),
]
"""A pool; a list (the first free of several); ``{all: [...]}``; ``{join_shortest: [...]}``; or ``owner``."""


class GivesUp(Model):
    """Reneging: leaves the queue when it waited that long."""

    after: Value
    """Patience, a duration or distribution; calendar time (or ``wd``) from joining the queue to the first start."""
    then: Steps | None = None
    """Steps that follow; by default ``finish: gave_up``."""


class TurnedAway(Model):
    """Balking: ``room`` places to wait; who cannot start at once and finds them all taken leaves."""

    room: Value
    """Places to wait for this step; 0 is a loss system."""
    then: Steps | None = None
    """Steps that follow; by default ``finish: turned_away``."""


class Task(StepBase):
    """Work by people of a pool."""

    KIND: ClassVar[str] = "task"
    LOGGED: ClassVar[bool] = True
    DEFAULT_HOLDER: ClassVar[str] = "agency"

    task: Identifier
    """The step's name."""
    by: ByField
    """Who does it."""
    takes: Value
    """Work: a duration or distribution; it passes only while the person is on duty."""
    scale: Value | None = None
    """A factor on the work (an expression)."""
    priority: Value | None = None
    """Higher first, in a pool with ``order: priority``; an expression, evaluated on joining the queue."""
    trip: Flag = False
    """The applicant comes in person."""
    fee: Value | None = None
    """What the applicant pays, in the scenario's currency (an expression)."""
    documents: Value | None = None
    """Papers the applicant hands in (an expression)."""
    gives_up: GivesUp | None = None
    """When the case leaves the queue."""
    turned_away: TurnedAway | None = None
    """When the case finds no place to wait."""

    def inner(self) -> Iterator[Inner]:
        """The `then` steps of patience and places."""
        for field in ("gives_up", "turned_away"):
            part = getattr(self, field)
            if part is not None and part.then is not None:
                yield (field, "then"), part.then

    def lower(self, to: Builder, after: int) -> int:
        """One TASK node, with the chains that follow giving up and being turned away."""
        by, needs = self._needs(to)
        optional = {f: to.number(self, (f,), v) for f in ("scale", "priority", "fee", "documents") if (v := getattr(self, f)) is not None}
        detail = Instruction(
            by=by,
            needs=needs,
            takes=to.duration(self, ("takes",), self.takes, work=True),
            takes_stream=to.stream(self, "takes"),
            order_stream=to.stream(self, "order"),
            patience=NONE if self.gives_up is None else to.duration(self, ("gives_up", "after"), self.gives_up.after),
            patience_stream=to.stream(self, "patience"),
            gave_up=self._leaving(to, after, "gives_up", "gave_up"),
            room=NONE if self.turned_away is None else to.whole(self, ("turned_away", "room"), self.turned_away.room),
            turned_away=self._leaving(to, after, "turned_away", "turned_away"),
            trip=self.trip,
            **optional,
        )
        return to.add(Op.TASK, self, after, detail)

    def _leaving(self, to: Builder, after: int, field: Literal["gives_up", "turned_away"], outcome: str) -> int:
        part = getattr(self, field)
        if part is None:
            return NONE
        return to.finish(self, outcome) if part.then is None else to.chain(part.then, after)

    def _needs(self, to: Builder) -> tuple[By, tuple[Need, ...]]:
        if isinstance(self.by, All):
            return By.ALL, self._merged(to, self.by)
        if isinstance(self.by, JoinShortest):
            pools = self.by.join_shortest
            return By.SHORTEST, tuple(Need(to.pool(self, ("by", "join_shortest", i), p)) for i, p in enumerate(pools))
        if isinstance(self.by, str):
            return By.ANY, (Need(to.pool(self, ("by",), self.by)),)
        return By.ANY, tuple(Need(to.pool(self, ("by", i), p)) for i, p in enumerate(self.by))

    def _merged(self, to: Builder, by: All) -> tuple[Need, ...]:
        counts: dict[int, int] = {}
        for i, item in enumerate(by.all):
            name = item.pool if isinstance(item, People) else item
            path = ("by", "all", i) if isinstance(item, str) else ("by", "all", i, "pool")
            count = to.whole(self, ("by", "all", i, "n"), item.n, least=1) if isinstance(item, People) else 1
            pool = to.pool(self, path, name)
            counts[pool] = counts.get(pool, 0) + count
        return tuple(Need(pool, count) for pool, count in counts.items())
