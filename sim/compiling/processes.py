"""One process: attributes, nodes, arrivals and backlog put together."""

from __future__ import annotations

from dataclasses import dataclass

from sim.compiling.arrivals import ArrivalCompiler, ProcessPlace
from sim.compiling.attributes import Attributes, attributes_of, settle_values
from sim.compiling.complaints import Path
from sim.compiling.days import Days
from sim.compiling.desk import Desk, Span
from sim.compiling.steps import Frame, StepBuilder
from sim.compiling.unfolding import Unfolded, Unfolder
from sim.errors import nearest_name
from sim.program import NONE, Backlog, Draw, Process, Step
from sim.scenario import BacklogModel, ProcessModel
from sim.steps import JoinShortest, Mark, StepBase, Task

FIXED_MILESTONES = ("arrived", "finished")
MOST_BACKLOG = 1_000_000


@dataclass(frozen=True, slots=True)
class Compiled:
    """A process with what targets and lint must know of its compilation."""

    process: Process
    attributes: Attributes
    unfolded: Unfolded
    outcomes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Shared:
    """What all processes of a scenario share."""

    desk: Desk
    days: Days
    span: Span
    holders: tuple[str, ...]
    pools: tuple[str, ...]
    ages: dict[str, tuple[Draw, ...]]
    """The ages of each process's backlog, drawn up before the calendars were."""


def unfold_all(desk: Desk) -> dict[str, Unfolded]:
    """The steps of every process with procedures unfolded."""
    unfolder = Unfolder(desk.document.procedures, desk.ledger, desk.say)
    return {name: unfolder.unfold(name, model.steps) for name, model in desk.document.processes.items()}


def note_default_outcomes(desk: Desk, unfolded: dict[str, Unfolded]) -> None:
    """Give `gave_up` and `turned_away` their numbers first, where a task can end so."""
    tasks = [s for u in unfolded.values() for s in u.order if isinstance(s, Task)]
    if any(t.gives_up is not None and t.gives_up.then is None for t in tasks):
        desk.outcomes.number("gave_up")
    if any(t.turned_away is not None and t.turned_away.then is None for t in tasks):
        desk.outcomes.number("turned_away")


def compile_process(shared: Shared, index: int, name: str, unfolded: Unfolded) -> Compiled:
    """The process with all its nodes written to the desk."""
    desk, model = shared.desk, shared.desk.document.processes[name]
    attributes = attributes_of(desk, name, model)
    settle_values(desk, attributes, model, unfolded)
    frame = Frame(index, name, attributes.in_steps(), attributes.names, shared.holders, shared.pools)
    build = StepBuilder(desk, shared.days, frame, unfolded)
    _check_steps(build)
    entry = build.chain(unfolded.steps, NONE)
    place = ProcessPlace(name, tuple(attributes.made))
    arrivals = ArrivalCompiler(desk, shared.days, shared.span, place).arrivals(model.arrive)
    process = Process(
        name=name,
        label=model.label,
        entry=entry,
        attributes=tuple(attributes.made),
        arrivals=arrivals,
        backlog=_backlog(shared, build, model),
        age_stream=desk.streams.number(("processes", name), f"{name}//age"),
        steps=_steps(build),
        milestones=tuple(build.milestones),
        outcomes=tuple(sorted(build.outcomes)),
    )
    names = frozenset(desk.outcomes.all[i] for i in build.outcomes)
    return Compiled(process, attributes, unfolded, names)


def _check_steps(build: StepBuilder) -> None:
    for step in build.unfolded.order:
        if isinstance(step, Mark) and step.mark in FIXED_MILESTONES:
            build.complain(step, ("mark",), step.mark, "another name (arrived and finished every case has)")
        if isinstance(step, Task) and isinstance(step.by, tuple | JoinShortest):
            pools = step.by if isinstance(step.by, tuple) else step.by.join_shortest
            if len(set(pools)) < len(pools):
                build.complain(step, ("by",), ", ".join(pools), "each pool once")


def _steps(build: StepBuilder) -> tuple[Step, ...]:
    return tuple(_step(build, step) for step in build.unfolded.order)


def _step(build: StepBuilder, step: StepBase) -> Step:
    return Step(
        name=step.name,
        label=step.label,
        kind=step.KIND,
        node=build.entries[id(step)],
        holder=build.holder(step),
        branch=build.unfolded.branch[id(step)],
        logged=step.LOGGED,
        staffed=isinstance(step, Task),
        plan=step.plan,
    )


# Backlog


def ages_of(desk: Desk) -> dict[str, tuple[Draw, ...]]:
    """The age of each backlog entry of each process."""
    return {
        name: tuple(
            desk.values.duration(("processes", name, "backlog", i, "age"), entry.age, calendar_only=True)
            for i, entry in enumerate(model.backlog)
        )
        for name, model in desk.document.processes.items()
    }


def _backlog(shared: Shared, build: StepBuilder, model: ProcessModel) -> tuple[Backlog, ...]:
    ages = shared.ages[build.frame.name]
    found = []
    for i, (entry, age) in enumerate(zip(model.backlog, ages, strict=True)):
        path: Path = ("processes", build.frame.name, "backlog", i)
        count = shared.desk.values.whole((*path, "count"), entry.count, most=MOST_BACKLOG)
        at = _entry(build, path, entry)
        found.append(Backlog(count, at, shared.desk.keep(age), entry.measured))
    return tuple(found)


def _entry(build: StepBuilder, path: Path, entry: BacklogModel) -> int:
    named = build.unfolded.named()
    step = named.get(entry.at)
    if step is None:
        say = build.desk.say
        if entry.at not in say.pruned:
            expected = f"a step of {build.frame.name}"
            say.add((*path, "at"), entry.at, expected, nearest_name(entry.at, named))
        return 0
    if build.unfolded.branch[id(step)]:
        given = f"{entry.at}, inside a parallel branch"
        build.desk.say.add((*path, "at"), given, "a step outside every parallel branch")
    return build.entries[id(step)]
