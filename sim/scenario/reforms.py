"""[scenario] Reform cards and their changes."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from sim.fields import LabelField, Model, Plan
from sim.labels import Label
from sim.scenario.fields import Date


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
    since: Date | None = Field(default=None, alias="from")
    """The day from whose midnight it holds, for whoever comes to a changed step from then on; without one it
    holds from the beginning.
    """
    change: Annotated[tuple[ChangeModel, ...], Field(min_length=1)]
    """What is changed, one after the other."""
