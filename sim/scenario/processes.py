"""[scenario] Processes: who arrives, what is known of a case, what has to be done."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from sim.fields import Flag, Identifier, LabelField, Model, Plan, Value, Values, Word
from sim.labels import Label
from sim.scenario.fields import Schedule
from sim.steps import Steps


class Arrive(Model):
    """How cases arrive: exactly one of ``rate``, ``every`` and ``schedule``."""

    rate: Value | None = None
    """Cases per time, such as 9000 per y."""
    during: Identifier | None = None
    """Arrivals come only in this calendar's open time."""
    monthly: Values | None = None
    """12 weights, January first."""
    weekday: Values | None = None
    """7 weights, Monday first."""
    hourly: Values | None = None
    """24 weights, midnight first."""
    yearly_growth: Value | None = None
    """The rate grows by this share each year."""
    every: Value | None = None
    """A renewal process: the distribution of the time between two arrivals."""
    schedule: Schedule | None = None
    """A CSV file with a column ``arrived`` (and attribute columns), or a list of date-times."""
    batch: Value | None = None
    """So many cases arrive together."""

    @model_validator(mode="after")
    def _one_of(self) -> Arrive:
        if sum(x is not None for x in (self.rate, self.every, self.schedule)) != 1:
            raise PydanticCustomError("arrive", "exactly one of rate, every and schedule", {})
        shaped = [
            n
            for n in ("during", "monthly", "weekday", "hourly", "yearly_growth")
            if getattr(self, n) is not None
        ]
        if shaped and self.rate is None:
            raise PydanticCustomError(
                "arrive_shape", "a rate where there is {names}", {"names": ", ".join(shaped)}
            )
        if self.batch is not None and self.schedule is not None:
            raise PydanticCustomError(
                "arrive_batch", "no batch beside a schedule (give an instant several times)", {}
            )
        return self


class BacklogModel(Model):
    """Cases already inside at second 0."""

    count: Value
    """How many cases."""
    at: str
    """The step they are at."""
    age: Value
    """How long ago they arrived, a duration or distribution."""
    measured: Flag = True
    """Whether they count in measures and targets."""


AttributeModel = Annotated[
    Annotated[dict[Word, Value], Tag("shares"), Field(min_length=1)] | Annotated[Value, Tag("value")],
    Discriminator(lambda v: "shares" if isinstance(v, dict) else "value"),
]
"""``{a: 0.7, b: 0.3}``, a distribution, or an expression of earlier attributes."""


class ProcessModel(Model):
    """Who arrives and what has to be done."""

    label: LabelField = Label()
    """What a person sees instead of the name."""
    plan: Plan = ()
    """Measures of the plan that this process answers."""
    arrive: Arrive | None = None
    """How cases arrive."""
    attributes: dict[Identifier, AttributeModel] = {}
    """What is fixed for a case at its arrival."""
    backlog: tuple[BacklogModel, ...] = ()
    """Cases already inside at second 0."""
    steps: Steps
    """What has to be done, in this order."""
