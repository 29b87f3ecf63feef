"""`parallel`: all branches at once, joined by all, any or a number of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.fields import Identifier
from sim.program import Fork, Op
from sim.steps.base import Builder, Chapter, Clauses, Inner, Speaker, StepBase

if TYPE_CHECKING:
    from sim.steps.base import Steps


def _join(given: Any) -> str | int:
    if given in ("all", "any") or (isinstance(given, int) and not isinstance(given, bool) and given >= 1):
        return given  # type: ignore[no-any-return]
    raise PydanticCustomError("join", "all, any or a number of branches", {})


class Parallel(StepBase):
    """All branches begin at once; the case goes on when the join is satisfied."""

    KIND: ClassVar[str] = "parallel"

    parallel: Identifier
    """The step's name."""
    branches: dict[Identifier, Steps] = Field(min_length=1)
    """Steps by branch name, in listing order."""
    join: Annotated[str | int, PlainValidator(_join), WithJsonSchema({"type": ["string", "integer"]})] = "all"
    """``all``, ``any`` or how many branches must reach their end."""

    def inner(self) -> Iterator[Inner]:
        """The branches."""
        for name, steps in self.branches.items():
            yield ("branches", name), steps

    def words(self, say: Speaker) -> Clauses:
        """That all begin at once, and how many must end."""
        at_once = say("all at once", "同时进行")
        if self.join == "all":
            return at_once, say("goes on when all are done", "全部完成后继续")
        if self.join == "any":
            return at_once, say("goes on when the first is done", "任一完成即继续")
        return at_once, say(f"goes on when {self.join} are done", f"完成{self.join}项即继续")

    def chapters(self, say: Speaker) -> Iterator[Chapter]:
        """The branches by name; a branch of one step called like it needs no heading of its own."""
        for name, steps in self.branches.items():
            alone = len(steps) == 1 and steps[0].name == name
            colon = say(":", "：")
            yield "" if alone else f"{say.plain_name(name)}{colon}", steps

    def lower(self, to: Builder, after: int) -> int:
        """A FORK node whose branches all end in one JOIN node."""
        need = len(self.branches) if self.join == "all" else 1 if self.join == "any" else int(self.join)
        if need > len(self.branches):
            to.complain(self, ("join",), self.join, f"at most {len(self.branches)}, the number of branches")
        fork = to.reserve()
        join = to.add(Op.JOIN, self, after, of=fork)
        entries = tuple(to.chain(steps, join) for steps in self.branches.values())
        return to.add(Op.FORK, self, after, Fork(entries, need), index=fork)
