"""What `sim run` prints: the verdicts with their intervals, what they rest on, and where the time goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sim.labels import Language
from sim.reporting.figures import (
    at_least,
    flips_text,
    percent,
    plain,
    quantity,
    required,
    short,
    with_interval,
)
from sim.reporting.layout import Column, columns_of, table, wrapped
from sim.reporting.words import counted, say

Row = dict[str, Any]
QUANTILES = ("p50", "p90", "p95")

SHARES = ("utilisation", "overtime", "cost_share", "clearance")

SHOWN_MEASURES = (
    "elapsed", "working_days", "legal_days", "open_time", "queueing", "work", "waiting", "trips", "documents",
    "fee",
)  # fmt: skip


def run_report(answer: Row, lang: Language, *, width: int) -> list[str]:
    """The lines of a run's report from its answer in one language."""
    lines = wrapped(run_heading(answer, lang), width)
    if answer["verdicts"]:
        lines += [
            "",
            *verdict_table(answer["verdicts"], lang, width=width),
            "",
            *closing(answer, lang, width=width),
        ]
    else:
        lines += ["", say(lang, "The scenario has no targets.")]
    for process in answer["measures"]:
        lines += ["", *measure_table(answer, process, lang, width=width)]
    if answer["pool_figures"]:
        lines += ["", *pool_table(answer, lang, width=width)]
    return [*lines, *remarks(answer, lang, width=width)]


def run_heading(answer: Row, lang: Language) -> str:
    """What was run, and how."""
    parts = [
        answer["title"] or answer["scenario"],
        say(lang, "today") if answer["variant"] == "today" else answer["variant"],
        say(lang, "seed {n}", n=answer["seed"]),
    ]
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
    return table(columns, [_verdict_cells(v, lang) for v in verdicts], width=width)


def _verdict_cells(verdict: Row, lang: Language) -> tuple[str, ...]:
    figures = required_of(verdict, lang), estimate_of(verdict, lang), verdict_of(verdict, lang)
    return plan(verdict), verdict["target"], *figures, rests_on(verdict["rests_on"], lang, brief=True)


def plan(verdict: Row) -> str:
    """The measures of the plan that a target belongs to."""
    return ", ".join(map(str, verdict["plan"]))


def required_of(verdict: Row, lang: Language) -> str:
    """What a target asks: a share, a chance, a change, or a statistic with its limit."""
    sign = "≤" if verdict["side"] == "at_most" else "≥"
    if verdict["against"] is not None:
        return f"{sign} {plain(100 * verdict['limit'], 0)}% ({verdict['against']})"
    if verdict["per"] is not None:
        per = say(lang, f"every {verdict['per']}")
        return f"{required(verdict['required'])} {per} ({required(verdict['chance'])})"
    if verdict["required"] is not None:
        return required(verdict["required"])
    limit = quantity(verdict["limit"], verdict["unit"])
    if is_share(verdict["measure"]):
        limit = required(verdict["limit"])
        if verdict["statistic"] == "mean" and verdict["measure"] != "cost_share":
            return f"{sign} {limit}"
    return f"{say(lang, verdict['statistic'])} {sign} {limit}"


def estimate_of(verdict: Row, lang: Language) -> str:
    """A target's estimate with its interval, marked where unfinished cases make it a lower bound."""
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


def rests_on(rests: Row, lang: Language, *, brief: bool = False) -> str:
    """How many of a verdict's figures are assumed or unsourced."""
    sentence = "{k}/{n} assumed" if brief else "{k} of {n} numbers assumed"
    text = say(lang, sentence, k=rests["assumed"], n=rests["numbers"])
    text += say(lang, ", {u} unsourced", u=rests["unsourced"]) if rests["unsourced"] else ""
    flips = flips_text(rests, lang)
    return text + say(lang, "; ") + flips if flips else text


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
    unit = int(f"1{'0' * max(len(str(n)) - 2, 0)}")
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
    return listed and bool(row["mean"])


def _measure_row(name: str, row: Row, lang: Language) -> tuple[str, ...]:
    if is_share(name):
        shares = (percent(row[q]) if q in row else "" for q in QUANTILES)
        mean = with_interval(row["mean"], row["low"], row["high"], "%")
        return measure_name(name, lang), mean, *shares, ""
    mean = with_interval(row["mean"], row["low"], row["high"], "1")
    quantiles = (short(row[q]) if q in row else "" for q in QUANTILES)
    unit = "" if row["unit"] == "1" else row["unit"]
    return measure_name(name, lang), at_least(mean, lang, bound=bool(row.get("unfinished"))), *quantiles, unit


