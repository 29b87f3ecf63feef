"""Event logs as XES (IEEE 1849-2016): a trace per case, up to three events per visit.

A visit is told by its life cycle: ``schedule`` when it joined its queue, ``start``, and ``complete`` (or
``withdraw``, ``ate_abort`` where the case gave up or was turned away). Instants are local date-times.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO
from xml.sax.saxutils import quoteattr

import numpy as np

from sim.eventlog import MISSING, EventLog, Outcome, moment
from sim.reporting.tables import number_text

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<log xes.version="1849.2016" xes.features="">\n'
    '<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>\n'
    '<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>\n'
    '<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>\n'
    '<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>\n'
    '<global scope="trace"><string key="concept:name" value="?"/></global>\n'
    '<global scope="event"><string key="concept:name" value="?"/></global>\n'
    '<classifier name="Activity" keys="concept:name"/>\n'
)
TAIL = "</log>\n"
ENDS = {
    Outcome.DONE: "complete",
    Outcome.GAVE_UP: "ate_abort",
    Outcome.TURNED_AWAY: "ate_abort",
    Outcome.WITHDRAWN: "withdraw",
}
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_xes(logs: Iterable[EventLog], path: Path) -> None:
    """A heading and the traces of all logs; `TAIL` is for whoever closes the file."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(HEAD)
        for log in logs:
            _write(log, file)


def _write(log: EventLog, file: TextIO) -> None:
    rows = {k: np.asarray(v, dtype=np.int64) for k, v in log.rows.items()}
    cases = {k: np.asarray(v, dtype=np.int64) for k, v in log.cases.items()}
    order = np.lexsort((np.arange(len(log)), rows["case"], rows["process"]))
    keys = list(zip(rows["process"][order].tolist(), rows["case"][order].tolist(), strict=True))
    begins = [i for i in range(len(keys)) if i == 0 or keys[i] != keys[i - 1]]
    spans = {keys[a]: order[a:b] for a, b in zip(begins, [*begins[1:], len(keys)], strict=True)}
    places = [0] * len(log.catalog.processes)
    for i in range(len(cases["case"])):
        process = int(cases["process"][i])
        file.write("<trace>\n")
        file.writelines(_case(log, cases, i, places[process]))
        places[process] += 1
        mine = spans.get((process, int(cases["case"][i])), ())
        file.writelines(_visit(log, {k: int(v[r]) for k, v in rows.items()}) for r in mine)
        file.write("</trace>\n")


def _case(
    log: EventLog, cases: dict[str, np.ndarray[tuple[int], np.dtype[np.int64]]], i: int, place: int
) -> Iterator[str]:
    catalog, process = log.catalog, int(cases["process"][i])
    name = f"{log.replication}.{catalog.processes[process]}.{int(cases['case'][i])}"
    yield _text("concept:name", name)
    yield _text("replication", str(log.replication))
    yield _text("process", catalog.processes[process])
    yield _date("arrived", moment(catalog.origin, int(cases["arrived"][i])))
    yield _date("finished", moment(catalog.origin, int(cases["finished"][i])))
    if cases["outcome"][i] >= 0:
        yield _text("outcome", catalog.outcomes[int(cases["outcome"][i])])
    for k, attribute in enumerate(catalog.attributes[process]):
        value = float(log.attributes[process][k][place])
        if catalog.text_attributes[process][k]:
            yield _text(attribute, catalog.texts[int(value)])
        else:
            yield f'<float key={quoteattr(attribute)} value="{number_text(value)}"/>\n'
    for k, mark in enumerate(catalog.milestones[process]):
        yield _date(mark, moment(catalog.origin, int(log.milestones[process][k][place])))


def _visit(log: EventLog, row: dict[str, int]) -> str:
    catalog = log.catalog
    step = catalog.steps[row["process"]][row["position"]].name
    pool = log.lines[row["pool"]] if row["pool"] >= 0 else ""
    person = f"{pool}-{log.persons[row['person']]}" if row["person"] >= 0 else ""
    moments = [("schedule", row["queued"]), ("start", row["started"])]
    if row["ended"] != MISSING and row["outcome"] in ENDS:
        moments.append((ENDS[Outcome(row["outcome"])], row["ended"]))
    common = _text("concept:name", step) + _text("holder", catalog.holders[row["holder"]])
    common += _text("org:group", pool) + _text("org:resource", person)
    return "".join(
        f"<event>{common}{_text('lifecycle:transition', kind)}"
        f"{_date('time:timestamp', moment(catalog.origin, at))}</event>\n".replace("\n<", "<")
        for kind, at in moments
        if at != MISSING
    )


def _text(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(_HIDDEN.sub('', value))}/>\n" if value else ""


def _date(key: str, value: str) -> str:
    return f"<date key={quoteattr(key)} value={quoteattr(value)}/>\n" if value else ""
