"""What `sim staff` prints: the staffing, the targets it meets, and why one person fewer does not do."""

from __future__ import annotations

from collections.abc import Mapping

from sim.labels import Language
from sim.reporting.console import (
    Row,
    estimate_of,
    noted,
    plan,
    required_of,
    rests_on,
    target_notes,
    verdict_of,
)
from sim.reporting.figures import percent, plain
from sim.reporting.layout import Column, table, wrapped
from sim.reporting.words import say


def staff_report(answer: Row, lang: Language, *, width: int) -> list[str]:
    """The lines of the answer in one language."""
    lines = [*wrapped(_heading(answer, lang), width), "", *wrapped(_sentence(answer, lang), width), ""]
    lines += _levers(answer, lang, width)
    if answer["found"]:
        lines += ["", *_targets(answer, lang, width), "", *_fewer(answer, lang, width)]
    for reason in answer["reasons"]:
        lines += ["", *_reason(reason, answer, lang, width)]
    return [*lines, "", *_remarks(answer, lang, width)]


def _heading(answer: Row, lang: Language) -> str:
    return " · ".join((
        answer["title"] or answer["scenario"],
        say(lang, "today") if answer["variant"] == "today" else answer["variant"],
        say(lang, "seed {n}", n=answer["seed"]),
        say(lang, "confidence {p}", p=percent(answer["confidence"], 0)),
    ))  # fmt: skip


def _sentence(answer: Row, lang: Language) -> str:
    if answer["found"]:
        text = say(lang, "Cheapest: {staffing}", staffing=people(answer["staffing"], answer, lang))
        if answer["by_cost"]:
            text += say(lang, ", {cost} a year", cost=money(answer["cost"], answer))
        return text + say(lang, ".")
    if answer["why"] == "undecided":
        return say(lang, "Not settled: even the most people tried are too close to a target to call.")
    if answer["why"] == "not_within":
        text = say(lang, "No staffing within the bounds meets every target.")
        if answer["enough"] is not None:
            enough = people(answer["enough"], answer, lang)
            text += say(lang, " ") + say(lang, "It seems that {staffing} would do.", staffing=enough)
        return text
    return say(lang, "No staffing of these people can do it: the targets below are missed without a limit.")


def people(staffing: Mapping[str, int], answer: Row, lang: Language) -> str:
    """A staffing in words."""
    labels = {v["name"]: v["label"] or v["name"] for v in answer["levers"]}
    return say(lang, ", ").join(f"{labels.get(name, name)} {n}" for name, n in staffing.items())


def money(value: float, answer: Row) -> str:
    """Money per year."""
    return f"{plain(value, 0)} {answer['currency']}"


def _levers(answer: Row, lang: Language, width: int) -> list[str]:
    columns = [
        Column(say(lang, "people"), wraps=True, least=16),
        Column(answer_name(answer, lang), "right"),
        *([Column(say(lang, "cheapest"), "right")] if answer["found"] else []),
        Column(say(lang, "tried"), "right"),
        Column(say(lang, "a person a year"), "right", wraps=True, least=10),
    ]
    return table(columns, [_lever(v, answer) for v in answer["levers"]], width=width)


def answer_name(answer: Row, lang: Language) -> str:
    """The variant as a heading."""
    return say(lang, "today") if answer["variant"] == "today" else str(answer["variant"])


def _lever(lever: Row, answer: Row) -> list[str]:
    name = lever["label"] or lever["pool"]
    name = f"{name} ({lever['name']})" if name != lever["name"] else name
    found = [str(lever["staff"])] if answer["found"] else []
    cost = "–" if lever["cost"] is None else money(lever["cost"], answer)
    return [name, str(lever["today"]), *found, f"{lever['low']}–{lever['high']}", cost]


def _targets(answer: Row, lang: Language, width: int) -> list[str]:
    columns = (
        Column(say(lang, "plan")),
        Column(say(lang, "target"), wraps=True, least=20),
        Column(say(lang, "required")),
        Column(say(lang, "estimate"), wraps=True, least=14),
        Column(say(lang, "verdict"), wraps=True, least=10),
        Column(say(lang, "rests on"), wraps=True, least=12),
    )
    rows = []
    for i, verdict in enumerate(answer["verdicts"]):
        told = verdict_of(verdict, lang)
        told += say(lang, ", binding") if i == answer["binding"] and len(answer["verdicts"]) > 1 else ""
        figures = required_of(verdict, lang), estimate_of(verdict, lang), told
        rests = rests_on(verdict["rests_on"], lang, brief=True)
        rows.append((plan(verdict), verdict["target"], *figures, rests))
    return table(columns, rows, width=width)


