"""What `sim transition` prints: when each target is kept for good, its months, and the cases inside."""

from __future__ import annotations

from collections.abc import Sequence

from sim.labels import Language
from sim.reporting.console import Row, failure_notes, is_share, noted, required_of
from sim.reporting.figures import percent, plain, with_interval
from sim.reporting.layout import Column, table, wrapped
from sim.reporting.words import counted, say

BARS = "▁▂▃▄▅▆▇█"
MOST_MONTHS = 24
"""So many months stand in the table; of a longer period every few, and all of them in the CSV file."""


def transition_report(answer: Row, lang: Language, *, width: int) -> list[str]:
    """The lines of the answer in one language."""
    lines = wrapped(_heading(answer, lang), width)
    for sentence in _begins(answer, lang):
        lines += noted(sentence, width)
    for target in answer["targets"]:
        lines += ["", *_target(target, answer, lang, width)]
    lines += ["", *_curves(answer, lang, width)]
    remarks = _remarks(answer, lang)
    return [*lines, "", *(line for s in remarks for line in noted(s, width))] if remarks else lines


def _heading(answer: Row, lang: Language) -> str:
    return " · ".join((
        answer["title"] or answer["scenario"],
        say(lang, "today") if answer["variant"] == "today" else answer["variant"],
        say(lang, "seed {n}", n=answer["seed"]),
        counted(lang, answer["replications"], "{n} replication", "{n} replications"),
    ))  # fmt: skip


def _begins(answer: Row, lang: Language) -> list[str]:
    dated = [c for c in answer["cards"] if c["from"] is not None]
    told = [say(lang, "{what} from {day}", what=c["label"] or c["card"], day=c["from"]) for c in dated]
    for shift in answer["people"]:
        told.append(_people(shift, lang))
    return told


def _people(shift: Row, lang: Language) -> str:
    more = "" if shift["from"] is None else "+"
    who = f"{shift['label'] or shift['pool']} {more}{shift['staff']}"
    if shift["from"] is None:
        return say(lang, "{what} until {day}", what=who, day=shift["until"])
    if shift["until"] is None:
        return say(lang, "{what} from {day}", what=who, day=shift["from"])
    return say(lang, "{what} from {day} until {last}", what=who, day=shift["from"], last=shift["until"])


def _target(target: Row, answer: Row, lang: Language, width: int) -> list[str]:
    lines = wrapped(f"{target['target']} · {say(lang, 'required')} {required_of(target, lang)}", width)
    for sentence in (_turn(target, lang), _worst(target, lang)):
        lines += [f"  {line}" for line in wrapped(sentence, width - 2)]
    columns = (
        Column(say(lang, "month of arrival")),
        Column(say(lang, "cases"), "right"),
        Column(say(lang, "estimate"), "right"),
        Column(say(lang, "kept")),
        Column(say(lang, "in histories"), "right"),
    )
    return [
        *lines,
        "",
        *table(columns, [_month(m, target, lang) for m in thinned(target["months"])], width=width),
    ]


def thinned(rows: Sequence[Row]) -> list[Row]:
    """Every so many of a long list, the last one among them."""
    every = -(-len(rows) // MOST_MONTHS)
    return [r for i, r in enumerate(rows) if (len(rows) - 1 - i) % every == 0]


def _turn(target: Row, lang: Language) -> str:
    if target["stays"] is None:
        return say(lang, "Not kept to the end in any month.")
    if target["surely"] is None:
        text = "Kept from {month} on, in no month beyond doubt to the end."
        return say(lang, text, month=target["stays"])
    if target["surely"] == target["stays"]:
        return say(lang, "Kept from {month} on.", month=target["stays"])
    text = "Kept from {month} on, beyond doubt from {surely}."
    return say(lang, text, month=target["stays"], surely=target["surely"])


def _worst(target: Row, lang: Language) -> str:
    worst = next((m for m in target["months"] if m["month"] == target["worst"]), None)
    if worst is None:
        return say(lang, "No case came in any month.")
    return say(lang, "Worst month: {month}, {figure}.", month=worst["month"], figure=_estimate(worst, target))


def _estimate(month: Row, target: Row) -> str:
    share = target["required"] is not None or is_share(target["measure"])
    return with_interval(month["estimate"], month["low"], month["high"], "%" if share else target["unit"])


def _month(month: Row, target: Row, lang: Language) -> tuple[str, ...]:
    kept = {None: "", True: "yes", False: "no"}[month["kept"]]
    return (
        month["month"],
        plain(month["cases"], 0),
        _estimate(month, target),
        say(lang, kept) if kept else "",
        "–" if month["histories"] is None else percent(month["histories"], 0),
    )


def _curves(answer: Row, lang: Language, width: int) -> list[str]:
    columns = (
        Column(say(lang, "cases inside"), wraps=True, least=16),
        *(Column(say(lang, n), "right", wraps=True, least=8) for n in ("at first", "most", "at last")),
        Column(say(lang, "over time")),
    )
    rows = []
    for name, curve in answer["backlog"].items():
        if curve["curve"]:
            rows.append(_curve(curve["label"] or name, curve["curve"]))
    return table(columns, rows, width=width)


def _curve(name: str, curve: Sequence[Row]) -> tuple[str, ...]:
    means = [row["mean"] for row in curve]
    top = max(curve, key=lambda row: row["mean"])
    return (
        name,
        plain(means[0], 0),
        f"{plain(top['mean'], 0)}\n{top['day']}",
        plain(means[-1], 0),
        spark(means),
    )


def spark(values: Sequence[float], most: int = 24) -> str:
    """A curve as little bars, the highest one full.

    >>> spark([0, 1, 2, 4])
    '▁▂▄█'
    """
    every = max(-(-len(values) // most), 1)
    shown = values[::every]
    top = max(shown) or 1.0
    return "".join(BARS[min(int(v / top * len(BARS)), len(BARS) - 1)] for v in shown)


def _remarks(answer: Row, lang: Language) -> list[str]:
    told = [
        say(lang, "Whole calendar months, with the cases that arrived in each; ± is its own 95% interval."),
        *answer["notes"],
        *failure_notes(answer["failures"], lang),
    ]
    if answer["left_out"]:
        names = say(lang, "; ").join(answer["left_out"])
        told.append(say(lang, "Not told by month: {names}.", names=names))
    return told
