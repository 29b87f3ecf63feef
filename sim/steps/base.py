"""What all steps have: the shared fields, and the contract with the compiler that lowers them to
instructions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, ClassVar, Protocol

from sim.expressions import Expr
from sim.fields import Identifier, LabelField, Model, Plan, Value
from sim.labels import Label, Language
from sim.program import NONE, Detail, Op

if TYPE_CHECKING:
    Steps = tuple["StepBase", ...]

Inner = tuple[tuple[str | int, ...], "Sequence[StepBase]"]


Clauses = tuple[str, ...]
Chapter = tuple[str, "Sequence[StepBase]"]


class StepBase(Model):
    """Fields of every step. The value of the first key of a step (``task``, ``wait``, ...) is its name."""

    KIND: ClassVar[str]
    LOGGED: ClassVar[bool] = False
    DEFAULT_HOLDER: ClassVar[str] = ""

    label: LabelField = Label()
    """What a person sees instead of the name."""
    when: Value | None = None
    """The step is skipped if this is false."""
    holder: Identifier | None = None
    """Who holds the case meanwhile."""
    plan: Plan = ()
    """Measures of the plan that this step answers."""
    same_luck_as: str | None = None
    """The former name of a renamed step, whose luck it keeps."""

    @property
    def name(self) -> str:
        """The step's name: the value of its step-type key."""
        return str(getattr(self, self.key_field()))

    @classmethod
    def key_field(cls) -> str:
        """The attribute that holds the name."""
        return cls.KIND

    def inner(self) -> Iterator[Inner]:
        """Nested lists of steps in the order of the file, each with its path below this step."""
        yield from ()

    def words(self, say: Speaker) -> Clauses:
        """What the step does, in clauses; its name, `when` and holder are told by the caller."""
        return ()

    def chapters(self, say: Speaker) -> Iterator[Chapter]:
        """Nested lists of steps in the order of the file, each under a heading (which may be empty)."""
        for _, steps in self.inner():
            yield "", steps

    def lower(self, to: Builder, after: int) -> int:
        """Write this step's instructions so that the case goes on at node ``after``; return the entry
        node.
        """
        raise NotImplementedError


class Speaker(Protocol):
    """What a step needs to tell its words in one language: names by their labels, values as one says them."""

    lang: Language

    def __call__(self, en: str, zh: str) -> str:
        """The text in the language spoken."""

    def span(self, expr: Expr) -> str:
        """A duration or distribution of durations."""

    def work(self, expr: Expr) -> str:
        """A duration of work, in hours and minutes."""

    def number(self, expr: Expr) -> str:
        """A number, or an expression that gives one."""

    def share(self, expr: Expr) -> str:
        """A share or chance as a percentage."""

    def condition(self, expr: Expr) -> str:
        """What must hold."""

    def money(self, expr: Expr) -> str:
        """An amount in the scenario's currency."""

    def listed(self, items: list[str], *, either: bool = False) -> str:
        """``a, b and c`` (or ``a, b or c``)."""

    def label(self, label: Label, name: str) -> str:
        """A label, or the name in words where there is none."""

    def people(self, pool: str) -> str:
        """A pool with its number of people and calendar."""

    def pool(self, name: str) -> str:
        """A pool."""

    def holder(self, name: str) -> str:
        """A holder."""

    def session(self, name: str) -> str:
        """A `sessions` entry."""

    def plain_name(self, name: str) -> str:
        """A name that has no label: of a calendar, an outcome or an attribute."""


class Builder(Protocol):
    """What a step needs of the compiler to lower itself.

    Every method that resolves a field takes the step and the field's path below it (``("gives_up",
    "after")``), complains with its place and returns a harmless index when the field is wrong, so that all
    complaints of a scenario come at once.
    """

    def chain(self, steps: Sequence[StepBase], after: int) -> int:
        """Lower a list of steps; return its entry (``after`` when it is empty)."""

    def reserve(self) -> int:
        """An index for a node that will be added later."""

    def add(  # noqa: PLR0913 (what a node needs)
        self, op: Op, step: StepBase, after: int, detail: Detail = None, *, of: int = NONE, index: int = NONE
    ) -> int:
        """Add a node of this step (with its position, holder, `when`, enclosing repeat and limits); return
        its index.

        Only the entry node of a step carries its `when`: nodes with ``of`` have none.
        """

    def inside_repeat(self, node: int) -> AbstractContextManager[None]:
        """Steps lowered in this context are in the rounds of the REPEAT ``node``."""

    def inside_limit(self, node: int) -> AbstractContextManager[None]:
        """Steps lowered in this context are in the block of the LIMIT ``node``."""

    def duration(
        self, step: StepBase, path: tuple[str | int, ...], value: Expr, *, work: bool = False
    ) -> int:
        """A draw of a duration (``work``: of a task, where working days become seconds of work)."""

    def seconds(self, step: StepBase, path: tuple[str | int, ...], value: Expr, clock: str) -> int:
        """A fixed span for a limit: open seconds (``legal``, ``working``) or seconds (``calendar``)."""

    def number(self, step: StepBase, path: tuple[str | int, ...], value: Expr) -> int:
        """A code that gives a number (a share among them)."""

    def condition(self, step: StepBase, path: tuple[str | int, ...], value: Expr) -> int:
        """A code that gives true or false."""

    def chance(self, step: StepBase, path: tuple[str | int, ...], value: Expr) -> int:
        """A code that gives a chance in [0, 1] (true is 1)."""

    def whole(
        self, step: StepBase, path: tuple[str | int, ...], value: Expr, *, least: int = 0, most: int = 10**7
    ) -> int:
        """A constant whole number between ``least`` and ``most``."""

    def constant(self, step: StepBase, path: tuple[str | int, ...], value: Expr) -> float:
        """A constant plain number."""

    def assign_to(
        self, step: StepBase, path: tuple[str | int, ...], attribute: str, value: Expr
    ) -> tuple[int, int]:
        """The slot of an attribute and the code of its new value."""

    def attribute(self, step: StepBase, path: tuple[str | int, ...], name: str) -> int:
        """The slot of an attribute."""

    def pool(self, step: StepBase, path: tuple[str | int, ...], name: str) -> int:
        """The index of a pool (OWNER for ``owner`` where the case can have one)."""

    def calendar(self, step: StepBase, path: tuple[str | int, ...], name: str) -> int:
        """The index of a calendar."""

    def session(self, step: StepBase, path: tuple[str | int, ...], name: str) -> int:
        """The index of a `sessions` entry."""

    def milestone(self, name: str) -> int:
        """The index of a milestone of the process, made on first use."""

    def outcome(self, name: str) -> int:
        """The index of a case outcome, made on first use."""

    def finish(self, step: StepBase, outcome: str) -> int:
        """A FINISH node with this outcome that no step of the file stands for."""

    def stream(self, step: StepBase, purpose: str) -> int:
        """The luck stream of this step for a purpose (``takes``, ``patience``, ...)."""

    def complain_shares(self, step: StepBase, shares: Sequence[Expr], *, exact: bool) -> None:
        """Complain where constant shares sum to anything but 1 (``exact``) or to more than 1."""

    def complain(
        self, step: StepBase, path: tuple[str | int, ...], given: object, expected: str, nearest: str = ""
    ) -> None:
        """Record a complaint about a field of a step."""
