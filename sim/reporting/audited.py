"""What `sim audit` prints: how the log was read, the verdicts, the times, and who owns the delay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.labels import Language
from sim.reporting.console import (
    counts,
    estimate_of,
    measure_table,
    noted,
    required_of,
    target_notes,
    verdict_of,
)
from sim.reporting.figures import percent, plain, quantity, short
from sim.reporting.layout import Column, table, wrapped
from sim.reporting.words import say

Row = dict[str, Any]
LONGEST = 12
"""So many steps are listed in the table of delays."""


def audit_report(answer: Row, lang: Language, *, width: int) -> list[str]:
    """The lines of an audit's report from its answer in one language."""
    lines = [*reading_lines(answer["audit"], lang, width=width)]
    if answer["verdicts"]:
        lines += ["", *_verdicts(answer["verdicts"], lang, width=width)]
        lines += ["", *wrapped(counts(answer["board"] | {"more": None}, lang), width)]
    for overrun in answer["audit"]["deadlines"]:
        lines += ["", *wrapped(_overrun(overrun, lang), width)]
    for process in answer["measures"]:
        lines += ["", *measure_table(answer, process, lang, width=width)]
    for process, delays in answer["audit"]["delays"].items():
        several = f"{process}: " if len(answer["measures"]) > 1 else ""
        lines += ["", *delay_table(delays, lang, width=width, of=several)]
    notes = [*answer["audit"]["remarks"], *answer["notes"], *target_notes(answer["verdicts"], lang)]
    return [*lines, "", *(line for n in dict.fromkeys(notes) for line in noted(n, width))]


def reading_lines(audit: Row, lang: Language, *, width: int) -> list[str]:
    """How the log was read: what it holds, which column gave what, and what was left out."""
    head = say(
        lang,
        "{file}: {cases} cases ({finished} finished), {visits} visits of {activities} activities, "
        "{people} people, {since} to {until}",
        file=audit["file"],
        since=audit["from"],
        until=audit["to"],
        **{k: f"{audit[k]:,}" for k in ("cases", "finished", "visits", "activities", "people")},
    )
    lines = wrapped(head, width)
    for text in _reading_details(audit, lang):
        lines += noted(text, width)
    return lines


def _reading_details(audit: Row, lang: Language) -> Iterator[str]:
    comma = say(lang, ", ")
    columns = comma.join(f"{audit['roles'][role]} = {column}" for role, column in audit["columns"].items())
    yield say(lang, "read as {kind}: {columns}", kind=audit["kind"], columns=columns)
    if audit["unused"]:
        yield say(lang, "not used: {columns} (--column ROLE=NAME)", columns=comma.join(audit["unused"]))
    left = audit["left_out"]
    if not left["rows"]:
        yield say(lang, "every one of {rows} rows was used", rows=f"{audit['rows']:,}")
        return
    why = comma.join(f"{r['reason']} ({r['rows']:,})" for r in left["reasons"])
    counted = {"left": f"{left['rows']:,}", "rows": f"{audit['rows']:,}"}
    yield say(lang, "{left} of {rows} rows were left out: {why}", why=why, **counted)
    for row in left["first"][:3]:
        yield say(lang, "line {line}: {reason} {given}", **row).rstrip()


def _verdicts(verdicts: list[Row], lang: Language, *, width: int) -> list[str]:
    columns = (
        Column(say(lang, "target"), wraps=True, least=20),
        Column(say(lang, "required")),
        Column(say(lang, "in this log"), wraps=True, least=14),
        Column(say(lang, "with interval"), wraps=True, least=12),
        Column(say(lang, "verdict"), wraps=True, least=10),
    )
    return table(columns, [_verdict(v, lang) for v in verdicts], width=width)


def _verdict(verdict: Row, lang: Language) -> tuple[str, ...]:
    found = verdict["in_log"]
    if "within" in found:
        fact = say(lang, "{k} of {n}", k=f"{found['within']:,}", n=f"{found['cases']:,}")
    else:
        fact = say(lang, "{n} cases", n=f"{found['cases']:,}")
    if found["met"] is not None:
        fact += say(lang, ": ") + say(lang, "kept" if found["met"] else "not kept")
    return (
        verdict["target"],
        required_of(verdict, lang),
        fact,
        estimate_of(verdict, lang),
        verdict_of(verdict, lang),
    )


def _overrun(overrun: Row, lang: Language) -> str:
    closed, late = overrun["closed"], overrun["late"]
    text = say(
        lang,
        "{late} of {closed} closed cases ended after their own deadline, {column} ({share}).",
        late=f"{late:,}",
        closed=f"{closed:,}",
        column=overrun["column"],
        share=percent(late / closed if closed else None),
    )
    if not overrun["still_open"]:
        return text
    sentence = "Of {n} cases still open {late} are past it."
    return f"{text}{say(lang, ' ')}" + say(lang, sentence, n=overrun["still_open"], late=overrun["open_late"])


def delay_table(delays: list[Row], lang: Language, *, width: int, of: str = "") -> list[str]:
    """Who owns the delay: the steps by their part of all time, longest first."""
    columns = (
        Column(of + say(lang, "who owns the delay"), wraps=True, least=20),
        Column(say(lang, "holder"), wraps=True, least=8),
        *(Column(say(lang, n), "right") for n in ("visits", "before it begins", "work", "of all time")),
    )
    rows = [_delay(d, lang) for d in delays[:LONGEST]]
    if len(delays) > LONGEST:
        rest = delays[LONGEST:]
        name = say(lang, "{n} further steps", n=len(rest))
        visits = f"{sum(d['visits'] for d in rest):,}"
        rows.append((name, "", visits, "", "", percent(sum(d["share"] for d in rest))))
    return table(columns, rows, width=width)


def _delay(delay: Row, lang: Language) -> tuple[str, ...]:
    visits = delay["visits"]
    times = (span(delay[k] / visits) for k in ("before", "work"))
    holder = say(lang, delay["holder"])
    return delay["label"], holder, f"{visits:,}", *times, percent(delay["share"])


def span(seconds: float) -> str:
    """A mean time in the unit that suits it."""
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{short(seconds / size)} {unit}"
    return quantity(float(plain(seconds, 0).replace(",", "")), "s")
