"""[whatif] What is known of each question: glances are added as workers bring them, then judged."""

from __future__ import annotations

from collections import ChainMap, OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sim.experiments.whatif.drawn import drawn, said
from sim.experiments.whatif.glances import Glance, Task
from sim.experiments.whatif.question import NAME, Question, age, prepared, world, written
from sim.measures.stations import Stations
from sim.statistics.looks import LOOKS, looks_for
from sim.study.decide import Inquiry, Study
from sim.study.document import Document
from sim.study.replication import Replication
from sim.study.runs import Runs

KEPT = 12
"""So many questions are remembered; the one asked longest ago is forgotten first."""
MOST_GLANCES = 1500
"""So many replications are remembered over all questions, which is a gigabyte where cases are many."""

Known = dict[Task, Glance]

Kept = tuple[Question, str, int]
"""A question with a variant of it and the age of its file; a variant of the file is asked without what moves
it not."""


class Desk:
    """Remembers the glances of the last questions and answers from them. One thread at a time may use it."""

    def __init__(self, engine: str) -> None:
        self.engine = engine
        self._known: OrderedDict[Kept, Known] = OrderedDict()

    def missing(self, question: Question, count: int, *, whole: bool) -> list[Task]:
        """Which replications are still to be run for an answer from so many, or for its verdicts alone.

        Raises `InputError` where the file itself is wrong.
        """
        known = self._of(question)
        tasks = [(v, n) for n in range(count) for v in involved(question)]
        # Of what the question is compared with nothing is drawn.
        return [t for t in tasks if t not in known or (whole and t[0] == NAME and not known[t].whole)]

    def add(self, question: Question, tasks: Sequence[Task], found: Iterable[Glance]) -> None:
        """Keep what a worker brought for these tasks."""
        kept = self._kept(question)
        for task, glance in zip(tasks, found, strict=True):
            kept[task[0]][task] = glance

    def verdicts(self, question: Question, count: int) -> Document:
        """What is said first: the verdicts from the first ``count`` replications, which must be there.

        The interval of a look at 20, 40, ... 640 is that of an automatic run, so that looking while it
        narrows does not spoil the error rate. Raises `InputError` with every complaint.
        """
        return said(self._study(question, count, whole=False), _next(count))

    def answer(self, question: Question, count: int) -> Document:
        """The same verdicts and all figures; every replication must have been looked at as a whole."""
        study = self._study(question, count, whole=True)
        return drawn(study, _added(self._of(question), count), _next(count))

    def _study(self, question: Question, count: int, *, whole: bool) -> Study:
        ready = prepared(question)
        runs = Runs(_Handed(self._of(question)), ready)
        runs.extend(tuple(ready), count)
        inquiry = Inquiry(runs, ready, NAME)
        level = looks_for("auto" if count in LOOKS else count, targets=1).level
        return Study(
            prepared=ready[NAME],
            seed=question.seed,
            engine=self.engine,
            replications=count,
            verdicts=inquiry.verdicts(count, level),
            samples=inquiry.samples(NAME, count) if whole else {},
            failures=tuple(f for v in ready for f in runs.failures(v, count)),
        )

    def _of(self, question: Question) -> Mapping[Task, Glance]:
        return ChainMap(*self._kept(question).values())

    def _kept(self, question: Question) -> dict[str, Known]:
        """The glances of the question's own variant, and those of the variants it is compared with, which
        other questions are compared with too.
        """
        keys = {name: self._key(question, name) for name in involved(question)}
        kept = {name: self._known.setdefault(key, {}) for name, key in keys.items()}
        for key in keys.values():
            self._known.move_to_end(key)
        while len(self._known) > KEPT or self._glances() > MOST_GLANCES >= sum(map(len, kept.values())):
            self._known.popitem(last=False)
        return kept

    def _key(self, question: Question, variant: str) -> Kept:
        if variant == NAME:
            return question, variant, age(question.file)
        shared = Question(question.file, (), world(question, variant), question.seed)
        return shared, variant, age(question.file)

    def _glances(self) -> int:
        return sum(map(len, self._known.values()))


def involved(question: Question) -> tuple[str, ...]:
    """The page's variant and those that the targets compare it against."""
    targets = written(question.file).document.targets
    return tuple(dict.fromkeys((NAME, *(t.against for t in targets if t.against))))


def _next(count: int) -> int | None:
    return next((n for n in LOOKS if n > count), None)


def _added(known: Mapping[Task, Glance], count: int) -> tuple[Stations, ...]:
    """The stations of each process over all replications that did not fail."""
    found: tuple[Stations, ...] = ()
    for number in range(count):
        one = known[NAME, number].stations
        if one:
            found = one if not found else tuple(a + b for a, b in zip(found, one, strict=True))
    return found


class _Handed:
    """Hands out what is known, as if it were run."""

    def __init__(self, known: Mapping[Task, Glance]) -> None:
        self._known = known

    def results(self, tasks: Iterable[Task]) -> Iterator[Replication]:
        """The results in order."""
        return (self._known[task].result for task in tasks)
