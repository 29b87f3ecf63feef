"""[whatif] Some days of one replication, visit by visit, for a page that shows cases moving."""

from __future__ import annotations

import numpy as np

from sim.engines import run
from sim.eventlog import MISSING
from sim.experiments.whatif.question import NAME, Question, prepared
from sim.measures.part import columns
from sim.study.document import Document
from sim.units import SECONDS

MOST_ROWS = 12_000
"""More visits than this are no film that somebody can follow; the days are cut then."""


def film(question: Question, engine: str, first_day: int, days: int) -> Document:
    """The visits of replication 0 that are open in these days after the period's start, in order of queueing.

    ``visits`` are rows [process, case, step, queued, started, ended] of indices and seconds since
    ``start``'s midnight, null where it did not happen; ``day`` and ``days`` say what is shown.
    Raises `SimulationError` where the run breaks off.
    """
    program = prepared(question)[NAME].program
    log = run(program, seed=question.seed, replication=0, engine=engine)
    rows, _ = columns(log)
    ended = np.where(rows["ended"] == MISSING, log.end, rows["ended"])
    first = min(max(first_day, 0), max(program.until // SECONDS["d"] - 1, 0))
    begin = first * SECONDS["d"]
    shown = min(days, max(1, program.until // SECONDS["d"] - first))
    chosen = np.flatnonzero((ended > begin) & (rows["queued"] < begin + shown * SECONDS["d"]))
    end = begin + shown * SECONDS["d"]
    if len(chosen) > MOST_ROWS:
        chosen = chosen[:MOST_ROWS]
        end = int(rows["queued"][chosen[-1]])
    names = ("process", "case", "position", "queued", "started", "ended")
    table = np.column_stack([rows[name][chosen] for name in names]).tolist()
    return {
        "start": program.origin.isoformat(),
        "begin": begin,
        "end": end,
        "processes": [p.name for p in program.processes],
        "steps": [[s.name for s in p.steps] for p in program.processes],
        "visits": [[None if v == MISSING else v for v in row] for row in table],
    }
