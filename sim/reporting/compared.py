"""What `sim compare` prints: targets and measures of each variant beside the base, with the differences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.labels import Language
from sim.reporting.console import SHOWN_MEASURES, failure_notes, is_share, measure_name, noted
from sim.reporting.figures import percent, places, plain, short
from sim.reporting.layout import Column, table, wrapped
from sim.reporting.words import counted, say

Row = dict[str, Any]

OF_POOLS = ("queue_time", "queue_length", "utilisation", "overtime", "cost")


def compare_report(found: Row, lang: Language, *, width: int) -> list[str]:
    """The lines of a comparison from its document in one language."""
    lines = wrapped(_heading(found, lang), width)
    for block in found["comparisons"]:
        lines += ["", *_block(found, block, lang, width=width)]
    return [*lines, *_remarks(found, lang, width=width)]


def variant_name(variant: str, lang: Language) -> str:
    """A variant as a heading."""
    return say(lang, "today") if variant == "today" else variant


def _heading(found: Row, lang: Language) -> str:
    parts = [
        found["title"] or found["scenario"],
        say(lang, "seed {n}", n=found["seed"]),
        counted(lang, found["replications"], "{n} replication", "{n} replications"),
    ]
    return " · ".join(parts)


def _block(found: Row, block: Row, lang: Language, *, width: int) -> list[str]:
    """One variant against the base: targets, then the measures of each process, then the pools."""
    names = variant_name(found["base"], lang), variant_name(block["variant"], lang)
    lines = wrapped(say(lang, "{variant} against {base}", variant=names[1], base=names[0]), width)
    if block["targets"]:
        lines += _table(
            say(lang, "target"), names, [_target(r, lang) for r in block["targets"]], (lang, width)
        )
    for process, measures in block["measures"].items():
        rows = [_measure(measure_name(m, lang), m, r) for m, r in measures.items() if _worth_showing(m, r)]
        head = found["labels"]["processes"].get(process) or process
        lines += ["", *_table(head, names, rows, (lang, width))]
    pools = [
        _measure(
            f"{found['labels']['pools'].get(pool) or pool}: {measure_name(m.replace('_', ' '), lang)}",
            m,
            measures[m],
        )
        for pool, measures in block["pools"].items()
        for m in OF_POOLS
        if _changes(measures[m])
    ]
    return [*lines, "", *_table(say(lang, "pool"), names, pools, (lang, width))] if pools else lines


def _table(
    head: str, names: tuple[str, str], rows: Sequence[tuple[str, ...]], how: tuple[Language, int]
) -> list[str]:
    lang, width = how
    columns = (
        Column(head, wraps=True, least=22),
        Column(names[0], "right", wraps=True, least=8),
        Column(names[1], "right", wraps=True, least=8),
        Column(say(lang, "difference"), "right"),
        Column(""),
    )
    return table(columns, rows, width=width)


def _worth_showing(measure: str, row: Row) -> bool:
    listed = (
        measure in SHOWN_MEASURES or measure.startswith(("held_by.", "outcome.", "share.")) or "[" in measure
    )
    return listed and bool(row["base"] or row["value"])


def _changes(row: Row) -> bool:
    return bool(row["difference"])


def _target(row: Row, lang: Language) -> tuple[str, ...]:
    base, verdict = (say(lang, row[k]) if row[k] else "–" for k in ("base_verdict", "verdict"))
    shown = percent if row["share"] else short
    unit = "" if row["unit"] == "1" else row["unit"]
    return (
        row["target"],
        f"{shown(row['base'])}\n{base}",
        f"{shown(row['value'])}\n{verdict}",
        _difference(row, share=row["share"]),
        unit,
    )


def _measure(name: str, measure: str, row: Row) -> tuple[str, ...]:
    share = is_share(measure)
    shown = percent if share else short
    unit = "" if row["unit"] == "1" else row["unit"]
    return name, shown(row["base"]), shown(row["value"]), _difference(row, share=share), unit


def _difference(row: Row, *, share: bool) -> str:
    """A difference with its sign and the half-width of its interval, shares in points."""
    if row["difference"] is None:
        return "–"
    scale = 100 if share else 1
    value = scale * row["difference"]
    half = None if row["low"] is None or row["high"] is None else scale * (row["high"] - row["low"]) / 2
    digits = 1 if share else places(half, value) if half else places(None, value) if value else 0
    text = plain(value, digits)
    text = text if text.startswith("-") or not float(text.replace(",", "")) else f"+{text}"
    return f"{text} ± {plain(half, digits)}" if half else text


def _range(found: Row, lang: Language) -> str:
    """Where common luck is worth least and most, where it is not alike."""
    least, most = found["common_luck"].get("least"), found["common_luck"].get("most")
    if not least or short(least["variance_ratio"]) == short(most["variance_ratio"]):
        return ""
    names = [
        f"{found['labels']['processes'].get(one['process']) or one['process']}, {one['measure']}"
        for one in (least, most)
    ]
    figures = {"a": short(least["variance_ratio"]), "b": short(most["variance_ratio"])}
    return say(lang, " ") + say(
        lang, "It is least for {x} ({a}) and most for {y} ({b}).", x=names[0], y=names[1], **figures
    )


def _remarks(found: Row, lang: Language, *, width: int) -> list[str]:
    sentences = [say(lang, "Differences are paired: every variant had the same luck. ± is a 95% interval.")]
    ratio, measures = found["common_luck"]["variance_ratio"], found["common_luck"]["measures"]
    if ratio is not None:
        sentence = (
            "With independent luck the variance of a difference would be {ratio} times as large, and so many "
            "times as many replications would be needed (median over {n} measures)."
        )
        told = say(lang, sentence, ratio=short(ratio), n=measures)
        sentences.append(told + _range(found, lang))
    sentences += [*found["notes"], *failure_notes(found["failures"], lang)]
    if found["interrupted"]:
        sentences.append(say(lang, "The run was interrupted."))
    return ["", *(line for s in dict.fromkeys(sentences) for line in noted(s, width))]
