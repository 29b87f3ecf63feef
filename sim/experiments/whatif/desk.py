"""[whatif] What is known of each question: glances are added as workers bring them, then judged."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sim.experiments.whatif.drawn import drawn
from sim.experiments.whatif.glances import Glance, Task
from sim.experiments.whatif.question import NAME, Question, prepared, written
from sim.measures.stations import Stations
from sim.statistics.looks import LOOKS, looks_for
from sim.study.decide import Inquiry, Study
from sim.study.document import Document
from sim.study.prepare import Prepared
from sim.study.replication import Replication
from sim.study.runs import Runs

KEPT = 12
"""So many questions are remembered; the one asked longest ago is forgotten first."""

Known = dict[Task, Glance]


class Desk:
    """Remembers the glances of the last questions and answers from them. One thread at a time may use it."""

    def __init__(self, engine: str) -> None:
        self.engine = engine
        self._known: OrderedDict[Question, Known] = OrderedDict()

    def missing(self, question: Question, count: int) -> list[Task]:
        """Which replications are still to be run for an answer from so many.

        Raises `InputError` where the file itself is wrong.
        """
        known = self._of(question)
        return [(v, n) for n in range(count) for v in involved(question) if (v, n) not in known]

    def add(self, question: Question, tasks: Sequence[Task], found: Iterable[Glance]) -> None:
        """Keep what a worker brought for these tasks."""
        self._of(question).update(zip(tasks, found, strict=True))

    def answer(self, question: Question, count: int) -> Document:
        """Verdicts and figures from the first ``count`` replications, which must be there; texts in both
        languages.

        The interval of a look at 20, 40, ... 640 is that of an automatic run, so that looking while it
        narrows does not spoil the error rate. Raises `InputError` with every complaint.
        """
        known, ready = self._of(question), prepared(question)
        runs = Runs(_Handed(known), ready)
        runs.extend(tuple(ready), count)
        study = _study(question, ready, runs, count, self.engine)
        return drawn(study, _added(known, count), next((n for n in LOOKS if n > count), None))

    def _of(self, question: Question) -> Known:
        known = self._known.setdefault(question, {})
        self._known.move_to_end(question)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return known


def involved(question: Question) -> tuple[str, ...]:
    """The page's variant and those that the targets compare it against."""
    targets = written(question.file).document.targets
    return tuple(dict.fromkeys((NAME, *(t.against for t in targets if t.against))))


def _study(question: Question, ready: Mapping[str, Prepared], runs: Runs, count: int, engine: str) -> Study:
    inquiry = Inquiry(runs, ready, NAME)
    level = looks_for("auto", targets=1).level if count in LOOKS else looks_for(count, targets=1).level
    return Study(
        prepared=ready[NAME],
        seed=question.seed,
        engine=engine,
        replications=count,
        verdicts=inquiry.verdicts(count, level),
        samples=inquiry.samples(NAME, count),
        failures=tuple(f for v in ready for f in runs.failures(v, count)),
    )


def _added(known: Known, count: int) -> tuple[Stations, ...]:
    """The stations of each process over all replications that did not fail."""
    found: tuple[Stations, ...] = ()
    for number in range(count):
        one = known[NAME, number].stations
        if one:
            found = one if not found else tuple(a + b for a, b in zip(found, one, strict=True))
    return found


class _Handed:
    """Hands out what is known, as if it were run."""

    def __init__(self, known: Known) -> None:
        self._known = known

    def results(self, tasks: Iterable[Task]) -> Iterator[Replication]:
        """The results in order."""
        return (self._known[task].result for task in tasks)
