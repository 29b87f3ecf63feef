"""What `sim check` prints about a scenario that can run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.labels import Language
from sim.reporting.complaints import warning_lines
from sim.reporting.figures import percent
from sim.reporting.layout import Column, table, wrapped
from sim.reporting.words import counted, say

Row = dict[str, Any]
Ratios = dict[tuple[str, str], float | None]

LISTED = 12
"""So many unsourced figures are listed; of more, the number is told."""


def checked_lines(file: str, found: Row, lang: Language, *, width: int) -> list[str]:
    """The page in lines."""
    blocks = (
        [*wrapped(f"{file}: {found['title']}", width), _sizes(found, lang)],
        list(_ledger(found["ledger"], lang, width)),
        list(_loads(found, lang, width)),
        wrapped(_warm_up(found, lang), width),
        warning_lines(found["warnings"], lang),
        wrapped(_guessed(found, lang), width) if found["guessed_days"] else [],
    )
    return [line for i, block in enumerate(b for b in blocks if b) for line in (*([""] if i else []), *block)]


def _sizes(found: Row, lang: Language) -> str:
    parts = (
        counted(lang, found["processes"], "{n} process", "{n} processes"),
        counted(lang, found["targets"], "{n} target", "{n} targets"),
        counted(lang, len(found["variants"]), "{n} variant", "{n} variants"),
    )
    return f"{' · '.join(parts)} · {say(lang, 'no problems')}"


def _ledger(ledger: Row, lang: Language, width: int) -> Iterator[str]:
    kinds = say(lang, ", ").join(say(lang, f"{{n}} {kind}", n=n) for kind, n in ledger["by_kind"].items())
    total = sum(ledger["by_kind"].values())
    sourced = counted(lang, total, "{n} number in the ledger", "{n} numbers in the ledger")
    yield from wrapped(f"{sourced}{say(lang, ': ')}{kinds}" if kinds else sourced, width)
    if ledger["without_range"]:
        yield from wrapped(
            say(lang, "Assumptions without a range: {names}", names=", ".join(ledger["without_range"])), width
        )
    unsourced = ledger["unsourced"]
    if unsourced:
        yield counted(lang, len(unsourced), "{n} unsourced figure:", "{n} unsourced figures:")
        yield from (f"  {u['path']}  {u['literal']}" for u in unsourced[:LISTED])
        if len(unsourced) > LISTED:
            yield "  " + say(lang, "and {n} more", n=len(unsourced) - LISTED)


def _loads(found: Row, lang: Language, width: int) -> list[str]:
    variants = list(dict.fromkeys(load["variant"] for load in found["loads"]))
    pools = list(dict.fromkeys(load["pool"] for load in found["loads"]))
    if not pools:
        return []
    ratios: Ratios = {(load["pool"], load["variant"]): load["ratio"] for load in found["loads"]}
    columns = (
        Column(say(lang, "offered load, about"), wraps=True),
        *(Column(say(lang, v) if v == "today" else v, "right") for v in variants),
        Column(""),
    )
    rows = [
        (p, *(percent(ratios.get((p, v)), 0) for v in variants), _overload(ratios, p, lang)) for p in pools
    ]
    return table(columns, rows, width=width)


def _overload(ratios: Ratios, pool: str, lang: Language) -> str:
    over = any(p == pool and r is not None and r > 1 for (p, _), r in ratios.items())
    return say(lang, "overloaded") if over else ""


def _warm_up(found: Row, lang: Language) -> str:
    has, suggested = found["warm_up"], found["suggested"]
    text, space = say(lang, "Warm-up: {has:g} d.", has=has), say(lang, " ")
    if "days" not in suggested:
        return f"{text}{space}{say(lang, WHY[suggested['why']])}"
    text += space + say(lang, "A pilot run (MSER-5) suggests {days} d.", days=suggested["days"])
    return text + space + say(lang, "It is shorter than that.") if has < suggested["days"] else text


WHY = {
    "no pilot": "No pilot was run.",
    "too large": "Too large for a pilot run here.",
    "failed": "The pilot run failed; sim run says why.",
    "unsettled": "In a pilot run the number of cases never settled: "
    "a longer period or more staff would tell more.",
}


def _guessed(found: Row, lang: Language) -> str:
    one = "{n} day is guessed: the holiday data does not cover it."
    many = "{n} days are guessed: the holiday data does not cover them."
    return counted(lang, found["guessed_days"], one, many)
