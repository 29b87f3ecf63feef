"""Many scenarios that differ in a few values, each judged from replications under common luck.

A `World` is a variant with values written before its cards are applied (what a figure of the ledger may be)
and after (what somebody decides, such as a staffing). `Worlds` prepares each once, runs it as far as it is
asked, and judges the targets; only what the targets ask is observed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.compiling import compile_program
from sim.errors import InputError, LawError, SimulationError
from sim.experiments.evaluating import asked_by_targets
from sim.experiments.executors import Item, Workers, replicated, unreplicated
from sim.experiments.memory import Memory
from sim.experiments.parcels import Parcel
from sim.program import Program
from sim.reforming import apply, changed
from sim.scenario import Scenario
from sim.study.decide import Inquiry
from sim.study.prepare import TODAY, Prepared, bases_of
from sim.study.replication import Job, Replication
from sim.study.runs import Runs, Task
from sim.verdict import READ_AS_CERTAIN, Verdict

Values = tuple[tuple[str, Any], ...]
Watch = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class World:
    """A variant with further values by path: ``before`` its cards, ``after`` them."""

    variant: str = TODAY
    before: Values = ()
    after: Values = ()


@dataclass(slots=True)
class Known:
    """What is known of one world: its programs, its replications, and how targets are judged from them."""

    variant: str
    ready: Mapping[str, Prepared]
    parcels: Mapping[str, Parcel[Job]]
    done: dict[str, list[Replication]]

    @property
    def prepared(self) -> Prepared:
        """The world's own scenario and program."""
        return self.ready[self.variant]

    @property
    def count(self) -> int:
        """How many replications have ended, of the variants that targets compare it with too."""
        return min(map(len, self.done.values()))


class Worlds:
    """All worlds of one scenario, under the luck of one seed. Every scenario is read once."""

    def __init__(  # noqa: PLR0913 (what they stand on, each by name)
        self,
        scenario: Scenario,
        workers: Workers,
        *,
        seed: int,
        engine: str,
        watch: Watch | None = None,
        memory: Memory | None = None,
    ) -> None:
        """``memory`` holds what was finished when the same search was interrupted."""
        self._memory = memory or Memory()
        self._scenario, self._seed, self._engine = scenario, seed, engine
        self._workers, self._watch = workers, watch
        self._known: dict[World, Known | InputError] = {}
        self.replications = 0
        """How many replications were run in all."""

    def known(self, world: World) -> Known:
        """A world's programs and replications; raises the `InputError` of a world that cannot exist."""
        if world not in self._known:
            try:
                self._known[world] = self._made(world)
            except InputError as error:
                self._known[world] = error
        found = self._known[world]
        if isinstance(found, InputError):
            raise found
        return found

    def exists(self, world: World) -> bool:
        """Whether the world can be compiled."""
        try:
            self.known(world)
        except InputError:
            return False
        return True

    def run(self, worlds: Iterable[World], count: int) -> None:
        """Run each world up to ``count`` replications, side by side; those that cannot exist are passed
        over. Worlds are compiled while others run.
        """
        into: deque[tuple[list[Replication], object]] = deque()
        for result in self._workers.map(replicated, self._tasks(worlds, count, into), lost=unreplicated):
            done, question = into.popleft()
            self._memory.put(question, result)
            self._ended(done, result)

    def _tasks(
        self, worlds: Iterable[World], count: int, into: deque[tuple[list[Replication], object]]
    ) -> Iterator[Item]:
        for world in worlds:
            if self.exists(world):
                known = self.known(world)
                for variant, parcel in known.parcels.items():
                    self._remember(world, variant, count)
                    for number in range(len(known.done[variant]), count):
                        into.append((known.done[variant], self._question(world, variant, number)))
                        yield parcel, number

    def _remember(self, world: World, variant: str, count: int) -> None:
        """Take the next replications from memory, as far as they are there without a gap."""
        known = self.known(world)
        done, job = known.done[variant], known.parcels[variant].value
        while len(done) < count:
            found = self._memory.get(self._question(world, variant, len(done)), job)
            if found is None:
                return
            self._ended(done, found)

    def _question(self, world: World, variant: str, number: int) -> object:
        return self._scenario.name, self._seed, world, variant, number

    def _ended(self, done: list[Replication], result: Replication) -> None:
        done.append(result)
        self.replications += 1
        if self._watch is not None:
            self._watch(self.replications)

    def verdicts(self, world: World, count: int, level: float = 0.95) -> tuple[Verdict, ...]:
        """Every target from the first ``count`` replications, with intervals of this level."""
        self.run([world], count)
        return self.inquiry(world).verdicts(count, level)

    def inquiry(self, world: World) -> Inquiry:
        """The world's targets against the replications that were run."""
        known = self.known(world)
        return Inquiry(Runs(_NoMore(), known.done, done=known.done), known.ready, known.variant)

    def refuse_failed(self, world: World) -> None:
        """Raise the error of the first replication that broke off, if one did: the others decide nothing."""
        for variant, done in self.known(world).done.items():
            failure = next((r.failure for r in done if r.failure is not None), None)
            if failure is not None:
                told = f"replication {failure.replication} of {variant} failed: {failure.message}"
                raise LawError(told) if failure.ours else SimulationError(told)

    def forget(self, world: World) -> None:
        """Free what is kept of a world; it would be compiled and run again."""
        self._known.pop(world, None)

    def _made(self, world: World) -> Known:
        ready = self._prepared(world)
        parcels = {v: Parcel(self._job(p.program)) for v, p in ready.items()}
        return Known(world.variant, ready, parcels, {v: [] for v in ready})

    def _prepared(self, world: World) -> dict[str, Prepared]:
        base = changed(self._scenario, dict(world.before), source="value")
        scenario = base if world.variant == TODAY else apply(base, world.variant)
        scenario = changed(scenario, dict(world.after), source="value")
        ready = {world.variant: Prepared(scenario, compile_program(scenario))}
        for name in bases_of(ready[world.variant].program):
            if name not in ready:
                other = base if name == TODAY else apply(base, name)
                ready[name] = Prepared(other, compile_program(other))
        return ready

    def _job(self, program: Program) -> Job:
        return Job(program=program, wanted=asked_by_targets(program), seed=self._seed, engine=self._engine)


class _NoMore:
    """Runs nothing: an inquiry into a world reads what is there."""

    def results(self, tasks: Iterable[Task]) -> Iterator[Replication]:
        raise SimulationError(f"{len(list(tasks))} replications were not run")


def margin(verdict: Verdict) -> float:
    """By how much the estimate keeps the target (negative: misses it); in points for shares, chances and
    changes, else relative to the limit. An unknown estimate misses by everything.
    """
    if verdict.estimate is None or verdict.estimate != verdict.estimate:
        return -float("inf")
    if verdict.estimand == "B":
        return verdict.estimate - (verdict.chance or 0.0)
    if verdict.required is not None:
        return verdict.estimate - min(verdict.required, READ_AS_CERTAIN)
    slack = verdict.limit - verdict.estimate
    slack = slack if verdict.side == "at_most" else -slack
    return slack if verdict.estimand == "E" else slack / max(abs(verdict.limit), 1e-12)
