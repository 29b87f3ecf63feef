"""`task`: work that needs staff."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from sim.expressions import Num
from sim.fields import Flag, Identifier, Model, Value
from sim.program import NONE, By, Need, Op
from sim.program import Task as Instruction
from sim.steps.base import Builder, Chapter, Clauses, Inner, Speaker, StepBase

MOST_TOGETHER = 1000
"""People of one pool who may do one task together."""

if TYPE_CHECKING:
    from sim.steps.base import Steps


class People(Model):
    """Several people of one pool: ``{pool: clerk, n: 2}``."""

    pool: Identifier
    """The pool they come from."""
    n: Value = Num(1.0)
    """How many of them."""


_OneOfAll = Annotated[
    Annotated[Identifier, Tag("name")] | Annotated[People, Tag("people")],
    Discriminator(lambda v: "people" if isinstance(v, dict | People) else "name"),
]


class All(Model):
    """All of these at once: ``{all: [judge, courtroom]}``."""

    all: Annotated[tuple[_OneOfAll, ...], Field(min_length=1)]
    """Pools, or several people of a pool as ``{pool: clerk, n: 2}``."""


class JoinShortest(Model):
    """One line per pool; the shortest is chosen on joining."""

    join_shortest: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """The pools."""


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
    """Patience, a duration or distribution; calendar time (or ``wd``) from joining the queue to the first
    start.
    """
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

    def words(self, say: Speaker) -> Clauses:
        """By whom, how long, and what it means for the applicant."""
        clauses = [self._who(say), self._long(say)]
        if self.trip:
            clauses.append(say("the applicant comes in person", "申请人到场"))
        if self.documents is not None:
            clauses.append(
                say(
                    f"papers handed in: {say.number(self.documents)}",
                    f"提交材料{say.number(self.documents)}份",
                )
            )
        if self.fee is not None:
            clauses.append(say(f"fee {say.money(self.fee)}", f"收费{say.money(self.fee)}"))
        if self.priority is not None:
            clauses.append(say(f"priority {say.number(self.priority)}", f"优先级{say.number(self.priority)}"))
        return (*clauses, *self.leaves(say))

    def chapters(self, say: Speaker) -> Iterator[Chapter]:
        """What follows for who gave up or was turned away."""
        if self.gives_up is not None and self.gives_up.then is not None:
            yield say("Who gives up:", "放弃等候者："), self.gives_up.then
        if self.turned_away is not None and self.turned_away.then is not None:
            yield say("Who is turned away:", "未能进入等候者："), self.turned_away.then

    def pools(self) -> tuple[str, ...]:
        """Every pool that the task names, in its order."""
        if isinstance(self.by, All):
            return tuple(i.pool if isinstance(i, People) else i for i in self.by.all)
        if isinstance(self.by, JoinShortest):
            return self.by.join_shortest
        return (self.by,) if isinstance(self.by, str) else self.by

    def all_together(self) -> bool:
        """Whether people of all the pools are needed at once."""
        return isinstance(self.by, All)

    def _who(self, say: Speaker) -> str:
        if isinstance(self.by, All):
            people = [(i.pool, say.number(i.n)) if isinstance(i, People) else (i, "1") for i in self.by.all]
            names = [
                say.people(p) if n == "1" else say(f"{n} of {say.people(p)}", f"{say.people(p)}{n}人")
                for p, n in people
            ]
            return say(f"by {say.listed(names)} together", f"由{say.listed(names)}共同办理")
        if isinstance(self.by, JoinShortest):
            names = [say.people(p) for p in self.by.join_shortest]
            return say(
                f"in the shortest line of {say.listed(names, either=True)}",
                f"在{say.listed(names)}中排最短的队",
            )
        if isinstance(self.by, str):
            return say(f"by {say.people(self.by)}", f"由{say.people(self.by)}办理")
        names = [say.people(p) for p in self.by]
        if len(names) == 1:
            return say(f"by {names[0]}", f"由{names[0]}办理")
        return say(f"by the first free of {say.listed(names)}", f"由{say.listed(names)}中先空闲者办理")

    def _long(self, say: Speaker) -> str:
        times = f" × ({say.number(self.scale)})" if self.scale is not None else ""
        return say(f"takes {say.work(self.takes)}{times}", f"用时{say.work(self.takes)}{times}")

    def leaves(self, say: Speaker) -> Clauses:
        """When a case leaves the queue."""
        clauses = []
        if self.gives_up is not None:
            after = say.span(self.gives_up.after)
            clauses.append(say(f"gives up after {after} in the queue", f"排队{after}后放弃"))
        if self.turned_away is not None:
            room = say.number(self.turned_away.room)
            clauses.append(say(f"turned away when {room} wait already", f"已有{room}人等候时不再受理"))
        return tuple(clauses)

    def lower(self, to: Builder, after: int) -> int:
        """One TASK node, with the chains that follow giving up and being turned away."""
        by, needs = self._needs(to)
        optional = {
            f: to.number(self, (f,), v)
            for f in ("scale", "priority", "fee", "documents")
            if (v := getattr(self, f)) is not None
        }
        detail = Instruction(
            by=by,
            needs=needs,
            takes=to.duration(self, ("takes",), self.takes, work=True),
            takes_stream=to.stream(self, "takes"),
            order_stream=to.stream(self, "order"),
            patience=NONE
            if self.gives_up is None
            else to.duration(self, ("gives_up", "after"), self.gives_up.after),
            patience_stream=to.stream(self, "patience"),
            gave_up=self._leaving(to, after, "gives_up", "gave_up"),
            room=NONE
            if self.turned_away is None
            else to.whole(self, ("turned_away", "room"), self.turned_away.room),
            turned_away=self._leaving(to, after, "turned_away", "turned_away"),
            trip=self.trip,
            **optional,
        )
        return to.add(Op.TASK, self, after, detail)

    def _leaving(
        self, to: Builder, after: int, field: Literal["gives_up", "turned_away"], outcome: str
    ) -> int:
        part = getattr(self, field)
        if part is None:
            return NONE
        return to.finish(self, outcome) if part.then is None else to.chain(part.then, after)

    def _needs(self, to: Builder) -> tuple[By, tuple[Need, ...]]:
        if isinstance(self.by, All):
            return By.ALL, self._merged(to, self.by)
        if isinstance(self.by, JoinShortest):
            pools = self.by.join_shortest
            return By.SHORTEST, tuple(
                Need(to.pool(self, ("by", "join_shortest", i), p)) for i, p in enumerate(pools)
            )
        if isinstance(self.by, str):
            return By.ANY, (Need(to.pool(self, ("by",), self.by)),)
        return By.ANY, tuple(Need(to.pool(self, ("by", i), p)) for i, p in enumerate(self.by))

    def _merged(self, to: Builder, by: All) -> tuple[Need, ...]:
        counts: dict[int, int] = {}
        for i, item in enumerate(by.all):
            name = item.pool if isinstance(item, People) else item
            path = ("by", "all", i) if isinstance(item, str) else ("by", "all", i, "pool")
            count = (
                to.whole(self, ("by", "all", i, "n"), item.n, least=1, most=MOST_TOGETHER)
                if isinstance(item, People)
                else 1
            )
            pool = to.pool(self, path, name)
            counts[pool] = counts.get(pool, 0) + count
        return tuple(Need(pool, count) for pool, count in counts.items())
