"""The plots of a run by name: ``run.plot.waiting()``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from sim.errors import UsageError, nearest_name
from sim.labels import Label, Language

if TYPE_CHECKING:
    from sim.charts import Charts
    from sim.reporting.plots import Picture

C = TypeVar("C")


class Plots:
    """Every plot of one run. Each takes ``lang``; processes, pools and targets are named or numbered from 0
    (the first by default). They are `sim.reporting.plots.Picture`: Matplotlib figures that a notebook shows.
    """

    def __init__(self, charts: Charts, lang: Language) -> None:
        self._charts, self._lang = charts, lang

    def waiting(
        self, process: str | int = 0, *, measure: str = "queueing", lang: Language | None = None
    ) -> Picture:
        """What a case waits in queues (or with ``measure="elapsed"`` takes in all) by its date of arrival."""
        from sim.reporting import plots

        mine = [c for c in self._charts.over_time if c.measure == measure]
        if not mine:
            raise UsageError(f'no measure "{measure}" over time (there are queueing, elapsed)')
        return plots.waiting(_chosen(mine, process, "process", lambda c: c.process), lang or self._lang)

    def backlog(self, process: str | int = 0, *, lang: Language | None = None) -> Picture:
        """The number of cases inside over the months."""
        from sim.reporting import plots

        chart = _chosen(self._charts.backlogs, process, "process", lambda c: c.process)
        return plots.backlog(chart, lang or self._lang)

    def case_times(self, target: str | int = 0, *, lang: Language | None = None) -> Picture:
        """The distribution of a target's measure over all cases, held against its limit."""
        from sim.reporting import plots

        chart = _chosen(self._charts.case_times, target, "target", lambda c: c.title)
        return plots.case_times(chart, lang or self._lang)

    def time_by_step(self, process: str | int = 0, *, lang: Language | None = None) -> Picture:
        """Where the time goes, by step."""
        from sim.reporting import plots

        chart = _chosen(self._charts.time_spent, process, "process", lambda c: c.label, lambda c: c.process)
        return plots.time_by_step(chart, lang or self._lang)

    def time_by_holder(self, process: str | int = 0, *, lang: Language | None = None) -> Picture:
        """Who owns the delay: the time by holder."""
        from sim.reporting import plots

        chart = _chosen(self._charts.time_spent, process, "process", lambda c: c.label, lambda c: c.process)
        return plots.time_by_holder(chart, lang or self._lang)

    def queue(self, pool: str | int = 0, *, lang: Language | None = None) -> Picture:
        """The queue of a pool by hour and weekday."""
        from sim.reporting import plots

        chart = _chosen(self._charts.profiles, pool, "pool", lambda c: c.label, lambda c: c.pool)
        return plots.queue_profile(chart, lang or self._lang)

    def pools(self, *, lang: Language | None = None) -> Picture:
        """How busy the pools are, and their overtime."""
        from sim.reporting import plots

        return plots.pool_use(self._charts.pools, lang or self._lang)


def _chosen(
    charts: Sequence[C],
    which: str | int,
    what: str,
    label: Callable[[C], Label],
    name: Callable[[C], str] | None = None,
) -> C:
    """A chart by number, name or label in any language; `UsageError` with the nearest where there is none."""
    if isinstance(which, int):
        if -len(charts) <= which < len(charts):
            return charts[which]
        raise UsageError(f"no {what} {which} (there are {len(charts)}, from 0)")
    known = {text: c for c in charts for text in (label(c).zh, label(c).en, *((name(c),) if name else ()))}
    if which in known:
        return known[which]
    near = nearest_name(which, known)
    listed = ", ".join(dict.fromkeys(name(c) if name else label(c)("en") for c in charts))
    raise UsageError(
        f'no {what} "{which}"' + (f"; nearest: {near}" if near else "") + f" (there are {listed})"
    )
