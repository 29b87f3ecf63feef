"""[Scenario] what was asked: processes, people, numbers with their sources, targets and reforms.

`Document` is the model of the text (the reference page and the JSON Schema are generated from it). `Scenario` is a checked document together
with its tree (which knows the place of each part, so that later complaints name file and line) and the tables it reads from files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, PlainValidator, Tag, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from sim.errors import Place
from sim.expressions import Num
from sim.fields import LIST, MAP, WORD, Flag, Identifier, LabelField, Model, Names, Plan, Value, Values, Word, by_shape
from sim.labels import Label
from sim.steps import StepBase, Steps
from sim.tree import Map, place_of

BUILT_IN_HOLDERS = ("agency", "applicant", "other_agency", "third_party", "court", "utility")
"""Holders every scenario knows; more are declared under ``holders``."""

Kind = Literal["statute", "statistic", "plan", "published", "log", "expert", "assumption"]


def _date(given: Any) -> date:
    if isinstance(given, str):
        try:
            return date.fromisoformat(given) if len(given) == 10 else _bad_date()
        except ValueError:
            pass
    return _bad_date()


def _bad_date() -> date:
    raise PydanticCustomError("date", "a date such as 2021-01-04", {})


Date = Annotated[date, PlainValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]


Days = Annotated[
    Annotated[str, WORD] | Annotated[tuple[str, ...], LIST],
    by_shape("a country, weekdays, every_day, always or a list of weekdays"),
]
Texts = Annotated[tuple[str, ...], Field(max_length=1000)]
Hours = Annotated[
    Annotated[Texts, LIST] | Annotated[dict[str, Texts], MAP],
    by_shape('a list of intervals such as ["08:30-12:00", "13:00-16:30"], or such a list by weekday'),
]
Schedule = Annotated[
    Annotated[str, WORD] | Annotated[tuple[str, ...], LIST],
    by_shape("the name of a CSV file, or a list of date-times such as 2021-01-04T08:30:00"),
]


class Period(Model):
    """The simulated time."""

    start: Date
    """Second 0 of the simulation is its midnight."""
    warm_up: Value = Num(0.0, "d")
    """Cases that arrive in it are simulated, not measured."""
    arrivals: Value
    """Measured arrivals come in this time after the warm-up."""
    drain: Value = Num(0.0, "d")
    """After the last arrival, run on until all have left, at most this long."""


class CalendarModel(Model):
    """Days and hours on which somebody is there."""

    days: Days
    """A country's official days (``china``), ``weekdays``, ``every_day``, ``always`` or a list of weekdays."""
    hours: Hours | None = None
    """Intervals such as "08:30-12:00", for all days or by weekday; the whole day by default."""
    closed: Texts = ()
    """Dates (or ranges "2021-11-06..2022-04-09") on which it is closed after all."""
    open: Texts = ()
    """Dates (or ranges) on which it is open after all."""
    beyond: Literal["weekdays"] | None = None
    """``weekdays`` allows guessing dates that the holiday data does not cover; the report says so."""


CalendarField = Annotated[
    Annotated[CalendarModel, MAP] | Annotated[str, WORD],
    by_shape("a calendar such as {days: china, hours: [\"08:30-12:00\"]}, or its days alone"),
]
"""A calendar, or only its days."""


class NumberModel(Model):
    """A figure of the ledger with unit, range and where it comes from."""

    value: Values
    """What stands wherever the name is used."""
    kind: Kind
    """How the figure is known: a ``statute``, a ``statistic``, the ``plan``, ``published``, a ``log``, an ``expert`` or an ``assumption``."""
    range: tuple[Value, Value] | None = None
    """The plausible interval, for sensitivity and break-even."""
    source: str = ""
    """Where the figure comes from."""
    label: LabelField = Label()
    """What a person sees instead of the name."""


class ShiftModel(Model):
    """Some people of a pool with one calendar."""

    staff: Value
    """How many people."""
    calendar: Identifier
    """When they are on duty."""
    since: Date | None = Field(default=None, alias="from")
    """First day of duty."""
    until: Date | None = None
    """Last day of duty."""
    speed: Value = Num(1.0)
    """Work takes 1 / speed as long."""
    grade: str = ""
    """What a person calls this group."""
    absent: Value | None = None
    """Chance that a person is absent on a day, if it is not the pool's."""
    cost: Value | None = None
    """Money per open hour on duty of one person, if it is not the pool's."""


