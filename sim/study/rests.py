"""What a verdict rests on: the figures its process uses, how many of them are assumed or unsourced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sim.program import NONE, Assign, Program, Target, Task, Use
from sim.scenario import Document


@dataclass(frozen=True, slots=True)
class Rests:
    """Distinct figures by kind; ``unsourced`` literals stand in no ledger."""

    numbers: int
    assumed: int
    unsourced: int
    by_kind: tuple[tuple[str, int], ...]

    def as_row(self) -> dict[str, object]:
        """The counts as one JSON object."""
        return {
            "numbers": self.numbers,
            "assumed": self.assumed,
            "unsourced": self.unsourced,
            "by_kind": dict(self.by_kind),
        }


def rests_of(target: Target, program: Program, document: Document) -> Rests:
    """The figures behind a target: those of its process, of the pools that serve it, of what all share."""
    mine = {target.process} if target.process != NONE else _processes_of(target.pool, program)
    pools = {p for process in mine for p in pools_of(process, program)}
    return counted(_relevant(program.uses, mine, pools), document)


def counted(uses: Iterable[Use], document: Document) -> Rests:
    """The distinct figures of these uses; a ledger number counts once, an unsourced literal at each place."""
    listed = list(uses)
    names = dict.fromkeys(u.name for u in listed if u.name in document.numbers)
    literals = len({(u.path, u.literal) for u in listed if u.literal})
    kinds = Counter(document.numbers[n].kind for n in names)
    by_kind = tuple(sorted(kinds.items())) + ((("unsourced", literals),) if literals else ())
    return Rests(len(names) + literals, kinds["assumption"], literals, by_kind)


def pools_of(process: int, program: Program) -> frozenset[int]:
    """The pools that some step of a process needs."""
    details = [n.detail for n in program.nodes if n.process == process]
    needed = {need.pool for d in details if isinstance(d, Task) for need in d.needs}
    owners = {d.pool for d in details if isinstance(d, Assign)}
    return frozenset((needed | owners) - {p for p in needed if p < 0})


def _processes_of(pool: int, program: Program) -> set[int]:
    return {p for p in range(len(program.processes)) if pool in pools_of(p, program)}


def _relevant(uses: Iterable[Use], processes: set[int], pools: set[int]) -> Iterable[Use]:
    for use in uses:
        if use.process in processes or use.pool in pools or (use.process == NONE and use.pool == NONE):
            yield use
