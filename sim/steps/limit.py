"""`limit`: a time limit over steps, on the legal, working or calendar clock."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from sim.fields import MAP, WORD, Identifier, Model, Value, by_shape
from sim.program import NONE, Clock, Op
from sim.program import Limit as Instruction
from sim.program import Then as Expiry
from sim.steps.base import Builder, Chapter, Clauses, Inner, Speaker, StepBase

if TYPE_CHECKING:
    from sim.steps.base import Steps


_THEN = "deem, or one of escalate, finish and steps"


class Escalation(Model):
    """From expiry until the block is left its claims have at least this priority."""

    priority: Value
    """The least priority."""


class Then(Model):
    """What happens at expiry, where it is more than ``deem``."""

    escalate: Escalation | None = None
    """Claims of the block are served earlier from now on."""
    finish: Identifier | None = None
    """The case leaves with this outcome."""
    steps: Steps | None = None
    """These steps are carried out, then the case goes on behind the block."""

    @model_validator(mode="after")
    def _one_of(self) -> Then:
        if sum(x is not None for x in (self.escalate, self.finish, self.steps)) != 1:
            raise PydanticCustomError("then", _THEN, {})
        return self


class Limit(StepBase):
    """A time limit (时限) over a block of steps."""

    KIND: ClassVar[str] = "limit"

    limit: Identifier
    """The step's name."""
    within: Value
    """The limit; on the legal and working clock in ``wd h min s``, on the calendar clock not in ``wd``."""
    clock: Literal["legal", "working", "calendar"] = "legal"
    """Which time counts: while the agency side holds the case (``legal``), working time, or all time."""
    then: Annotated[Annotated[Literal["deem"], WORD] | Annotated[Then, MAP], by_shape(_THEN)] = "deem"
    """At expiry: ``deem`` (the block counts as done), ``{escalate: {priority: 10}}``, ``{finish: outcome}``
    or ``{steps: [...]}``.
    """
    steps: Steps
    """The block that has to be done in time."""

    def inner(self) -> Iterator[Inner]:
        """The block, then what follows its expiry."""
        yield ("steps",), self.steps
        if isinstance(self.then, Then) and self.then.steps is not None:
            yield ("then", "steps"), self.then.steps

    def words(self, say: Speaker) -> Clauses:
        """How long, on which clock, and what happens at expiry."""
        span = say.span(self.within)
        clock = {
            "legal": say("on the legal clock", "按法定时钟"),
            "working": say("of working time", "按工作时间"),
            "calendar": say("of calendar time", "按自然时间"),
        }[self.clock]
        return say(f"time limit: within {span} {clock}", f"时限：{clock}{span}以内"), self._expired(say)

    def chapters(self, say: Speaker) -> Iterator[Chapter]:
        """The block, then what follows its expiry."""
        yield "", self.steps
        if isinstance(self.then, Then) and self.then.steps is not None:
            yield say("When the limit has expired:", "时限届满后："), self.then.steps

    def _expired(self, say: Speaker) -> str:
        then = self.then
        if isinstance(then, str):
            return say("then it counts as done", "届满视为办结")
        if then.escalate is not None:
            priority = say.number(then.escalate.priority)
            return say(f"then it is urgent (priority {priority})", f"届满后优先办理（优先级{priority}）")
        if then.finish is not None:
            outcome = say.plain_name(then.finish)
            return say(f"then the case ends: {outcome}", f"届满则结束：{outcome}")
        return say("then other steps follow", "届满转入其他步骤")

    def lower(self, to: Builder, after: int) -> int:
        """LIMIT -> block -> PASSED; the steps of ``then`` lie outside the block."""
        limit = to.reserve()
        passed = to.add(Op.PASSED, self, after, of=limit)
        with to.inside_limit(limit):
            body = to.chain(self.steps, passed)
        expiry, entry, priority = self._expiry(to, after)
        within = to.seconds(self, ("within",), self.within, self.clock)
        detail = Instruction(body, within, Clock[self.clock.upper()], expiry, entry, priority)
        return to.add(Op.LIMIT, self, after, detail, index=limit)

    def _expiry(self, to: Builder, after: int) -> tuple[Expiry, int, float]:
        then = self.then
        if isinstance(then, str):
            return Expiry.DEEM, NONE, 0.0
        if then.escalate is not None:
            return (
                Expiry.ESCALATE,
                NONE,
                to.constant(self, ("then", "escalate", "priority"), then.escalate.priority),
            )
        if then.finish is not None:
            return Expiry.GO, to.finish(self, then.finish), 0.0
        return Expiry.GO, to.chain(then.steps or (), after), 0.0