class PoolModel(Model):
    """People (or rooms, or machines) that tasks need."""

    label: LabelField = Label()
    """What a person sees instead of the name."""
    staff: Value | None = None
    """How many people."""
    calendar: Identifier | None = None
    """When they are on duty."""
    shifts: tuple[ShiftModel, ...] | None = None
    """Instead of ``staff`` and ``calendar``: several groups, taken in listing order."""
    at_close: Literal["finish", "pause"] = "finish"
    """Work in hand at closing is finished as overtime, or pauses until the next opening."""
    order: Literal["fifo", "priority", "due", "shortest", "lifo", "random"] = "fifo"
    """Who is served first; ``due`` is the earliest deadline of the enclosing limits, ``shortest`` the least work."""
    preempt: Flag = False
    """A claim of strictly higher priority interrupts work (with ``order: priority``)."""
    absent: Value | None = None
    """Chance that a person is absent on a day."""
    cost: Value | None = None
    """Money per open hour on duty of one person."""
    speed: Value | None = None
    """Work takes 1 / speed as long."""
    plan: Plan = ()
    """Measures of the plan that these people answer to."""

    @model_validator(mode="after")
    def _people(self) -> PoolModel:
        if (self.staff is None) == (self.shifts is None):
            raise PydanticCustomError("pool", "either staff with a calendar, or shifts", {})
        if self.staff is not None and self.calendar is None:
            raise PydanticCustomError("pool_calendar", "a calendar beside staff", {})
        if self.shifts is not None and (self.calendar is not None or not self.shifts):
            raise PydanticCustomError("pool_shifts", "at least one shift, each with its own calendar", {})
        if self.preempt and self.order != "priority":
            raise PydanticCustomError("preempt", "order: priority where preempt is true", {})
        return self


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
        shaped = [n for n in ("during", "monthly", "weekday", "hourly", "yearly_growth") if getattr(self, n) is not None]
        if shaped and self.rate is None:
            raise PydanticCustomError("arrive_shape", "a rate where there is {names}", {"names": ", ".join(shaped)})
        if self.batch is not None and self.schedule is not None:
            raise PydanticCustomError("arrive_batch", "no batch beside a schedule (give an instant several times)", {})
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


class SessionModel(Model):
    """Slots that can be booked: at each time of ``at`` on each date the calendar opens."""

    calendar: Identifier
    """On which dates it is held."""
    at: Annotated[tuple[str, ...], Field(min_length=1)]
    """Times of day, such as "09:00"."""
    slots: Value
    """Cases heard at each of them."""
    label: LabelField = Label()
    """What a person sees instead of the name."""


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
    """Of which figure over the cases the limit speaks: ``mean`` (default), ``median``, ``total`` or a percentile such as ``p90``."""
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
            raise PydanticCustomError("target_share", "either share or statistic (and no share beside change)", {})
        if (self.change is None) != (self.against is None):
            raise PydanticCustomError("target_change", "change and against together", {})
        if self.per is not None and self.share is None:
            raise PydanticCustomError("target_per", "a share beside per", {})
        return self


class ChangeModel(Model):
    """One change of a reform card; exactly one verb."""

    set: dict[str, Any] | None = None
    """New values by path: ``{pools.window.staff: 7}``."""
    remove: str | None = None
    """A step that is no longer needed."""
    replace: dict[str, tuple[Any, ...]] | None = None
    """Steps that take the place of a step: ``{step: [...]}``."""
    insert: dict[str, Any] | None = None
    """New steps: ``{before: step, steps: [...]}`` or ``{after: step, steps: [...]}``."""
    in_parallel: Any = None
    """Neighbouring steps that become branches: ``[a, b]`` or ``{steps: [a, b], name: n, join: all}``."""
    as_one: dict[str, Any] | None = None
    """Several windows become one: ``{steps: [a, b], name: n, by: pool, takes: 10 min}``."""
    merge_pools: dict[str, Any] | None = None
    """One pool of several: ``{from: [a, b], into: c}``."""
    move_pool: dict[str, Any] | None = None
    """Another pool does it: ``{step: process.step, to: pool}``."""

    @model_validator(mode="after")
    def _one_of(self) -> ChangeModel:
        if sum(getattr(self, n) is not None for n in CHANGE_VERBS) != 1:
            raise PydanticCustomError("change", "exactly one of " + ", ".join(CHANGE_VERBS), {})
        return self

    @property
    def verb(self) -> str:
        """The verb of this change."""
        return next(n for n in CHANGE_VERBS if getattr(self, n) is not None)


CHANGE_VERBS = ("set", "remove", "replace", "insert", "in_parallel", "as_one", "merge_pools", "move_pool")


class ReformModel(Model):
    """A card: a change that a measure of the plan makes."""

    label: LabelField = Label()
    """What a person sees instead of the name."""
    about: LabelField = Label()
    """What the change assumes."""
    plan: Plan = ()
    """Measures of the plan that make this change."""
    source: str = ""
    """Where it is announced."""
    change: Annotated[tuple[ChangeModel, ...], Field(min_length=1)]
    """What is changed, one after the other."""


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
        Annotated[dict[Identifier, LabelField], MAP] | Annotated[Names, LIST] | Annotated[Names, WORD], by_shape("names of holders")
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


Table = Mapping[str, tuple[str, ...]]
"""A CSV file's columns as text."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A document with the tree it was read from.

    ``file`` is the name as the user gave it, ``name`` its stem. ``variant`` tells which cards were applied (``today``: none). ``tables`` holds
    the columns of every CSV file the document refers to, by the text of the reference. ``pruned`` are the names that stood in parts which were
left out because they could not be read: nobody should complain that they do not exist.
    """

    name: str
    file: str
    document: Document
    tree: Map = field(repr=False)
    tables: Mapping[str, Table] = field(default_factory=dict, repr=False)
    variant: str = "today"
    pruned: frozenset[str] = frozenset()

    def place(self, path: Sequence[str | int]) -> Place | None:
        """The place in the file of the part at ``path``."""
        return place_of(self.tree, path)


def walk(steps: Sequence[StepBase], path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], StepBase]]:
    """Every step with its path, in the order of the file (a step before those nested in it)."""
    for i, step in enumerate(steps):
        yield (*path, i), step
        for inner_path, inner in step.inner():
            yield from walk(inner, (*path, i, *inner_path))
