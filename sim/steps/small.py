"""The instantaneous steps `set`, `mark`, `use` and `finish`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from sim.fields import Identifier, Value
from sim.program import Finish as FinishInstruction
from sim.program import Mark as MarkInstruction
from sim.program import Op, Whens
from sim.program import Set as SetInstruction
from sim.steps.base import Builder, Clauses, Inner, Speaker, StepBase

if TYPE_CHECKING:
    from sim.steps.base import Steps


class Set(StepBase):
    """Changes attributes of the case, in listing order."""

    KIND: ClassVar[str] = "set"

    set: Identifier
    """The step's name."""
    to: dict[Identifier, Value] = Field(min_length=1)
    """New values by attribute (expressions)."""

    def words(self, say: Speaker) -> Clauses:
        """What is set to what."""
        return tuple(
            say(f"{say.plain_name(n)} becomes {say.number(v)}", f"{say.plain_name(n)}变为{say.number(v)}")
            for n, v in self.to.items()
        )

    def lower(self, to: Builder, after: int) -> int:
        """One SET node."""
        pairs = [to.assign_to(self, ("to", name), name, value) for name, value in self.to.items()]
        return to.add(
            Op.SET, self, after, SetInstruction(tuple(s for s, _ in pairs), tuple(c for _, c in pairs))
        )


class Mark(StepBase):
    """A milestone; passed again it keeps the latest instant."""

    KIND: ClassVar[str] = "mark"

    mark: Identifier
    """The milestone's name."""

    def words(self, say: Speaker) -> Clauses:
        """That it is a milestone."""
        return (say("milestone", "里程碑"),)

    def lower(self, to: Builder, after: int) -> int:
        """One MARK node."""
        return to.add(Op.MARK, self, after, MarkInstruction(to.milestone(self.mark)))


class Use(StepBase):
    """The steps of a procedure; their names get the prefix ``name.``."""

    KIND: ClassVar[str] = "use"

    use: Identifier
    """The procedure."""
    prefix: Identifier | None = Field(default=None, alias="as")
    """The prefix of its step names, by default the procedure's name."""
    steps: Steps = Field(default=(), exclude=True)
    """Filled by the compiler with the procedure's steps under their prefixed names; not written in a
    scenario.
    """

    @field_validator("steps", mode="before")
    @classmethod
    def _not_written(cls, given: Any) -> Any:
        raise PydanticCustomError("use_steps", "no steps here: they are those of the procedure", {})

    @property
    def name(self) -> str:
        """The prefix."""
        return self.prefix or self.use

    def inner(self) -> Iterator[Inner]:
        """The procedure's steps."""
        yield ("steps",), self.steps

    def words(self, say: Speaker) -> Clauses:
        """Which procedure follows."""
        return (say("these steps:", "包括以下步骤："),)

    def lower(self, to: Builder, after: int) -> int:
        """The procedure's nodes, behind a condition where there is a `when`."""
        entry = to.chain(self.steps, after)
        return to.add(Op.WHENS, self, after, Whens((), (), entry)) if self.when is not None else entry


class Finish(StepBase):
    """The case leaves at once with this outcome."""

    KIND: ClassVar[str] = "finish"

    finish: Identifier
    """The outcome."""

    def words(self, say: Speaker) -> Clauses:
        """With which outcome the case leaves."""
        name = say.plain_name(self.finish)
        return (say(f"the case ends here: {name}", f"到此结束：{name}"),)

    def lower(self, to: Builder, after: int) -> int:
        """One FINISH node."""
        return to.add(Op.FINISH, self, after, FinishInstruction(to.outcome(self.finish)))
