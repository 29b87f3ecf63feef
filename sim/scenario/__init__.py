"""[Scenario] what was asked: processes, people, numbers with their sources, targets and reforms.

`Document` is the model of the text (the reference page and the JSON Schema are generated from it). `Scenario`
is a checked document together with its tree (which knows the place of each part, so that later complaints
name file and line) and the tables it reads from files.
"""

from __future__ import annotations

from sim.scenario.document import BUILT_IN_HOLDERS, Document
from sim.scenario.fields import Date, Days, Hours, Kind, Schedule, Texts
from sim.scenario.numbers import NumberModel
from sim.scenario.people import CalendarField, CalendarModel, Period, PoolModel, SessionModel, ShiftModel
from sim.scenario.processes import Arrive, AttributeModel, BacklogModel, ProcessModel
from sim.scenario.reforms import CHANGE_VERBS, ChangeModel, ReformModel
from sim.scenario.scenario import Scenario, Table, walk
from sim.scenario.targets import TargetModel

__all__ = [
    "BUILT_IN_HOLDERS",
    "CHANGE_VERBS",
    "Arrive",
    "AttributeModel",
    "BacklogModel",
    "CalendarField",
    "CalendarModel",
    "ChangeModel",
    "Date",
    "Days",
    "Document",
    "Hours",
    "Kind",
    "NumberModel",
    "Period",
    "PoolModel",
    "ProcessModel",
    "ReformModel",
    "Scenario",
    "Schedule",
    "SessionModel",
    "ShiftModel",
    "Table",
    "TargetModel",
    "Texts",
    "walk",
]
