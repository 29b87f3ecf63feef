"""When cases that wait for one another are released: at a number, after a time, or at an hour.

Every rule is read from the groups that were held while somebody was free: a number is the size of groups that
are released in the very second in which the last of them comes; a time is the age of the first at release; an
hour is a time of the week at which nearly all releases lie. The parameters are those of Prosimos' batching
(size, waiting time, hour and weekday): K. Lashkevich, F. Milani, D. Chapela-Campa and M. Dumas, "Data-driven
analysis of batch processing inefficiencies in business processes", RCIS 2022.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.fitting.releases import FEW, MOST, Groups, Possible, by_chance, groups_of, resolution
from sim.fitting.traces import Ints

DAY = 86_400
EVIDENT = 0.2
"""So many visits must be begun together, and so many more than by chance."""

KEPT = 0.8
"""A rule must tell so many of the releases."""

FEW_HOURS = 8
"""So many releases to the minute are enough for an hour."""

SOME = 0.1
MOST_SLOTS = 10

Rule = Literal["", "count", "for", "both", "clock"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """Visits of a step that are begun together: their share, what chance would make of it, and the sizes of
    their groups (median, and the range of nine in ten).

    ``rule`` tells when a group is released, for a share ``kept`` of releases: at ``count`` cases, ``lasts``
    seconds after the first, at the ``slots`` of a week (day from Monday 0, second of the day); empty where
    nothing told it. ``per`` is the attribute of whose values each has its own groups. ``alike`` is the share
    of those begun together that also end together, by the same person.
    """

    visits: int
    share: float
    chance: float
    groups: int
    size: int
    size_low: int
    size_high: int
    rule: Rule = ""
    kept: float = 0.0
    count: int = 0
    lasts: int = 0
    lasts_low: int = 0
    lasts_high: int = 0
    slots: tuple[tuple[int, int], ...] = ()
    per: str = ""
    alike: float = 0.0
    inside: bool = False
    """Whether the waiting is the visit itself, of a step without staff, rather than before it."""
    release: Ints | None = None
    """When each visit was released, where a rule is known."""


@dataclass(frozen=True, slots=True)
class Held:
    """Visits of a step, in any order: when each became possible, began and ended, who did it, the first
    instant from any on at which somebody was free, and the weekday of second 0.
    """

    ready: Ints
    start: Ints
    end: Ints
    person: Ints
    possible: Possible
    weekday: int


Parts = dict[str, Ints]
"""Attributes whose values may each have groups of their own: a number per visit."""


def gathering_of(held: Held, parts: Parts | None = None) -> Gathering | None:
    """How a step's cases wait for one another; None where they do not (or it cannot be told)."""
    tolerance = resolution(np.concatenate((held.ready, held.start)))
    if len(held.ready) < FEW or tolerance > 60:
        return None
    found = _read(held, np.zeros(len(held.ready), dtype=np.int64), tolerance)
    if found is not None and found.rule:
        return found
    for name, values in (parts or {}).items():
        split = _read(held, values, tolerance)
        if split is not None and split.rule in ("count", "for", "both"):
            return replace(split, per=name)
    return found


def _read(held: Held, part: Ints, tolerance: int) -> Gathering | None:
    tolerance = 0 if tolerance == 1 else tolerance
    first = np.zeros(len(part), dtype=np.bool_)
    first[np.argsort(held.ready, kind="stable")[:MOST]] = True
    looked = [first & (part == v) for v in np.unique(part)]
    looked = [m for m in looked if m.any()]
    each = [groups_of(held.ready[m], held.start[m], held.possible, tolerance) for m in looked]
    clean = _joined(each)
    if clean.together.sum() < FEW_HOURS:
        return None
    shares = [by_chance(held.ready[m], held.start[m], held.possible, tolerance) * m.sum() for m in looked]
    chance = float(sum(shares)) / int(first.sum())
    if clean.share < max(EVIDENT, chance + EVIDENT):
        return None
    sizes = clean.size[clean.together]
    low, high = np.quantile(sizes, (0.05, 0.95))
    found = Gathering(
        visits=len(part), share=clean.share, chance=chance, groups=int(clean.together.sum()),
        size=int(np.median(sizes)), size_low=int(low), size_high=int(high), alike=_alike(held, looked, each),
    )  # fmt: skip
    told = _clock(clean, held.weekday, found) or _number(clean, max(tolerance, 1), found)
    if told is None:
        return found if found.groups >= FEW else None
    return replace(told, release=_releases(held, part, tolerance))


