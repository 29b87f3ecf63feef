"""The step types: one class each, with its fields, its lowering to instructions and its words.

`STEP_TYPES` is the registry; a new step type is written in a file of this folder and entered here.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Tag

from sim.steps import choose, court, limit, parallel, repeat, small, task, wait
from sim.steps.base import Builder, StepBase
from sim.steps.choose import Branch, Choose
from sim.steps.court import Assign, Gather, Session
from sim.steps.limit import Limit
from sim.steps.parallel import Parallel
from sim.steps.repeat import Repeat
from sim.steps.small import Finish, Mark, Set, Use
from sim.steps.task import All, JoinShortest, People, Task
from sim.steps.wait import WEEKDAYS, Until, Wait

STEP_TYPES: dict[str, type[StepBase]] = {
    cls.KIND: cls
    for cls in (Task, Wait, Choose, Parallel, Repeat, Limit, Session, Gather, Assign, Set, Mark, Use, Finish)
}


def kind_of(given: Any) -> str | None:
    """The step type of a step's text: the one step-type key it has, or None."""
    if isinstance(given, StepBase):
        return given.KIND
    if not isinstance(given, dict):
        return None
    # `set` holds a step named by its key; a Session's field `at` and the like are no step types, so one key
    # decides.
    kinds = [k for k in given if k in STEP_TYPES]
    return kinds[0] if len(kinds) == 1 else None


AnyStep = Annotated[
    Annotated[Task, Tag("task")]
    | Annotated[Wait, Tag("wait")]
    | Annotated[Choose, Tag("choose")]
    | Annotated[Parallel, Tag("parallel")]
    | Annotated[Repeat, Tag("repeat")]
    | Annotated[Limit, Tag("limit")]
    | Annotated[Session, Tag("session")]
    | Annotated[Gather, Tag("gather")]
    | Annotated[Assign, Tag("assign")]
    | Annotated[Set, Tag("set")]
    | Annotated[Mark, Tag("mark")]
    | Annotated[Use, Tag("use")]
    | Annotated[Finish, Tag("finish")],
    Discriminator(kind_of, custom_error_type="step_type", custom_error_message="a step"),
]
Steps = tuple[AnyStep, ...]


def _close_the_circle() -> None:
    """Tell the modules of the models that have steps inside what their annotations name."""
    named = {
        "Steps": Steps,
        "Branch": Branch,
        "Then": limit.Then,
        "GivesUp": task.GivesUp,
        "TurnedAway": task.TurnedAway,
    }
    for module in (choose, court, limit, parallel, repeat, small, task, wait):
        for name, meant in named.items():
            vars(module).setdefault(name, meant)


_close_the_circle()

__all__ = [
    "STEP_TYPES", "WEEKDAYS", "All", "AnyStep", "Assign", "Branch", "Builder", "Choose", "Finish", "Gather",
    "JoinShortest",
    "Limit", "Mark", "Parallel", "People", "Repeat", "Session", "Set", "StepBase", "Steps", "Task", "Until",
    "Use", "Wait", "kind_of",
]  # fmt: skip
