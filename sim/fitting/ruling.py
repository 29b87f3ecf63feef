"""Rules of queues as the language writes them: attributes, priorities, and steps that hold cases together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.calendars.hours import WEEKDAYS
from sim.fitting.families import points, share_bounds
from sim.fitting.gatherings import Gathering
from sim.fitting.habits import Share
from sim.fitting.knowledge import Known
from sim.fitting.ledger import Ledger, figure
from sim.fitting.orders import Factor, Served
from sim.naming import identifiers

Tree = dict[str, Any]


def attributes(known: tuple[Known, ...], ledger: Ledger) -> Tree:
    """The attributes that rules use, as they were seen: shares of texts, or values of equal weight."""
    return {k.name: _texts(k, ledger) if k.names else _figures(k, ledger) for k in known}


def _texts(known: Known, ledger: Ledger) -> Tree:
    counts = np.bincount(known.values.astype(np.int64), minlength=len(known.names))
    kept = [v for v in np.argsort(-counts, kind="stable").tolist() if counts[v]]
    n, found = int(counts.sum()), {}
    names = identifiers([known.names[v] for v in kept], "value")
    for v, name in zip(kept[1:], names[1:], strict=True):
        share = Share(counts[v] / n, *share_bounds(int(counts[v]), n), n)
        found[known.names[v]] = ledger.share(f"{known.name}_{name}_share", share)
    # The commonest takes the rest, so that they sum to 1.
    return {known.names[kept[0]]: f"1 - ({' + '.join(found.values())})" if found else 1, **found}


def _figures(known: Known, ledger: Ledger) -> str:
    values = known.values[np.isfinite(known.values)]
    pairs = ", ".join(f"({figure(v)}, 1)" for v in points(values))
    why = f"figures seen, mean {figure(float(values.mean()))}, n = {len(values)}"
    return ledger.add(f"{known.name}_values", f"empirical([{pairs}])", None, why)


def among(known: Known | Factor, values: Sequence[int]) -> str:
    """The expression that an attribute has one of some of its texts."""
    texts = [f'"{known.names[v]}"' for v in values]
    return f"{known.name} == {texts[0]}" if len(texts) == 1 else f"{known.name} in ({', '.join(texts)})"


def order(served: Served | None) -> str:
    """The order of a pool; empty where it is the usual one."""
    return "" if served is None or served.rule == "fifo" else served.rule


class Priorities:
    """The priorities of a pool's tasks."""

    def __init__(self, served: Served, pool: str, ledger: Ledger) -> None:
        self._served, self._ledger = served, ledger
        self._why = (
            f"where it differs from first come, first served, {served.followed} of {served.tested} times so, "
            f"p < 0.001 on the half of the log that was not used to find it, n = {served.lines}"
        )
        self._base = f"{pool}_priority"
        self._levels: dict[int, str] = {}
        self._cut = ""

    def of(self, activity: str) -> str:
        """The priority of an activity's claims; empty where it is 0."""
        served = self._served
        if served.rule != "priority" or served.factor is None:
            return ""
        if served.factor.kind == "age":
            return "elapsed - now"
        if served.factor.kind == "step":
            known = served.factor.names
            return self._level(served.levels[known.index(activity)]) if activity in known else ""
        return self._of_attribute(served, served.factor.name)

    def _of_attribute(self, served: Served, name: str) -> str:
        if not served.levels:
            return self._of_figure(served, name)
        ranks = sorted(set(served.levels.values()) - {0}, reverse=True)
        text = "0"
        for rank in reversed(ranks):
            assert served.factor is not None
            test = among(served.factor, [v for v, r in served.levels.items() if r == rank])
            rest = text if text == "0" else f"({text})"
            text = f"{self._level(rank)} if {test} else {rest}"
        return text

    def _of_figure(self, served: Served, name: str) -> str:
        if served.above is None:
            return name if served.sign > 0 else f"-{name}"
        if not self._cut:
            self._cut = self._ledger.add(f"{self._base}_from", float(figure(served.above)), None, self._why)
        return f"{self._level(1)} if {name} {'>' if served.sign > 0 else '<='} {self._cut} else 0"

    def _level(self, rank: int) -> str:
        if rank and rank not in self._levels:
            self._levels[rank] = self._ledger.add(f"{self._base}_{rank}", rank, None, self._why)
        return self._levels.get(rank, "")


def gather(name: str, found: Gathering, ledger: Ledger) -> Tree:
    """The step that holds cases until their group is together."""
    why = f"{found.kept:.0%} of {found.groups} releases"
    step: Tree = {"gather": name}
    if found.count:
        bounds = (found.size_low, max(found.size_high, found.count))
        step["count"] = ledger.add(
            f"{name}_count", found.count, bounds, f"{why}, range of nine in ten groups, n = {found.visits}"
        )
    if found.lasts:
        shown = [f"{figure(v / 60)} min" for v in (found.lasts, found.lasts_low, found.lasts_high)]
        step["for"] = ledger.add(
            f"{name}_time", shown[0], (shown[1], shown[2]), f"{why}, least and most, n = {found.visits}"
        )
    if found.per:
        step["per"] = found.per
    return step


def until(name: str, found: Gathering, calendars: Tree) -> Tree:
    """The step that holds cases until an hour of the week."""
    if len(found.slots) == 1:
        ((day, second),) = found.slots
        return {"wait": name, "until": {"weekday": WEEKDAYS[day], "at": _clock(second)}}
    hours: dict[str, list[str]] = {}
    for day, second in found.slots:
        hours.setdefault(WEEKDAYS[day], []).append(f"{_clock(second)}-{_clock(second + 60)}")
    calendars[f"{name}_release"] = {"days": list(hours), "hours": hours}
    return {"wait": name, "until": {"calendar": f"{name}_release"}}


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second % 3600 // 60:02}"


def holds(found: Mapping[int, Gathering], activity: int, *, inside: bool) -> Gathering | None:
    """How an activity's cases wait for one another, inside it or before it, where a rule is known."""
    gathering = found.get(activity)
    return gathering if gathering is not None and gathering.rule and gathering.inside == inside else None
