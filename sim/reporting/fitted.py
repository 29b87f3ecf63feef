"""What `sim fit` prints: what was learnt of a log, and how well it predicts what it has not seen."""

from __future__ import annotations

from typing import Any

from sim.calendars.hours import WEEKDAYS
from sim.labels import Language
from sim.reporting.audited import reading_lines, span
from sim.reporting.figures import percent, short
from sim.reporting.layout import Column, table, wrapped
from sim.reporting.words import say

Row = dict[str, Any]


def fit_report(answer: Row, lang: Language, *, width: int) -> list[str]:
    """The lines of a fit's report from its answer in one language."""
    lines = reading_lines(answer["log"], lang, width=width)
    lines += ["", *wrapped(_learnt(answer, lang), width), "", *step_table(answer, lang, width=width)]
    if answer["pools"]:
        lines += ["", *pool_table(answer["pools"], lang, width=width)]
    lines += _queue_rules(answer, width)
    if answer["validation"] is None:
        why = answer["no_validation"]
        return [*lines, "", *wrapped(say(lang, "Not validated: {why}.", why=why), width)]
    return [*lines, "", *validation_lines(answer["validation"], lang, width=width)]


def _queue_rules(answer: Row, width: int) -> list[str]:
    """Public holidays, rosters, how cases wait for one another, and in which order they are served."""
    parts = (answer["days_off"], *answer["rosters"], *answer["together"], *answer["orders"])
    told = [part["sentence"] for part in parts if part and part["sentence"]]
    return [line for text in told for line in ("", *wrapped(text, width))]


def _learnt(answer: Row, lang: Language) -> str:
    arrivals, quality = answer["arrivals"], answer["quality"]
    return say(
        lang,
        "Learnt from {cases} finished cases: {rate} arrivals a day ({low} to {high}), {numbers} figures, "
        "{ranged} with an interval; order of steps {grams} apart (0 the same, 1 nothing alike), {misplaced} "
        "of visits have no place in it.",
        cases=f"{answer['cases']:,}",
        rate=short(arrivals["rate"]),
        low=short(arrivals["low"]),
        high=short(arrivals["high"]),
        numbers=answer["numbers"],
        ranged=answer["ranged"],
        grams=f"{quality['grams']:.2f}",
        misplaced=percent(quality["misplaced"]),
    )


def step_table(answer: Row, lang: Language, *, width: int) -> list[str]:
    """The steps with the laws of their work and of the waits before them."""
    columns = (
        Column(say(lang, "step"), wraps=True, least=20),
        Column(say(lang, "work"), "right"),
        Column(say(lang, "law"), wraps=True, least=8),
        Column(say(lang, "unexplained wait before it"), "right", wraps=True, least=10),
        Column(say(lang, "law"), wraps=True, least=8),
    )
    return table(columns, [_step(s, lang) for s in answer["steps"]], width=width)


def _step(step: Row, lang: Language) -> tuple[str, ...]:
    work, wait = step["work"], step["wait"]
    return (
        step["step"],
        "0 s" if work is None else span(work["mean"]),
        "" if work is None else say(lang, work["family"]),
        "" if wait is None else span(wait["mean"]),
        "" if wait is None else say(lang, wait["family"]),
    )


def pool_table(pools: list[Row], lang: Language, *, width: int) -> list[str]:
    """Who does what, with how many people, in which hours."""
    columns = (
        Column(say(lang, "pool"), wraps=True, least=12),
        Column(say(lang, "staff"), "right"),
        Column(say(lang, "people seen"), "right"),
        Column(say(lang, "hours"), wraps=True, least=12),
        Column(say(lang, "does"), wraps=True, least=16),
    )
    rows = [
        (
            p["pool"],
            str(p["staff"]),
            str(p["people"]),
            hours(p["hours"], lang),
            say(lang, ", ").join(p["steps"]),
        )
        for p in pools
    ]
    return table(columns, rows, width=width)


def hours(calendar: Any, lang: Language) -> str:
    """A weekly calendar in few words."""
    if calendar == "always":
        return say(lang, "always")
    texts = calendar["hours"]
    by_day = texts if isinstance(texts, dict) else dict.fromkeys(calendar["days"], texts)
    groups: dict[str, list[str]] = {}
    for day, own in by_day.items():
        groups.setdefault(" ".join(own), []).append(day)
    return "; ".join(f"{_days(days)} {own}" for own, days in groups.items())


def _days(days: list[str]) -> str:
    """Weekdays in a row by their first and last."""
    places = [WEEKDAYS.index(d) for d in days]
    in_a_row = len(days) > 2 and places == list(range(places[0], places[0] + len(days)))
    return f"{days[0]}-{days[-1]}" if in_a_row else " ".join(days)


def validation_lines(validation: Row, lang: Language, *, width: int) -> list[str]:
    """The prediction beside what happened, the distances, and the sentence."""
    head = say(
        lang,
        "Learnt from the {seen} cases before {cut}, then predicted the {unseen} after it, given when they "
        "arrived ({replications} replications):",
        **{k: validation[k] for k in ("seen", "cut", "unseen", "replications")},
    )
    lines = [*wrapped(head, width), "", *_times(validation, lang, width=width), ""]
    lines += _distances(validation["distances"], lang, width=width)
    if validation["queues"]:
        lines += ["", *_queues(validation["queues"], lang, width=width)]
    return [*lines, "", *wrapped(validation["sentence"], width)]


def _queues(queues: list[Row], lang: Language, *, width: int) -> list[str]:
    """Waits and who gave up, beside the weeks of the log."""
    names = ("observed", "predicted", "from", "to", "a week, least", "a week, most")
    columns = (
        Column(say(lang, "queue"), wraps=True, least=16),
        *(Column(say(lang, n), "right", wraps=True, least=8) for n in names),
    )
    rows = []
    for q in queues:
        wait = q["figure"] == "wait"
        title = say(lang, "{step}: mean wait", step=q["step"])
        title = title if wait else say(lang, "{step}: gave up", step=q["step"])
        keys = ("observed", "predicted", "low", "high", "least_week", "most_week")
        shown = span if wait else percent
        rows.append((title, *(shown(q[k]) for k in keys)))
    return table(columns, rows, width=width)


def _times(validation: Row, lang: Language, *, width: int) -> list[str]:
    columns = (
        Column(say(lang, "time of a case")),
        *(Column(say(lang, n), "right") for n in ("mean", "from", "to", "median", "p90", "p95")),
    )
    rows = []
    for part, name in (("observed", "observed"), ("predicted", "predicted"), ("learnt_from", "learnt from")):
        figures = validation[part]
        known = {k: "–" if v is None else span(v * 3600) for k, v in figures.items()}
        cells = (known[k] for k in ("mean", "low", "high", "p50", "p90", "p95"))
        rows.append((say(lang, name), *cells))
    return table(columns, rows, width=width)


def _distances(distances: list[Row], lang: Language, *, width: int) -> list[str]:
    columns = (
        Column(say(lang, "distance to what happened"), wraps=True, least=20),
        *(Column(say(lang, n), "right") for n in ("mean", "least", "most", "as it was before")),
        Column(""),
    )
    rows = []
    for d in distances:
        figures = (f"{d[k]:.3g}" for k in ("value", "least", "most"))
        before = "–" if d["before"] is None else f"{d['before']:.3g}"
        rows.append(
            (say(lang, f"{d['name']} distance"), *figures, before, "" if d["unit"] == "1" else d["unit"])
        )
    return table(columns, rows, width=width)