def _joined(each: list[Groups]) -> Groups:
    columns = {
        name: np.concatenate([getattr(g, name) for g in each])
        for name in ("at", "size", "first", "last", "clear", "held", "tight", "of")
    }
    return Groups(**columns)


def _releases(held: Held, part: Ints, tolerance: int) -> Ints:
    """When each visit was released; no later than it began."""
    found = np.empty_like(held.ready)
    for v in np.unique(part):
        mine = part == v
        groups = groups_of(held.ready[mine], held.start[mine], held.possible, tolerance)
        found[mine] = groups.at[groups.of]
    return np.clip(found, held.ready, held.start)


def _alike(held: Held, looked: list[NDArray[np.bool_]], each: list[Groups]) -> float:
    """Of the visits begun together the share that begin and end at one instant with another of the person."""
    same = total = 0
    for mine, groups in zip(looked, each, strict=True):
        chosen = np.flatnonzero(mine)[groups.together[groups.of]]
        rows = np.stack([held.start[chosen], held.end[chosen], held.person[chosen]])
        _, counts = np.unique(rows, axis=1, return_counts=True)
        same += int(counts[counts > 1].sum())
        total += len(chosen)
    return same / max(total, 1)


def _number(clean: Groups, tolerance: int, found: Gathering) -> Gathering | None:
    """Released at a number of cases, so long after the first, or whichever comes first."""
    held = clean.held
    size, age = clean.size[held], clean.at[held] - clean.first[held]
    triggered = (clean.at[held] - clean.last[held] <= tolerance) & (size > 1)
    count = Counter(size[triggered].tolist()).most_common(1)[0][0] if triggered.any() else 0
    full = triggered & (size == count)
    rest = age[~full]
    lasts = int(np.median(rest)) if len(rest) else 0
    aged = ~full & (np.abs(age - lasts) <= max(tolerance, 0.002 * lasts))
    by_count, by_age = float(full.mean()), float(aged.mean())
    if by_count + by_age < KEPT or clean.together[held & clean.tight].sum() < FEW:
        return None
    rule: Rule = "both" if min(by_count, by_age) >= SOME else "count" if by_count > by_age else "for"
    kept = by_count + by_age if rule == "both" else max(by_count, by_age)
    if kept < KEPT:
        return None
    seen = age[aged] if aged.any() else np.array([0])
    return replace(
        found, rule=rule, kept=kept, count=count if rule != "for" else 0,
        lasts=lasts if rule != "count" else 0, lasts_low=int(seen.min()), lasts_high=int(seen.max()),
    )  # fmt: skip


def _clock(clean: Groups, weekday: int, found: Gathering) -> Gathering | None:
    """Released at a few instants of the week, each to the minute."""
    at = clean.at[clean.held]
    minutes = at // 60
    of_day = minutes % 1440
    slots = Counter(zip(((at // DAY + weekday) % 7).tolist(), of_day.tolist(), strict=True))
    kept = [slot for slot, n in slots.most_common(MOST_SLOTS) if n >= max(0.03 * len(at), 3)]
    hours = {minute for _, minute in kept}
    told = sum(slots[s] for s in kept) / max(len(at), 1)
    if not kept or told < KEPT or len(hours) > 3:
        return None
    return replace(
        found, rule="clock", kept=told, slots=tuple(sorted((day, 60 * minute) for day, minute in kept))
    )
