"""Looks at 20, 40, ... replications, and the verdicts at the look where all are decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sim.estimate import Sample
from sim.judging.asking import question_of
from sim.judging.judge import judge
from sim.measures import Wanted, samples
from sim.statistics.answers import answer
from sim.statistics.looks import Looks, next_look
from sim.study.prepare import Prepared, bases_of
from sim.study.replication import Failure
from sim.study.runs import Runs
from sim.study.wanting import Asked, asked_of
from sim.verdict import Verdict

Samples = Mapping[Wanted, Sample]


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What is known of one variant after so many replications."""

    prepared: Prepared
    seed: int
    engine: str
    replications: int
    verdicts: tuple[Verdict, ...]
    samples: Samples
    failures: tuple[Failure, ...] = ()
    interrupted: bool = False


class Inquiry:
    """One variant's targets against its own runs and those of the variants it is compared with."""

    def __init__(self, runs: Runs, ready: Mapping[str, Prepared], variant: str) -> None:
        self._runs, self._ready, self._variant = runs, ready, variant
        program = ready[variant].program
        self._involved = tuple(dict.fromkeys((variant, *bases_of(program))))
        self._asked: Sequence[Asked] = [asked_of(ready, variant, i) for i in range(len(program.targets))]

    def run(self, looks: Looks) -> tuple[int, tuple[Verdict, ...], bool]:
        """Replications, verdicts, and whether somebody interrupted before the last look was over."""
        done, verdicts = 0, ()
        try:
            while (look := next_look(looks, done, verdicts)) is not None:
                self._runs.extend(self._involved, look)
                done, verdicts = look, self.verdicts(look, looks.level)
        except KeyboardInterrupt:
            kept = min(self._runs.count(v) for v in self._involved)
            # Judging at a number that no look foresaw would be one look more than the level allows for.
            at = done if done and len(looks.at) > 1 else kept
            return at, self.verdicts(at, looks.level), True
        return done, verdicts, False

    def samples(self, variant: str, count: int) -> Samples:
        """Every measure of a variant over its first replications; failed ones are told in each sample."""
        failed = len(self._runs.failures(variant, count))
        found = samples(self._runs.observations(variant, count))
        return {w: replace(s, failed=failed) for w, s in found.items()} if failed else found

    def verdicts(self, count: int, level: float) -> tuple[Verdict, ...]:
        """The verdict on every target from the first ``count`` replications."""
        known = {v: self.samples(v, count) for v in self._involved}
        return tuple(self._judged(asked, known, level) for asked in self._asked)

    def _judged(self, asked: Asked, known: Mapping[str, Samples], level: float) -> Verdict:
        target = self._ready[self._variant].program.targets[asked.index]
        question = question_of(target, self._ready[self._variant].program)
        mine = known[self._variant]
        base = None if target.against is None else asked.base_sample(known[target.against])
        periods = asked.period_samples(mine)
        found = answer(question, asked.sample(mine), level=level, base=base, periods=periods)
        return judge(question, found)

    def study(self, looks: Looks, *, seed: int, engine: str) -> Study:
        """Run to the verdicts, and keep what else is known at that look."""
        count, verdicts, interrupted = self.run(looks)
        return Study(
            prepared=self._ready[self._variant],
            seed=seed,
            engine=engine,
            replications=count,
            verdicts=verdicts,
            samples=self.samples(self._variant, count),
            failures=tuple(f for v in self._involved for f in self._runs.failures(v, count)),
            interrupted=interrupted,
        )
