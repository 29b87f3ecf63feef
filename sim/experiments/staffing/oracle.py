"""What a staffing does, found out by simulation: quick guesses, and verdicts with confidence.

Guesses and verifications have different luck, so that a staffing that was only lucky when it was guessed is
not lucky again when it is verified. The chance of a wrong verification is held for all together: the i-th
has alpha / (i (i + 1)), which adds up to alpha; within each, the looks and the targets share it alike
(Bonferroni).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

from sim.errors import InputError
from sim.experiments.staffing.box import Point
from sim.experiments.staffing.levers import Lever
from sim.experiments.worlds import World, Worlds, margin
from sim.statistics.looks import LOOKS, waits
from sim.verdict import MINIMUM_REPLICATIONS, Answer, Verdict

PROBE = 3
"""Replications of a guess."""

OTHER_LUCK = 0x9E3779B97F4A7C15
"""Added to the seed where guesses draw (the golden ratio's bits: no seed that anybody types)."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A verified staffing: the answer, its verdicts, and the level their intervals have."""

    answer: Answer
    verdicts: tuple[Verdict, ...]
    replications: int
    impossible: str = ""
    """Why the scenario cannot exist with this staffing."""


@dataclass(slots=True)
class Oracle:
    """Answers about staffings of one variant; ``alpha`` is the chance of any wrong verification.

    Raises `SimulationError` where a replication breaks off.
    """

    levers: Sequence[Lever]
    variant: str
    worlds: Worlds
    guessing: Worlds
    alpha: float = 0.05
    most: int = LOOKS[-1]
    expected: int | None = None
    """How many verifications share alpha equally, where that is known beforehand."""
    checked: dict[Point, Checked] = field(default_factory=dict)

    def world(self, x: Point) -> World:
        """The world of a staffing."""
        values = tuple((lever.path, n) for lever, n in zip(self.levers, x, strict=True))
        return World(self.variant, after=values)

    def guess(self, x: Point) -> float:
        """The margin of the worst target over a few replications."""
        try:
            verdicts = self.guessing.verdicts(self.world(x), PROBE)
            self.guessing.refuse_failed(self.world(x))
        except InputError:
            return -inf
        return min(map(margin, verdicts), default=0.0)

    def verify(self, x: Point) -> Answer:
        """Whether every target is met, with confidence; the looks are those of any run."""
        if x not in self.checked:
            self.checked[x] = self._checked(x)
        return self.checked[x].answer

    def _checked(self, x: Point) -> Checked:
        at = [n for n in LOOKS if n <= self.most] or [self.most]
        i = len(self.checked) + 1
        share = 1 / (i * (i + 1)) if self.expected is None else 1 / self.expected
        world = self.world(x)
        try:
            targets = len(self.worlds.known(world).prepared.program.targets)
        except InputError as error:
            return Checked("missed", (), 0, impossible=error.complaints[0].sentence())
        level = 1 - self.alpha * share / len(at) / max(targets, 1)
        found = Checked("undecided", (), 0)
        for count in at:
            found = self._looked(world, count, level)
            if found.answer != "undecided" or not any(waits(v) for v in found.verdicts):
                break
        return found

    def _looked(self, world: World, count: int, level: float) -> Checked:
        verdicts = self.worlds.verdicts(world, count, level)
        self.worlds.refuse_failed(world)
        answers = {v.verdict for v in verdicts}
        answer: Answer = "missed" if "missed" in answers else "undecided" if "undecided" in answers else "met"
        return Checked(answer, verdicts, count)

    def spent(self) -> Mapping[str, int]:
        """Replications and staffings so far."""
        return {
            "replications": self.worlds.replications + self.guessing.replications,
            "verified": len(self.checked),
        }


LEAST = MINIMUM_REPLICATIONS
"""Nothing is verified by fewer replications."""
