"""[describing] A process step by step, numbered and indented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.compiling.complaints import Complaints
from sim.compiling.describing.lines import Page
from sim.compiling.describing.speech import Speech
from sim.compiling.ledger import Ledger
from sim.compiling.unfolding import Unfolder
from sim.steps import StepBase


def unfolded(say: Speech, process: str) -> tuple[StepBase, ...]:
    """A process's steps with the steps of every procedure in the place of its `use`."""
    found = Complaints(say.scenario)
    unfolder = Unfolder(say.document.procedures, Ledger(say.document.numbers, found), found)
    return unfolder.unfold(process, say.document.processes[process].steps).steps


def outline(page: Page, say: Speech, steps: Sequence[StepBase]) -> None:
    """Write steps with their numbers; nested ones below them."""
    _level(page, say, steps, _At("", 0, 2))


@dataclass(frozen=True, slots=True)
class _At:
    """Where a list of steps stands: the number of what it belongs to, how many came before, the
    indentation."""

    number: str
    before: int
    indent: int


def _level(page: Page, say: Speech, steps: Sequence[StepBase], at: _At) -> None:
    for i, step in enumerate(steps, start=at.before + 1):
        own = f"{at.number}{i}."
        page.item(own, line(say, step), at.indent)
        before, inside = 0, at.indent + 3
        for heading, inner in step.chapters(say):
            if heading:
                page.paragraph(heading, inside)
            _level(page, say, inner, _At(own, before, inside + (2 if heading else 0)))
            before += len(inner)


def line(say: Speech, step: StepBase) -> str:
    """A step in one sentence: its name, when it happens, what it does, who holds the case."""
    clauses = [*_when(say, step), *step.words(say), *_holder(say, step), *_plan(say, step)]
    title = say.label(step.label, step.name.rpartition(".")[2])
    return f"{title} — {say(', ', '，').join(clauses)}"


def _when(say: Speech, step: StepBase) -> list[str]:
    if step.when is None:
        return []
    return [say(f"only if {say.condition(step.when)}", f"仅当{say.condition(step.when)}")]


def _holder(say: Speech, step: StepBase) -> list[str]:
    """Who holds the case, where it is not the agency; and whether the legal clock stands still."""
    name = step.holder or step.DEFAULT_HOLDER
    if not name or name == "agency":
        return []
    holder = say.holder(name)
    if name in say.document.clock_stops and step.LOGGED:
        return [say(f"held by {holder} (the legal clock stands still)", f"{holder}持件（法定时钟暂停）")]
    return [say(f"held by {holder}", f"{holder}持件")]


def _plan(say: Speech, step: StepBase) -> list[str]:
    numbers = say.listed(list(step.plan))
    return [say(f"measure {numbers} of the plan", f"方案第{numbers}条")] if step.plan else []


__all__ = ["line", "outline", "unfolded"]
