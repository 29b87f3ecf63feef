"""The question `sim tipping` asks, and what all its parts share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.compiling import Ranged, ranged
from sim.errors import UsageError
from sim.experiments.executors import Workers
from sim.experiments.memory import Memory
from sim.experiments.performances import by_replication
from sim.experiments.running import engine_of
from sim.experiments.score import reform_of
from sim.experiments.tipping.shifting import Shifts
from sim.experiments.worlds import Worlds, margin
from sim.program import NONE, Program, Target
from sim.reading import read
from sim.study.prepare import TODAY, Prepared, prepare
from sim.study.rests import pools_of
from sim.verdict import Verdict

Progress = Callable[[str, int, int], None]
"""Told what is being done, and how many replications were run in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody wants to know of a verdict's assumptions.

    ``variant`` None is the plan's, or today where there is none. ``replications`` of each world explore;
    ``worlds`` and ``indices`` are how many Sobol points the plausible worlds and the indices have (0: none).
    """

    path: str
    variant: str | None = None
    settings: tuple[str, ...] = ()
    replications: int = 20
    worlds: int = 128
    indices: int = 32
    seed: int = 1
    engine: str = "auto"
    workers: int | None = None
    cluster: str = ""
    out: Path | None = None
    fresh: bool = False
    command: tuple[str, ...] = ()


SCREENING = 4
"""Replications of each end of a range; with common luck their differences tell which figures matter."""


@dataclass(slots=True, kw_only=True)
class Inquest:
    """One variant, its figures and its worlds."""

    order: Order
    prepared: Prepared
    figures: tuple[Ranged, ...]
    shifts: Shifts
    worlds: Worlds
    about: Callable[[str], None] = lambda _: None

    @property
    def program(self) -> Program:
        """The variant's program."""
        return self.prepared.program

    @property
    def targets(self) -> Sequence[Target]:
        """The variant's targets."""
        return self.program.targets

    @property
    def screening(self) -> int:
        """Replications of each world that is only explored."""
        return min(SCREENING, self.order.replications)

    def relevant(self, target: int) -> list[Ranged]:
        """The figures that a target's verdict rests on."""
        asked = self.targets[target]
        mine = {asked.process} if asked.process != NONE else set(range(len(self.program.processes)))
        if asked.process == NONE:
            mine = {p for p in mine if asked.pool in pools_of(p, self.program)}
        pools = {p for process in mine for p in pools_of(process, self.program)}
        # Another process at the same desk is in its queue.
        mine |= {p for p in range(len(self.program.processes)) if pools & pools_of(p, self.program)}
        return [
            f
            for f in self.figures
            if (not f.processes and not f.pools) or f.processes & mine or f.pools & pools
        ]

    def verdicts(self, values: dict[str, float], count: int) -> tuple[Verdict, ...]:
        """Every target in the world of these values."""
        world, _ = self.shifts.world(values)
        return self.worlds.verdicts(world, count)

    def margins(self, values: dict[str, float], count: int) -> list[float]:
        """By how much each target is kept."""
        return [margin(v) for v in self.verdicts(values, count)]

    def series(self, values: dict[str, float], target: int, count: int) -> list[float]:
        """A target's figure in each replication of a world."""
        world, _ = self.shifts.world(values)
        return by_replication(self.worlds, world, target, count)


def ready_for(order: Order) -> tuple[Prepared, tuple[str, ...]]:
    """The variant asked about, and the cards it is made of.

    `InputError` with every complaint, `UsageError` for an unknown variant or a scenario without targets.
    """
    wanted = None if order.variant is None else (order.variant,)
    ready = prepare(order.path, settings=order.settings, variants=wanted)
    variant = order.variant or reform_of(ready) or TODAY
    prepared = ready[variant]
    if not prepared.program.targets:
        raise UsageError(f"{order.path} has no targets: there is no verdict that could tip")
    cards = prepared.scenario.document.variants.get(variant, ())
    return prepared, tuple(cards)


def inquest(
    order: Order,
    prepared: Prepared,
    workers: Workers,
    progress: Progress | None = None,
    memory: Memory | None = None,
) -> Inquest:
    """Everything ready to be asked; ``memory`` holds what was finished when it was interrupted."""
    told = [""]

    def watch(done: int) -> None:
        if progress is not None:
            progress(told[0], done, 0)

    def about(what: str) -> None:
        told[0] = what

    scenario = read(order.path, settings=order.settings)
    figures = ranged(prepared.scenario, prepared.program)
    engine = engine_of(order.engine)
    worlds = Worlds(scenario, workers, seed=order.seed, engine=engine, watch=watch, memory=memory)
    by_name = {f.name: f for f in figures}
    shifts = Shifts(worlds, prepared.variant, by_name, prepared.program)
    return Inquest(order=order, prepared=prepared, figures=figures, shifts=shifts, worlds=worlds, about=about)
