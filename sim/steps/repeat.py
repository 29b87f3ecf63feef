"""`repeat`: steps, then with a chance once more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from sim.expressions import Items, Num
from sim.fields import Identifier, Value, Values
from sim.program import NONE, Op
from sim.program import Repeat as Instruction
from sim.steps.base import Builder, Inner, StepBase

if TYPE_CHECKING:
    from sim.steps.base import Steps


class Repeat(StepBase):
    """Rework: after each round, with chance ``again``, ``between`` and the steps again."""

    KIND: ClassVar[str] = "repeat"

    repeat: Identifier
    """The step's name."""
    again: Values
    """Chance of one more round: a share, an expression, or a list by round (its last value holds beyond its end)."""
    steps: Steps = Field(min_length=1)
    """What is done in each round."""
    between: Steps = ()
    """What happens between two rounds."""
    most: Value = Num(20.0)
    """Most rounds in one entry."""

    def inner(self) -> Iterator[Inner]:
        """The steps, then what lies between two rounds."""
        yield ("steps",), self.steps
        yield ("between",), self.between

    def lower(self, to: Builder, after: int) -> int:
        """REPEAT -> steps -> AGAIN -> (between -> ROUND -> steps) or on."""
        repeat = to.reserve()
        with to.inside_repeat(repeat):
            again = self._again(to)
            decide = to.add(Op.AGAIN, self, after, of=repeat)
            body = to.chain(self.steps, decide)
            once_more = to.add(Op.ROUND, self, body, of=repeat)
            between = to.chain(self.between, once_more)
        detail = Instruction(body, between, again, to.whole(self, ("most",), self.most, least=1), to.stream(self, "again"))
        return to.add(Op.REPEAT, self, after, detail, index=repeat)

    def _again(self, to: Builder) -> tuple[int, ...]:
        if isinstance(self.again, Items):
            if not self.again.items:
                to.complain(self, ("again",), "[]", "at least one chance")
            return tuple(to.chance(self, ("again", i), item) for i, item in enumerate(self.again.items)) or (NONE,)
        return (to.chance(self, ("again",), self.again),)
