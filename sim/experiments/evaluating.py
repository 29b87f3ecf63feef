"""Evaluate points of a scenario: what every experiment (compare, sweep, staffing, break-even) stands on.

A *point* is a scenario file in one variant with some values changed. An `Evaluator` prepares points, runs
their replications under common luck on its workers, keeps what they gave, and tells observations, samples and
verdicts:

>>> from sim.experiments.evaluating import Evaluator, Point
>>> from sim.experiments.executors import Workers
>>> few = Point("hall.yaml", settings=("pools.clerk.staff=2",))
>>> many = Point("hall.yaml", "reform", ("pools.clerk.staff=3", "numbers.review_mean.value=4 h"))
>>> with Workers(2) as workers:  # doctest: +SKIP
...     ask = Evaluator(workers, seed=1, wanted=asked_by_targets)
...     ask.run([few, many], 20)  # both, side by side
...     ask.run([many], 40)  # 20 more
...     [v.verdict for v in ask.verdicts(many, 40, level=0.95)]
['met']

Replication r of every point has the same luck, so that differences of points are differences of pairs. Points
that come to the same resolved scenario share their replications; nothing is run twice. Results do not depend
on the workers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sim.errors import SimulationError
from sim.experiments.executors import Workers, replicated, unreplicated
from sim.experiments.parcels import Parcel
from sim.measures import Observation, Wanted, for_target
from sim.program import Program
from sim.reading import Source, opened
from sim.results import digest_of
from sim.statistics.looks import Looks
from sim.study.asking import wanted_of
from sim.study.decide import Inquiry, Samples, Study
from sim.study.prepare import TODAY, Prepared, involved, prepare
from sim.study.replication import Failure, Job, Replication
from sim.study.runs import Runs, Task
from sim.tree import plain
from sim.verdict import Verdict

WantedOf = Callable[[Program], tuple[Wanted, ...]]


@dataclass(frozen=True, slots=True)
class Point:
    """A scenario file in one variant with some values changed: ``settings`` are texts ``PATH=VALUE`` as
    ``--set`` takes them.
    """

    path: str
    variant: str = TODAY
    settings: tuple[str, ...] = ()


def asked_by_targets(program: Program) -> tuple[Wanted, ...]:
    """What the program's targets ask to be observed, and nothing else: little to keep and to send about."""
    return tuple(dict.fromkeys(for_target(program, target) for target in program.targets))


