"""`session`, `gather` and `assign`: booked hearings, committees and batches, and the person who keeps a
case.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.expressions import Call
from sim.fields import Identifier, Value
from sim.program import NONE, Op
from sim.program import Assign as AssignInstruction
from sim.program import Gather as GatherInstruction
from sim.program import Session as SessionInstruction
from sim.steps.base import Builder, Clauses, Speaker, StepBase


class Session(StepBase):
    """Books the first free slot and passes when it starts."""

    KIND: ClassVar[str] = "session"
    LOGGED: ClassVar[bool] = True
    DEFAULT_HOLDER: ClassVar[str] = "agency"

    session: Identifier
    """The step's name."""
    at: Identifier
    """An entry of the top-level `sessions`."""
    notice: Value | None = None
    """The slot starts this long from now at the earliest."""

    def words(self, say: Speaker) -> Clauses:
        """Which slot is booked."""
        slot = say.session(self.at)
        if self.notice is None:
            return (say(f"booked for the first free {slot}", f"预约最早的{slot}"),)
        notice = say.span(self.notice)
        return (
            say(
                f"booked for the first free {slot}, {notice} ahead at least",
                f"预约至少{notice}之后最早的{slot}",
            ),
        )

    def lower(self, to: Builder, after: int) -> int:
        """One SESSION node."""
        if isinstance(self.notice, Call) and self.notice.name != "constant":
            to.complain(
                self, ("notice",), f"the distribution {self.notice.name}", 'a fixed span, for example "15 d"'
            )
        notice = NONE if self.notice is None else to.duration(self, ("notice",), self.notice)
        return to.add(Op.SESSION, self, after, SessionInstruction(to.session(self, ("at",), self.at), notice))


class Gather(StepBase):
    """Waits until a group is together; its members go on together, each for itself."""

    KIND: ClassVar[str] = "gather"
    LOGGED: ClassVar[bool] = True
    DEFAULT_HOLDER: ClassVar[str] = "agency"

    gather: Identifier
    """The step's name."""
    count: Value | None = None
    """So many cases."""
    lasts: Value | None = Field(default=None, alias="for")
    """That long since the first."""
    per: Identifier | None = None
    """One group for each value of this attribute."""

    @model_validator(mode="after")
    def _something(self) -> Gather:
        if self.count is None and self.lasts is None:
            raise PydanticCustomError("gather", "count, for, or both", {})
        return self

    def words(self, say: Speaker) -> Clauses:
        """When a group goes on."""
        of = (
            say(f" of one {say.plain_name(self.per)}", f"（按{say.plain_name(self.per)}分组）")
            if self.per
            else ""
        )
        ways = []
        if self.count is not None:
            count = say.number(self.count)
            ways.append(say(f"{count} cases{of} are together", f"凑齐{count}件{of}"))
        if self.lasts is not None:
            span, of = say.span(self.lasts), "" if ways else of
            ways.append(say(f"{span} after the first{of}", f"首件之后{span}{of}"))
        return (say(f"waits until {say.listed(ways, either=True)}", f"等到{say.listed(ways, either=True)}"),)

    def lower(self, to: Builder, after: int) -> int:
        """One GATHER node."""
        detail = GatherInstruction(
            count=NONE if self.count is None else to.whole(self, ("count",), self.count, least=1),
            lasts=NONE if self.lasts is None else to.duration(self, ("for",), self.lasts),
            stream=to.stream(self, "for"),
            per=NONE if self.per is None else to.attribute(self, ("per",), self.per),
        )
        return to.add(Op.GATHER, self, after, detail)


class Assign(StepBase):
    """Gives the case an owner out of a pool; from then on ``by: owner`` is that person."""

    KIND: ClassVar[str] = "assign"

    assign: Identifier
    """The step's name."""
    pool: Identifier
    """The pool the owner comes from."""
    rule: Literal["fewest_open", "round_robin", "random"] = "fewest_open"
    """Who is chosen: the one with the fewest open cases, each in turn, or by lot."""

    def words(self, say: Speaker) -> Clauses:
        """Whose person the case gets."""
        rules = {
            "fewest_open": say("who has the fewest open cases", "在办案件最少者"),
            "round_robin": say("each in turn", "轮流"),
            "random": say("by lot", "随机"),
        }
        pool, rule = say.people(self.pool), rules[self.rule]
        return (say(f"gets its own person of {pool}: {rule}", f"由{pool}中一人承办（{rule}）"),)

    def lower(self, to: Builder, after: int) -> int:
        """One ASSIGN node."""
        detail = AssignInstruction(to.pool(self, ("pool",), self.pool), self.rule, to.stream(self, "owner"))
        return to.add(Op.ASSIGN, self, after, detail)
