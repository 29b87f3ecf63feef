"""Which people serve which kinds of cases, by the values of an attribute.

A person is expected to have served a kind as often as all did while he was at work: visits are cut into
stretches of time, and his visits of a stretch have its mix. Who has served at most a fifth of that, and so
few by chance less often than once in a thousand (Poisson; of the many pairs of persons and kinds no more than
one in a thousand found may be found by chance: Y. Benjamini and Y. Hochberg, "Controlling the false discovery
rate", J. R. Stat. Soc. B 57 (1995) 289-300), does not serve it. Where that cannot be told of a person, he
does what most do. People who serve the same kinds are a team.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.eventlog import MISSING
from sim.fitting.knowledge import Known
from sim.fitting.traces import Floats, Ints

STRETCH = 100
"""So many visits one after another have a mix of their own."""

SELDOM = 0.2
FALSE = 0.001
SURE = 3
"""Who has served a kind so often, and not seldom, serves it."""

SMALLEST = 0.1
"""A team that does less of the visits is joined to the one most like it."""

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """People who serve the same kinds: ``serves`` are numbers of an attribute's texts."""

    persons: tuple[int, ...]
    serves: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Skills:
    """The teams of a pool, the one that serves the fewest kinds first, by the texts of an attribute.

    ``found`` pairs of a person and a kind that he does not serve, of ``tried`` that are there.
    """

    attribute: Known
    teams: tuple[Team, ...]
    found: int
    tried: int

    def lines(self) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        """Kinds that are served by the same teams, with those teams: the commonest teams first."""
        groups: dict[tuple[int, ...], list[int]] = {}
        for kind in range(len(self.attribute.names)):
            teams = tuple(at for at, team in enumerate(self.teams) if kind in team.serves)
            groups.setdefault(teams, []).append(kind)
        return [(tuple(kinds), teams) for teams, kinds in sorted(groups.items(), key=lambda g: -len(g[0]))]

    def kinds(self, team: int) -> tuple[str, str]:
        """What a team serves, in English and Chinese."""
        names = self.attribute.names
        serves = self.teams[team].serves
        if len(serves) == len(names):
            return "every kind", "各类"
        few = len(serves) * 2 <= len(names)
        told = [n for k, n in enumerate(names) if (k in serves) == few]
        return (
            (", ".join(told), "、".join(told))
            if few
            else (f"all but {', '.join(told)}", f"除{'、'.join(told)}外")
        )

    def queues(self) -> Iterator[tuple[Ints, Bools]]:
        """The people of each team, and by case whether they serve it."""
        kind = self.attribute.values.astype(np.int64)
        for team in self.teams:
            yield np.array(team.persons, dtype=np.int64), np.isin(kind, list(team.serves))


def skills_of(person: Ints, case: Ints, start: Ints, known: Sequence[Known]) -> Skills | None:
    """The skills that visits show, by the attribute that tells most; None where everybody serves everything.

    ``person``, ``case`` and ``start`` are by visit, of visits that somebody did.
    """
    named = person != MISSING
    order = np.argsort(start[named], kind="stable")
    person, case = person[named][order], case[named][order]
    best: tuple[int, Skills] | None = None
    for attribute in known:
        if attribute.names and len(person) >= STRETCH:
            found = _by(person, attribute.values[case].astype(np.int64), attribute)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
    return None if best is None else best[1]


def _by(person: Ints, kind: Ints, attribute: Known) -> tuple[int, Skills] | None:
    """The skills by one attribute, and how many visits the lack of them explains."""
    persons, who = np.unique(person, return_inverse=True)
    seen, expected = _counts(who, kind, (len(persons), len(attribute.names)))
    lacks = _lacking(seen, expected)
    if not lacks.any():
        return None
    serves = _settled(lacks, seen, expected)
    teams = _joined(_teams(serves), seen)
    if len(teams) < 2:
        return None
    made = [Team(persons=tuple(int(persons[p]) for p in members), serves=has) for has, members in teams]
    made.sort(key=lambda t: (len(t.serves), t.persons))
    explained = int((expected - seen)[lacks].sum())
    return explained, Skills(
        attribute=attribute, teams=tuple(made), found=int(lacks.sum()), tried=int((expected > 0).sum())
    )


def _counts(who: Ints, kind: Ints, size: tuple[int, int]) -> tuple[Ints, Floats]:
    """How often each person served each kind, and how often he would have by the mix of his hours."""
    stretch = np.arange(len(who)) // STRETCH
    parts = int(stretch[-1]) + 1
    seen = np.zeros(size, dtype=np.int64)
    np.add.at(seen, (who, kind), 1)
    mix, mine = np.zeros((parts, size[1])), np.zeros((size[0], parts))
    np.add.at(mix, (stretch, kind), 1)
    np.add.at(mine, (who, stretch), 1)
    return seen, np.asarray(mine @ (mix / mix.sum(axis=1, keepdims=True)))


def _lacking(seen: Ints, expected: Floats) -> Bools:
    """Which kinds persons do not serve, beyond chance."""
    chance: Floats = np.asarray(stats.poisson.cdf(seen, np.maximum(expected, 1e-12)), dtype=np.float64)
    flat = np.sort(chance[expected > 0])
    passing = np.flatnonzero(flat <= FALSE * np.arange(1, len(flat) + 1) / max(len(flat), 1))
    limit = float(flat[passing[-1]]) if len(passing) else -1.0
    found: Bools = (chance <= limit) & (seen <= SELDOM * expected) & (expected > 0)
    return found


def _settled(lacks: Bools, seen: Ints, expected: Floats) -> Bools:
    """Who serves what: as told, and where a person's visits do not tell, as most visits of the others do."""
    told = lacks | ((seen > SELDOM * expected) & (seen >= SURE))
    weight = seen.sum(axis=1, keepdims=True)
    against = (weight * lacks).sum(axis=0) > (weight * (told & ~lacks)).sum(axis=0)
    most: Bools = ~(against & lacks.any(axis=0))
    serves: Bools = np.where(told, ~lacks, most[None, :])
    # A kind that nobody is told to serve is anybody's.
    nobody: Bools = ~np.any(serves, axis=0)
    return serves | nobody[None, :]


def _teams(serves: Bools) -> list[tuple[frozenset[int], list[int]]]:
    groups: dict[frozenset[int], list[int]] = {}
    for p in range(len(serves)):
        groups.setdefault(frozenset(np.flatnonzero(serves[p]).tolist()), []).append(p)
    return list(groups.items())


def _joined(
    teams: list[tuple[frozenset[int], list[int]]], seen: Ints
) -> list[tuple[frozenset[int], list[int]]]:
    """The teams, the smallest joined to the one most like it while it does too little."""
    share = seen.sum(axis=0) / seen.sum()
    while len(teams) > 1:
        teams.sort(key=lambda t: -int(seen[t[1]].sum()))
        has, members = teams[-1]
        if seen[members].sum() >= SMALLEST * seen.sum():
            break
        teams.pop()
        apart = [float(share[list(has ^ other)].sum()) for other, _ in teams]
        at = int(np.argmin(apart))
        other, mates = teams[at]
        # What only they serve stays served.
        only = frozenset(k for k in has if not any(k in t for t, _ in teams))
        teams[at] = (other | only, mates + members)
    return teams
