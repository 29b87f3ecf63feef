"""What `sim run` prints: the verdicts with their intervals, what they rest on, and where the time goes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sim.labels import Language
from sim.reporting.figures import (
    at_least,
    percent,
    plain,
    quantity,
    required,
    with_interval,
)
from sim.reporting.layout import Column, columns_of, table, wrapped
from sim.reporting.words import counted, say

Row = dict[str, Any]

SHARES = ("utilisation", "overtime")

SHOWN_MEASURES = ("elapsed", "working_days", "legal_days", "open_time", "queueing", "work", "waiting", "trips", "documents", "fee")  # fmt: skip


def run_report(answer: Row, lang: Language, *, width: int) -> list[str]:
    """The lines of a run's report from its answer in one language."""
    lines = wrapped(_heading(answer, lang), width)
    if answer["verdicts"]:
        lines += ["", *verdict_table(answer["verdicts"], lang, width=width), "", *closing(answer, lang, width=width)]
    else:
        lines += ["", say(lang, "The scenario has no targets.")]
    for process in answer["measures"]:
        lines += ["", *measure_table(answer, process, lang, width=width)]
    if answer["pool_figures"]:
        lines += ["", *pool_table(answer, lang, width=width)]
    return [*lines, *remarks(answer, lang, width=width)]


def _heading(answer: Row, lang: Language) -> str:
    parts = [answer["title"] or answer["scenario"], answer["variant"], say(lang, "seed {n}", n=answer["seed"])]
    parts.append(counted(lang, answer["replications"], "{n} replication", "{n} replications"))
    return " · ".join(parts)


def verdict_table(verdicts: Iterable[Row], lang: Language, *, width: int) -> list[str]:
    """One line per target, wrapped where it must be."""
    columns = (
        Column(say(lang, "plan")),
        Column(say(lang, "target"), wraps=True, least=20),
        Column(say(lang, "required")),
        Column(say(lang, "estimate"), wraps=True, least=14),
        Column(say(lang, "verdict"), wraps=True, least=10),
        Column(say(lang, "rests on"), wraps=True, least=12),
    )
    rows = [
        (plan(v), v["target"], required_of(v, lang), estimate_of(v, lang), verdict_of(v, lang), rests_on(v["rests_on"], lang))
        for v in verdicts
    ]  # fmt: skip
    return table(columns, rows, width=width)


def plan(verdict: Row) -> str:
    """The measures of the plan that a target belongs to."""
    return ", ".join(map(str, verdict["plan"]))


def required_of(verdict: Row, lang: Language) -> str:
    """What a target asks: a share, a chance, a change, or a statistic with its limit."""
    sign = "≤" if verdict["side"] == "at_most" else "≥"
    if verdict["against"] is not None:
        return f"{sign} {plain(100 * verdict['limit'], 0)}% ({verdict['against']})"
    if verdict["per"] is not None:
        share, per = required(verdict["required"]), say(lang, f"every {verdict['per']}")
        return f"{share} {per} ({required(verdict['chance'])})"
    if verdict["required"] is not None:
        return required(verdict["required"])
    return f"{say(lang, verdict['statistic'])} {sign} {quantity(verdict['limit'], verdict['unit'])}"


def estimate_of(verdict: Row, lang: Language) -> str:
    """A target's estimate with its interval; at least so much, where unfinished cases make it a lower bound."""
    share = verdict["required"] is not None or verdict["against"] is not None or is_share(verdict["measure"])
    unit = "%" if share else verdict["unit"]
    text = with_interval(verdict["estimate"], verdict["low"], verdict["high"], unit)
    return at_least(text, lang, bound=verdict["lower_bound"] and verdict["estimate"] is not None)


def is_share(measure: str) -> bool:
    """Whether a measure's mean is a share."""
    return measure in SHARES or measure.startswith(("outcome.", "share."))


def verdict_of(verdict: Row, lang: Language) -> str:
    """Met, missed or undecided, with what a reader must know beside it."""
    text = say(lang, verdict["verdict"])
    if verdict["borderline"]:
        text += say(lang, ", borderline")
    return text


def rests_on(rests: Row, lang: Language) -> str:
    """How many of a verdict's figures are assumed or unsourced."""
    text = say(lang, "{k} of {n} numbers assumed", k=rests["assumed"], n=rests["numbers"])
    return text + say(lang, ", {u} unsourced", u=rests["unsourced"]) if rests["unsourced"] else text