class Evaluator:
    """Points with what is known of them so far, for one seed and one engine.

    ``wanted`` says what is observed of each replication: by default all that a run is shown with (about 1 MB
    a replication of a large scenario), or `asked_by_targets`. ``watch`` is told each point's replication as
    it comes in. Without ``workers`` all is run in this process.
    """

    def __init__(
        self,
        workers: Workers | None = None,
        *,
        seed: int = 1,
        engine: str = "auto",
        wanted: WantedOf = wanted_of,
        watch: Callable[[Replication], None] | None = None,
    ) -> None:
        self.workers, self.seed, self.engine = workers or Workers(1), seed, engine
        self._wanted, self._watch = wanted, watch
        self._sources: dict[str, Source] = {}
        self._ready: dict[Point, dict[str, Prepared]] = {}
        self._keys: dict[tuple[Point, str], str] = {}
        self._jobs: dict[str, Parcel[Job]] = {}
        self._done: dict[str, list[Replication]] = {}

    def prepared(self, point: Point) -> Mapping[str, Prepared]:
        """The point's variant ready to run, with the variants that its targets compare it against.

        Raises `InputError` with every complaint about the file and the settings, `UsageError` for a variant
        that there is not.
        """
        if point not in self._ready:
            source = self._sources.setdefault(point.path, opened(point.path))
            ready = prepare(source, settings=point.settings, variants=(point.variant,))
            self._ready[point] = {v: ready[v] for v in involved(ready, point.variant)}
        return self._ready[point]

    def program(self, point: Point) -> Program:
        """The program that the point came to."""
        return self.prepared(point)[point.variant].program

    def key(self, point: Point, variant: str | None = None) -> str:
        """The hash of the resolved scenario: points with the same key have the same replications."""
        asked = (point, variant or point.variant)
        if asked not in self._keys:
            scenario = self.prepared(point)[asked[1]].scenario
            question = {"scenario": plain(scenario.tree), "tables": scenario.tables, "variant": asked[1]}
            self._keys[asked] = digest_of(question)
        return self._keys[asked]

    def run(self, points: Iterable[Point], count: int) -> None:
        """Run each point up to ``count`` replications; what is there already is not run again.

        A replication that breaks off is kept as a failure (`failures`); it raises nothing.
        """
        keys = dict.fromkeys(self._key_of(p, v) for p in points for v in self.prepared(p))
        tasks = [(key, r) for key in keys for r in range(len(self._done[key]), count)]
        for (key, _), result in zip(tasks, self._results(tasks), strict=True):
            self._done[key].append(result)
            if self._watch is not None:
                self._watch(result)

    def count(self, point: Point) -> int:
        """How many replications of a point have ended, failed ones included."""
        return min(len(self._done[self._key_of(point, v)]) for v in self.prepared(point))

    def observations(self, point: Point, count: int | None = None) -> list[Observation]:
        """What the first ``count`` replications saw, in order; failed ones are left out."""
        done = self._done[self._key_of(point, point.variant)][:count]
        return [r.observation for r in done if r.observation is not None]

    def failures(self, point: Point, count: int | None = None) -> tuple[Failure, ...]:
        """Why others of the first ``count`` replications failed, those of the variants compared against
        included.
        """
        lists = (self._done[self._key_of(point, v)][:count] for v in self.prepared(point))
        return tuple(r.failure for done in lists for r in done if r.failure is not None)

    def samples(self, point: Point, count: int) -> Samples:
        """Every measure observed over the first ``count`` replications, in base units."""
        return self.inquiry(point).samples(point.variant, count)

    def verdicts(self, point: Point, count: int, *, level: float = 0.95) -> tuple[Verdict, ...]:
        """The verdict on every target from the first ``count`` replications, at a two-sided level.

        Raises `SimulationError` where fewer were run.
        """
        if self.count(point) < count:
            raise SimulationError(f"{self.count(point)} replications were run, and {count} are asked for")
        return self.inquiry(point).verdicts(count, level)

    def study(self, point: Point, looks: Looks) -> Study:
        """Run a point to its verdicts: look after look, until all are decided."""
        return self.inquiry(point).study(looks, seed=self.seed, engine=self.engine)

    def inquiry(self, point: Point) -> Inquiry:
        """The point's targets against its replications; it runs more of them where it is asked to."""
        ready = self.prepared(point)
        done = {v: self._done[self._key_of(point, v)] for v in ready}
        return Inquiry(Runs(_OfPoint(self, point), ready, done=done), ready, point.variant)

    def forget(self, point: Point) -> None:
        """Free what is kept of a point; it would be run again."""
        for variant in self.prepared(point):
            self._done[self._key_of(point, variant)].clear()

    def _key_of(self, point: Point, variant: str) -> str:
        key = self.key(point, variant)
        if key not in self._jobs:
            program = self.prepared(point)[variant].program
            job = Job(program=program, wanted=self._wanted(program), seed=self.seed, engine=self.engine)
            self._jobs[key] = Parcel(job)
            self._done[key] = []
        return key

    def _results(self, tasks: Sequence[tuple[str, int]]) -> Iterator[Replication]:
        items = ((self._jobs[key], number) for key, number in tasks)
        return self.workers.map(replicated, items, lost=unreplicated)


class _OfPoint:
    """Runs the variants of one point."""

    def __init__(self, evaluator: Evaluator, point: Point) -> None:
        self._evaluator, self._point = evaluator, point

    def results(self, tasks: Iterable[Task]) -> Iterator[Replication]:
        ask = self._evaluator
        return ask._results([(ask._key_of(self._point, variant), r) for variant, r in tasks])
