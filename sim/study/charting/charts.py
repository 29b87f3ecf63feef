"""All charts of one study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sim.charts import (
    Backlog,
    Charts,
    HolderTime,
    OverTime,
    PoolUse,
    QueueProfile,
    StepTime,
    Tale,
    TimeSpent,
    Visit,
)
from sim.compiling.describing.speech import most_people
from sim.labels import LANGUAGES, Label
from sim.measures import Glimpse, arrival_edges, inside_instants, people_by_hour
from sim.measures.columns import Floats
from sim.measures.glimpses.glimpse import SHOWN, ProcessGlimpse
from sim.program import Program
from sim.study.charting.bands import band
from sim.study.charting.naming import Names, named
from sim.study.charting.spread import case_times
from sim.study.decide import Study
from sim.units import SECONDS

DAY, HOUR = SECONDS["d"], SECONDS["h"]
Rows = dict[str, Any]


def charts_of(study: Study, pool_figures: Rows) -> Charts:
    """The charts of a study; ``pool_figures`` are those of its document."""
    program, names = study.prepared.program, Names(study.prepared)
    seen = study.glimpses
    every = range(len(program.processes)) if seen else ()
    return Charts(
        replications=len(seen),
        over_time=tuple(_over_time(seen, names, p, k) for p in every for k in range(len(SHOWN))),
        backlogs=tuple(_backlog(seen, names, p) for p in every),
        case_times=case_times(study, names),
        time_spent=tuple(_time_spent(seen, names, p) for p in every),
        profiles=tuple(_profile(seen, names, i) for i in range(len(program.pools))) if seen else (),
        pools=tuple(
            _pool(pool_figures, names, i) for i, p in enumerate(program.pools) if p.name in pool_figures
        ),
        tales=tuple(_with_labels(tale, program, names) for tale in study.tales),
    )


def _over_time(seen: Sequence[Glimpse], names: Names, process: int, measure: int) -> OverTime:
    rows = [_means(g.processes[process], measure) / DAY for g in seen]
    return OverTime(
        process=names.process(process),
        measure=SHOWN[measure],
        unit="d",
        origin=names.program.origin,
        edges=arrival_edges(names.program),
        band=band(rows),
    )


def _means(glimpse: ProcessGlimpse, measure: int) -> Floats:
    count = glimpse.count
    return np.where(count > 0, glimpse.sums[measure] / np.maximum(count, 1), np.nan)


def _backlog(seen: Sequence[Glimpse], names: Names, process: int) -> Backlog:
    return Backlog(
        process=names.process(process),
        origin=names.program.origin,
        instants=inside_instants(names.program),
        warm_up=names.program.warm_up,
        band=band([g.processes[process].inside.astype(np.float64) for g in seen]),
    )


# Where the time goes


def _time_spent(seen: Sequence[Glimpse], names: Names, process: int) -> TimeSpent:
    mine = [g.processes[process] for g in seen]
    cases = sum(g.cases for g in mine)
    one = max(cases, 1)
    steps: Floats = np.sum([g.steps for g in mine], axis=0) / one
    return TimeSpent(
        process=names.program.processes[process].name,
        label=names.process(process),
        cases=cases / len(mine),
        elapsed=sum(g.elapsed for g in mine) / one / DAY,
        steps=_steps(names, process, steps),
        holders=_holders(names, mine, one),
    )


def _steps(names: Names, process: int, figures: Floats) -> tuple[StepTime, ...]:
    program, found = names.program, []
    for at, step in enumerate(program.processes[process].steps):
        if step.logged:
            visits, queueing, inside, work = (float(x) for x in figures[at])
            found.append(
                StepTime(
                    name=step.name,
                    label=names.step(process, at),
                    holder=program.holders[step.holder] if step.holder >= 0 else "",
                    staffed=step.staffed,
                    visits=visits,
                    queueing=queueing / DAY,
                    inside=inside / DAY,
                    work=work / HOUR,
                )
            )
    return tuple(found)


def _holders(names: Names, mine: Sequence[ProcessGlimpse], one: int) -> tuple[HolderTime, ...]:
    program = names.program
    held: Floats = np.sum([g.held for g in mine], axis=0) / one / DAY
    queued: Floats = np.sum([g.queued_at for g in mine], axis=0) / one / DAY
    return tuple(
        HolderTime(
            name=name,
            label=names.holder(name),
            held=float(held[i]),
            queueing=float(queued[i]),
            stops_clock=not program.agency_side[i],
        )
        for i, name in enumerate(program.holders)
        if held[i] > 0
    )


# Pools


def _profile(seen: Sequence[Glimpse], names: Names, index: int) -> QueueProfile:
    program = names.program
    length: Floats = np.mean([g.lines[index] for g in seen], axis=0)
    return QueueProfile(
        pool=program.pools[index].name,
        label=names.pool(index),
        length=_week(length),
        on_duty=_week(people_by_hour(program, program.pools[index])),
    )


def _week(hours: Floats) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(x) for x in day) for day in hours.reshape(7, 24))


def _pool(figures: Rows, names: Names, index: int) -> PoolUse:
    pool = names.program.pools[index]
    busy = figures[pool.name].get("utilisation", {})
    return PoolUse(
        pool=pool.name,
        label=names.pool(index),
        staff=most_people(pool),
        utilisation=busy.get("mean"),
        low=busy.get("low"),
        high=busy.get("high"),
        overtime=figures[pool.name].get("overtime", {}).get("mean"),
    )


# Tales


def _with_labels(tale: Tale, program: Program, names: Names) -> Tale:
    process = next(i for i, p in enumerate(program.processes) if p.name == tale.process)
    labels = {s.name: names.step(process, at) for at, s in enumerate(program.processes[process].steps)}
    pools = {p.name: names.pool(i) for i, p in enumerate(program.pools)}
    visits = tuple(_labelled(v, labels[v.step], pools, names) for v in tale.visits)
    return replace(tale, title=named(tale.title, tale.measure), visits=visits)


def _labelled(visit: Visit, label: Label, pools: dict[str, Label], names: Names) -> Visit:
    known = [pools.get(name, Label(name, name)) for name in visit.pool.split("+")] if visit.pool else []
    return replace(
        visit,
        label=label,
        holder_label=names.holder(visit.holder) if visit.holder else Label(),
        pool_label=Label(*(" + ".join(p(lang) for p in known) for lang in LANGUAGES)),
    )
