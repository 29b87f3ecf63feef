"""Looks at 20, 40, ... replications, and the verdicts at the look where all are decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sim.charts import Tale
from sim.estimate import Estimate, Sample
from sim.judging.judge import judge
from sim.measures import Glimpse, Wanted, for_target, period_samples, samples, scale
from sim.statistics.answers import answer, certified
from sim.statistics.looks import Looks, next_look
from sim.study.asking import in_own_unit, question_in_base, wanted_of
from sim.study.prepare import Prepared, bases_of
from sim.study.replication import Failure
from sim.study.runs import Runs
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
    glimpses: tuple[Glimpse, ...] = ()
    tales: tuple[Tale, ...] = ()


class Inquiry:
    """One variant's targets against its own runs and those of the variants it is compared with."""

    def __init__(self, runs: Runs, ready: Mapping[str, Prepared], variant: str) -> None:
        self._runs, self._ready, self._variant = runs, ready, variant
        self._program = ready[variant].program
        self._involved = tuple(dict.fromkeys((variant, *bases_of(self._program))))

    def run(self, looks: Looks) -> tuple[int, tuple[Verdict, ...], bool]:
        """Replications, verdicts, and whether somebody interrupted before the last look was over."""
        done: int = 0
        verdicts: tuple[Verdict, ...] = ()
        try:
            while (look := next_look(looks, done, verdicts)) is not None:
                self._runs.extend(self._involved, look)
                done, verdicts = look, self.verdicts(look, looks.level, bets=looks.bets)
        except KeyboardInterrupt:
            # Judging at a number that no look foresaw would be one look more than the level allows for.
            at = done or min(self._runs.count(v) for v in self._involved)
            return at, self.verdicts(at, looks.level, bets=looks.bets), True
        return done, verdicts, False

    def samples(self, variant: str, count: int) -> Samples:
        """Every measure of a variant over its first replications; failed ones are told in each sample."""
        seen, failed = self._runs.observations(variant, count), len(self._runs.failures(variant, count))
        found = samples(self._ready[variant].program, seen, failed=failed)
        return found or {w: _nothing(w, failed) for w in wanted_of(self._ready[variant].program)}

    def verdicts(self, count: int, level: float, *, bets: float | None = None) -> tuple[Verdict, ...]:
        """The verdict on every target from the first ``count`` replications; with ``bets``, a chance of a
        wrong verdict, shares are decided by betting.
        """
        known = {v: self.samples(v, count) for v in self._involved}
        found = (self._estimated(i, known, count, level) for i in range(len(self._program.targets)))
        return tuple(self._judged(i, *one, bets) for i, one in enumerate(found))

    def _estimated(
        self, index: int, known: Mapping[str, Samples], count: int, level: float
    ) -> tuple[Sample, Estimate]:
        target = self._program.targets[index]
        question = question_in_base(self._program, target)
        sample = self._sample(index, known, self._variant)
        base = None if target.against is None else self._sample(index, known, target.against)
        periods = self._periods(index, count) if target.per is not None else ()
        if target.per is not None and not any(p.replications for p in periods):
            periods = (sample,)
        return sample, answer(question, sample, level=level, base=base, periods=periods)

    def _judged(self, index: int, sample: Sample, estimate: Estimate, bets: float | None) -> Verdict:
        target = self._program.targets[index]
        question = question_in_base(self._program, target)
        sure = None if bets is None else certified(question, sample, alpha=bets)
        found = judge(question, replace(estimate, failed=sample.failed, certificate=sure))
        return in_own_unit(found, self._program, target)

    def _sample(self, index: int, known: Mapping[str, Samples], variant: str) -> Sample:
        program = self._ready[variant].program
        return known[variant][for_target(program, program.targets[index])]

    def _periods(self, index: int, count: int) -> Sequence[Sample]:
        wanted = for_target(self._program, self._program.targets[index])
        return period_samples(self._program, self._runs.observations(self._variant, count), wanted)

    def study(self, looks: Looks, *, seed: int, engine: str) -> Study:
        """Run to the verdicts, and keep what else is known at that look."""
        count, verdicts, interrupted = self.run(looks)
        glimpses, tales = self._runs.glimpses(self._variant, count)
        return Study(
            prepared=self._ready[self._variant],
            seed=seed,
            engine=engine,
            replications=count,
            verdicts=verdicts,
            samples=self.samples(self._variant, count),
            failures=tuple(f for v in self._involved for f in self._runs.failures(v, count)),
            interrupted=interrupted,
            glimpses=glimpses,
            tales=tales,
        )


def _nothing(wanted: Wanted, failed: int) -> Sample:
    """A sample without a replication: all of them failed, or none was finished before an interruption."""
    unit, _, kind = scale(wanted)
    return Sample(wanted.key, unit, kind, (), (), (), failed)