def measure_name(name: str, lang: Language) -> str:
    """A measure in words."""
    base, dot, of = name.partition(".")
    if dot and "[" not in base:
        return say(lang, f"{base}.") + say(lang, of)
    base, bracket, milestones = name.partition("[")
    return say(lang, base) + bracket + milestones


def pool_table(answer: Row, lang: Language, *, width: int) -> list[str]:
    """How busy each pool is and how long its queue."""
    columns = (
        Column(say(lang, "pool"), wraps=True, least=16),
        *(
            Column(say(lang, n), "right", wraps=True, least=8)
            for n in ("utilisation", "overtime", "queue length", "queue time", "p90")
        ),
        Column(""),
    )
    rows = [_pool_row(answer["labels"]["pools"][n] or n, f) for n, f in answer["pool_figures"].items()]
    return table(columns, rows, width=width)


def _pool_row(name: str, figures: Row) -> tuple[str, ...]:
    def mean(key: str) -> float | None:
        found: float | None = figures[key]["mean"] if key in figures else None
        return found

    wait = figures.get("queue_time", {"unit": ""})
    shares = (percent(mean("utilisation")), percent(mean("overtime")))
    return (
        name,
        *shares,
        short(mean("queue_length")),
        short(mean("queue_time")),
        short(wait.get("p90")),
        wait["unit"],
    )


def remarks(answer: Row, lang: Language, *, width: int) -> list[str]:
    """What a reader must know beside the figures, each sentence once."""
    sentences = [
        *answer["notes"],
        *asked_of(answer["verdicts"], lang),
        *target_notes(answer["verdicts"], lang),
    ]
    sentences += failure_notes(answer["failures"], lang)
    if answer["interrupted"]:
        sentences.append(say(lang, "The run was interrupted."))
    lines = [line for s in dict.fromkeys(sentences) for line in noted(s, width)]
    return ["", *lines] if lines else []


def failure_notes(failures: Sequence[Row], lang: Language) -> list[str]:
    """Why replications failed: the first few, and how many more there are."""
    sentence = "replication {replication} of {variant} failed: {message}"
    told = [say(lang, sentence, **failure) for failure in failures[:FEW]]
    more = len(failures) - FEW
    return [*told, say(lang, "and {n} more replications failed", n=more)] if more > 0 else told


FEW = 2
"""So many targets are named beside a remark, and so many failures told; of more, the number is told."""


def target_notes(verdicts: Sequence[Row], lang: Language) -> list[str]:
    """The notes of all verdicts, each once with the targets it belongs to."""
    owners: dict[str, list[str]] = {}
    for verdict in verdicts:
        for note in (*verdict["notes"], *_unfinished(verdict, lang)):
            owners.setdefault(note, []).append(verdict["target"])
    colon = say(lang, ": ")
    return [f"{_owners(names, len(verdicts), lang)}{colon}{note}" for note, names in owners.items()]


def _unfinished(verdict: Row, lang: Language) -> list[str]:
    one = "{n} case was unfinished at the end of all runs together"
    many = "{n} cases were unfinished at the end of all runs together"
    return [counted(lang, verdict["unfinished"], one, many)] if verdict["unfinished"] else []


def asked_of(verdicts: Sequence[Row], lang: Language) -> list[str]:
    """Which quantity is held against the targets, each once with the targets it is asked of."""
    owners: dict[str, list[str]] = {}
    for verdict in verdicts:
        owners.setdefault(verdict["asked"], []).append(verdict["target"])
    if len(owners) == 1:
        return [say(lang, "asked: {question}", question=next(iter(owners)))]
    sentence = "asked of {targets}: {question}"
    return [
        say(lang, sentence, targets=_owners(names, len(verdicts), lang), question=question)
        for question, names in owners.items()
    ]


def _owners(names: Sequence[str], everybody: int, lang: Language) -> str:
    if len(names) == everybody > 1:
        return say(lang, "all targets")
    return say(lang, "; ").join(names) if len(names) <= FEW else say(lang, "{n} targets", n=len(names))


def noted(sentence: str, width: int) -> list[str]:
    """A remark with a hanging indent."""
    first, *rest = wrapped(sentence, width - columns_of("· "))
    return [f"· {first}", *(f"  {line}" for line in rest)]
