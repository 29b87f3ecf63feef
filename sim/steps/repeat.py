"""`repeat`: steps, then with a chance once more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from sim.expressions import Items, Num
from sim.fields import Identifier, Value, Values
from sim.program import NONE, Op
from sim.program import Repeat as Instruction
from sim.steps.base import Builder, Chapter, Clauses, Inner, Speaker, StepBase

if TYPE_CHECKING:
    from sim.steps.base import Steps


class Repeat(StepBase):
    """Rework: after each round, with chance ``again``, ``between`` and the steps again."""

    KIND: ClassVar[str] = "repeat"

    repeat: Identifier
    """The step's name."""
    again: Values
    """Chance of one more round: a share, an expression, or a list by round (its last value holds beyond its
    end).
    """
    steps: Steps
    """What is done in each round."""
    between: Steps = ()
    """What happens between two rounds."""
    most: Value = Num(20.0)
    """Most rounds in one entry."""

    def inner(self) -> Iterator[Inner]:
        """The steps, then what lies between two rounds."""
        yield ("steps",), self.steps
        yield ("between",), self.between

    def words(self, say: Speaker) -> Clauses:
        """The chance of one more round, and how many there are at most."""
        most = say.number(self.most)
        if isinstance(self.again, Items):
            rounds = say.listed([say.share(i) for i in self.again.items])
            chance = say(
                f"again with chance {rounds} after each round in turn", f"各轮后重来的概率依次为{rounds}"
            )
        else:
            share = say.share(self.again)
            chance = say(f"again with chance {share}", f"再来一轮的概率：{share}")
        return chance, say(f"at most {most} rounds", f"最多{most}轮")

    def chapters(self, say: Speaker) -> Iterator[Chapter]:
        """The steps, then what lies between two rounds."""
        yield "", self.steps
        if self.between:
            yield say("In between:", "两轮之间："), self.between

    def lower(self, to: Builder, after: int) -> int:
        """REPEAT -> steps -> AGAIN -> (between -> ROUND -> steps) or on."""
        repeat = to.reserve()
        with to.inside_repeat(repeat):
            again = self._again(to)
            decide = to.add(Op.AGAIN, self, after, of=repeat)
            body = to.chain(self.steps, decide)
            once_more = to.add(Op.ROUND, self, body, of=repeat)
            between = to.chain(self.between, once_more)
        detail = Instruction(
            body, between, again, to.whole(self, ("most",), self.most, least=1), to.stream(self, "again")
        )
        return to.add(Op.REPEAT, self, after, detail, index=repeat)

    def _again(self, to: Builder) -> tuple[int, ...]:
        if isinstance(self.again, Items):
            if not self.again.items:
                to.complain(self, ("again",), "[]", "at least one chance")
            return tuple(to.chance(self, ("again", i), item) for i, item in enumerate(self.again.items)) or (
                NONE,
            )
        return (to.chance(self, ("again",), self.again),)