def closing(answer: Row, lang: Language, *, width: int) -> list[str]:
    """The counts below the verdicts."""
    return wrapped(counts(answer["board"], lang), width)


def counts(board: Row, lang: Language) -> str:
    """The sentence that closes a board of verdicts."""
    text = say(lang, "{met} met, {missed} missed, {undecided} undecided", **board)
    if board["more"]:
        text += say(lang, " (about {n} more replications)", n=f"{_rounded_up(board['more']):,}")
    return text + say(lang, ".")


def _rounded_up(n: int) -> int:
    """Two leading digits are all that such a guess is worth."""
    unit = 10 ** max(len(str(n)) - 2, 0)
    return -(-n // unit) * unit


def measure_table(answer: Row, process: str, lang: Language, *, width: int) -> list[str]:
    """The measures of a process; what never happened is left out."""
    figures = answer["measures"][process]
    columns = (
        Column(answer["labels"]["processes"][process] or process, wraps=True, least=16),
        *(Column(say(lang, name), "right") for name in ("mean", "median", "p90", "p95")),
        Column(""),
    )
    shown = {name: row for name, row in figures.items() if _worth_showing(name, row)}
    return table(columns, [_measure_row(n, r, lang) for n, r in shown.items()], width=width)


def _worth_showing(name: str, row: Row) -> bool:
    listed = name in SHOWN_MEASURES or name.startswith(("held_by.", "outcome.", "share.")) or "[" in name
    return listed and row["mean"] != 0


def _measure_row(name: str, row: Row, lang: Language) -> tuple[str, ...]:
    if is_share(name):
        return measure_name(name, lang), with_interval(row["mean"], row["low"], row["high"], "%"), "", "", "", ""
    mean = with_interval(row["mean"], row["low"], row["high"], "1")
    quantiles = (plain(row[q], 1 if row["unit"] in ("d", "h", "min") else 0) if q in row else "" for q in ("p50", "p90", "p95"))
    unit = "" if row["unit"] == "1" else row["unit"]
    bound = bool(row.get("unfinished"))
    return measure_name(name, lang), at_least(mean, lang, bound=bound), *quantiles, unit


def measure_name(name: str, lang: Language) -> str:
    """A measure in words."""
    base, dot, of = name.partition(".")
    return say(lang, f"{base}.") + say(lang, of) if dot else say(lang, name)


def pool_table(answer: Row, lang: Language, *, width: int) -> list[str]:
    """How busy each pool is and how long its queue."""
    columns = (
        Column(say(lang, "pool"), wraps=True, least=16),
        *(Column(say(lang, n), "right", wraps=True, least=8) for n in ("utilisation", "overtime", "queue length", "queue time", "p90")),
        Column(""),
    )
    rows = [_pool_row(answer["labels"]["pools"][n] or n, f) for n, f in answer["pool_figures"].items()]
    return table(columns, rows, width=width)


def _pool_row(name: str, figures: Row) -> tuple[str, ...]:
    def mean(key: str) -> float | None:
        found: float | None = figures[key]["mean"] if key in figures else None
        return found

    wait = figures.get("queue_time", {"unit": ""})
    return (name, percent(mean("utilisation")), percent(mean("overtime")), plain(mean("queue_length")), plain(mean("queue_time")), plain(wait.get("p90")), wait["unit"])  # fmt: skip


def remarks(answer: Row, lang: Language, *, width: int) -> list[str]:
    """What a reader must know beside the figures, each sentence once."""
    sentences = [*answer["notes"]]
    for verdict in answer["verdicts"]:
        sentences += [f"{verdict['target']}: {note}" for note in verdict["notes"]]
    for failure in answer["failures"]:
        sentences.append(say(lang, "replication {replication} of {variant} failed: {message}", **failure))
    if answer["interrupted"]:
        sentences.append(say(lang, "The run was interrupted."))
    lines = [line for s in dict.fromkeys(sentences) for line in noted(s, width)]
    return ["", *lines] if lines else []


def noted(sentence: str, width: int) -> list[str]:
    """A remark with a hanging indent."""
    first, *rest = wrapped(sentence, width - columns_of("· "))
    return [f"· {first}", *(f"  {line}" for line in rest)]
