"""[scenario] Targets: questions with a number."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.fields import Identifier, LabelField, Model, Plan, Value, Word


class TargetModel(Model):
    """A question with a number."""

    name: LabelField
    """The question in words."""
    plan: Plan = ()
    """Measures of the plan whose number this is."""
    process: Identifier | None = None
    """Whose cases, where the scenario has several processes."""
    pool: Identifier | None = None
    """Which pool, for a measure of pools."""
    measure: Word
    """A measure such as ``working_days``, ``elapsed``, ``held_by.agency`` or ``utilisation``."""
    start: str | None = Field(default=None, alias="from")
    """The milestone from which time is measured, by default ``arrived``."""
    end: str | None = Field(default=None, alias="to")
    """The milestone up to which time is measured, by default ``finished``."""
    of: Value | None = None
    """For ``cost_share``: what the fee is measured against."""
    where: Value | None = None
    """Only cases for which this holds (an expression over attributes and ``outcome``)."""
    at_most: Value | None = None
    """The limit from above."""
    at_least: Value | None = None
    """The limit from below."""
    share: Value | None = None
    """The share of cases that must be within the limit."""
    statistic: Annotated[str, Field(pattern=r"^(mean|median|total|p\d{1,2}(\.\d+)?)$")] | None = None
    """Of which figure over the cases the limit speaks: ``mean`` (default), ``median``, ``total`` or a
    percentile such as ``p90``.
    """
    change: Annotated[str, Field(pattern=r"^at_(most|least) ")] | None = None
    """``at_most -30%``: relative change against another variant."""
    against: Identifier | None = None
    """The other variant."""
    per: Literal["month", "year"] | None = None
    """The share must be reached in each such period; the verdict is on the chance of that."""
    source: str = ""
    """Where the number of the target comes from, if the plan states none."""

    @model_validator(mode="after")
    def _one_of(self) -> TargetModel:
        if sum(x is not None for x in (self.at_most, self.at_least, self.change)) != 1:
            raise PydanticCustomError("target", "exactly one of at_most, at_least and change", {})
        if self.share is not None and (self.statistic is not None or self.change is not None):
            raise PydanticCustomError(
                "target_share", "either share or statistic (and no share beside change)", {}
            )
        if (self.change is None) != (self.against is None):
            raise PydanticCustomError("target_change", "change and against together", {})
        if self.per is not None and self.share is None:
            raise PydanticCustomError("target_per", "a share beside per", {})
        return self
