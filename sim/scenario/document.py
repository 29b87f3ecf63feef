"""[scenario] The whole text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from sim.fields import LIST, MAP, WORD, Identifier, LabelField, Model, Names, Plan, by_shape
from sim.labels import Label
from sim.scenario.numbers import NumberModel
from sim.scenario.people import CalendarField, Period, PoolModel, SessionModel
from sim.scenario.processes import ProcessModel
from sim.scenario.reforms import ReformModel
from sim.scenario.targets import TargetModel
from sim.steps import Steps

BUILT_IN_HOLDERS = ("agency", "applicant", "other_agency", "third_party", "court", "utility")
"""Holders every scenario knows; more are declared under ``holders``."""


def _format(given: Any) -> Any:
    if isinstance(given, bool) or given != 1:
        raise PydanticCustomError("format", "1, the only version there is", {})
    return 1


class Document(Model):
    """A scenario file (format 1)."""

    format: Annotated[Literal[1], BeforeValidator(_format)]
    """The version of the language: 1."""
    extends: str | None = None
    """Another file of the same folder tree to start from."""
    title: LabelField
    """What the scenario is about."""
    question: LabelField = Label()
    """What it shall answer."""
    about: LabelField = Label()
    """What is left out and why."""
    plan: Plan = ()
    """Measures of the plan that this scenario answers."""
    currency: str = "CNY"
    """The currency of costs and fees."""
    period: Period
    """The simulated time."""
    working_day: Identifier
    """The calendar that defines working days and the length of "1 wd"."""
    clock_stops: Names = ("applicant", "third_party")
    """Holders under whom the legal clock stands still."""
    holders: Annotated[
        Annotated[dict[Identifier, LabelField], MAP] | Annotated[Names, LIST] | Annotated[Names, WORD],
        by_shape("names of holders"),
    ] = ()
    """Further holders, with labels or as a list."""
    calendars: dict[Identifier, CalendarField]
    """Days and hours by name."""
    numbers: dict[Identifier, NumberModel] = {}
    """The ledger: every figure with unit, range and source."""
    pools: dict[Identifier, PoolModel] = {}
    """Who does the work, shared by all processes."""
    sessions: dict[Identifier, SessionModel] = {}
    """Slots that can be booked."""
    procedures: dict[Identifier, Steps] = {}
    """Steps used by several processes."""
    processes: Annotated[dict[Identifier, ProcessModel], Field(min_length=1)]
    """Who arrives and what has to be done."""
    targets: tuple[TargetModel, ...] = ()
    """What must be met."""
    reforms: dict[Identifier, ReformModel] = {}
    """Cards: each one change that a measure of the plan makes."""
    variants: dict[Identifier, Names] = {}
    """Named lists of cards, applied in order; ``today`` is the scenario as written."""

    def holder_labels(self) -> Mapping[str, Label]:
        """Every declared holder with its label (empty where none is given)."""
        declared = self.holders if isinstance(self.holders, dict) else {n: Label() for n in self.holders}
        return {n: declared.get(n, Label()) for n in (*BUILT_IN_HOLDERS, *declared, *self.clock_stops)}