def _fewer(answer: Row, lang: Language, width: int) -> list[str]:
    columns = (
        Column(say(lang, "one fewer"), wraps=True, least=16),
        Column(say(lang, "then"), wraps=True, least=20),
        Column(say(lang, "required")),
        Column(say(lang, "estimate"), wraps=True, least=14),
        Column(say(lang, "verdict"), wraps=True, least=10),
    )
    return table(columns, [_one_fewer(row, answer, lang) for row in answer["fewer"]], width=width)


def _one_fewer(row: Row, answer: Row, lang: Language) -> tuple[str, ...]:
    lever = next(v for v in answer["levers"] if v["name"] == row["lever"])
    name = f"{lever['label'] or lever['name']} {lever['staff'] - 1}"
    if row["answer"] == "nobody":
        return name, say(lang, "nobody would be left"), "", "", ""
    if row["impossible"]:
        return name, row["impossible"], "", "", say(lang, "missed")
    verdict = row["verdict"]
    figures = required_of(verdict, lang), estimate_of(verdict, lang), say(lang, row["answer"])
    return name, verdict["target"], *figures


def _reason(reason: Row, answer: Row, lang: Language, width: int) -> list[str]:
    what = say(
        lang,
        "{target}: {estimate}, required {required}",
        target=reason["target"],
        estimate=estimate_of(reason, lang),
        required=required_of(reason, lang),
    )
    lines = wrapped(what, width)
    if not reason["steps"]:
        return lines
    if reason["late"] is not None:
        text = "Of the cases beyond the limit, {share} of all, the time goes to:"
        lines += wrapped(say(lang, text, share=percent(reason["late"])), width)
    columns = (
        Column(say(lang, "step"), wraps=True, least=16),
        Column(say(lang, "with"), wraps=True, least=10),
        *(Column(say(lang, n), "right", wraps=True, least=9) for n in STEP_COLUMNS),
    )
    rows = [_step(step, lang) for step in reason["steps"]]
    first = reason["steps"][0]
    told = say(
        lang,
        "{step} alone takes {days} d in {share} of the cases.",
        step=first["label"] or first["step"],
        days=plain(first["days"]),
        share=percent(first["share"]),
    )
    return [*lines, *table(columns, rows, width=width), *wrapped(told, width)]


STEP_COLUMNS = ("of all cases", "of those beyond", "days", "of it queueing")


def _step(step: Row, lang: Language) -> tuple[str, ...]:
    who = say(lang, ", ").join(step["pools"]) or say(lang, step["holder"])
    shares = percent(step["share"], 0), percent(step["late_share"], 0)
    return step["label"] or step["step"], who, *shares, plain(step["days"]), plain(step["queueing_days"])


def _remarks(answer: Row, lang: Language, width: int) -> list[str]:
    sentences = [*_on_search(answer, lang), *_on_ties(answer, lang), *answer["notes"]]
    sentences += target_notes(answer["verdicts"], lang)
    if answer["interrupted"]:
        sentences.append(say(lang, "The run was interrupted."))
    return [line for s in dict.fromkeys(sentences) for line in noted(s, width)]


def _on_search(answer: Row, lang: Language) -> list[str]:
    runs = answer["replications"] + answer["guesses"]
    told = [
        say(
            lang,
            "{n} replications, guesses included; each of the {size} staffings would take at least {all}.",
            n=f"{runs:,}",
            size=f"{answer['staffings']:,}",
            all=f"{answer['enumeration']:,}",
        )
    ]
    if not answer["by_cost"]:
        told.append(_no_cost(answer, lang))
    if not answer["monotone"]:
        told.append(say(lang, "More people can harm a target here, so every cheaper staffing was verified."))
    return told


def _no_cost(answer: Row, lang: Language) -> str:
    lacking = [v["name"] for v in answer["levers"] if v["cost"] is None]
    text = "No cost is given for {names}, so heads are counted."
    return say(lang, text, names=say(lang, ", ").join(lacking))


def _on_ties(answer: Row, lang: Language) -> list[str]:
    told = []
    if answer["selected"] is not None:
        sure = "Of {n} staffings of this cost that meet every target, this one keeps “{target}” best."
        text = sure if answer["selected"]["sure"] else CLOSE
        told.append(say(lang, text, n=len(answer["selected"]["among"]), target=answer["selected"]["target"]))
    for other in answer["equals"]:
        told.append(say(lang, "At the same cost: {staffing}.", staffing=people(other, answer, lang)))
    for other in answer["open"]:
        text = "Too close to call, and cheaper: {staffing}."
        told.append(say(lang, text, staffing=people(other, answer, lang)))
    return told


CLOSE = "{n} staffings of this cost meet every target; for “{target}” they are nearly alike."
