"""What `sim staff` prints of several services: what each needs, and the splits that nothing beats."""

from __future__ import annotations

from collections.abc import Mapping

from sim.labels import Language
from sim.reporting.console import Row, estimate_of, noted, required_of
from sim.reporting.figures import percent
from sim.reporting.layout import Column, table, wrapped
from sim.reporting.words import counted, say

MOST_SPLITS = 12


def portfolio_report(answer: Row, lang: Language, *, width: int) -> list[str]:
    """The lines of the answer in one language."""
    lines = wrapped(_heading(answer, lang), width)
    lines += ["", *_needs(answer, lang, width), "", *wrapped(_sentence(answer, lang), width)]
    if answer["budget"] is not None and answer["splits"]:
        lines += ["", *_splits(answer, lang, width)]
        for service in answer["services"]:
            lines += ["", *_ladder(service, lang, width)]
    remarks = [say(lang, "Nobody serves two of the services; --share POOL says who does.")]
    return [*lines, "", *(line for s in remarks for line in noted(s, width))]


def shared_heads(answer: Row, lang: Language, *, width: int) -> list[str]:
    """What a scoreboard says of the heads that its services share: who has how many, and the other splits."""
    lines = [line for sentence in heads_told(answer, lang) for line in wrapped(sentence, width)]
    if len(answer["splits"]) > 1:
        lines += ["", *_splits(answer, lang, width)]
    else:
        lines += [line for s in _hopeless(answer, lang) for line in wrapped(s, width)]
    told = "The first of the splits is the board's; splits are compared by estimates of 40 replications."
    return [*lines, "", *noted(say(lang, told), width)]


def heads_told(answer: Row, lang: Language) -> list[str]:
    """Who has how many of the shared heads, and what all would need."""
    heads = answer["splits"][0]["heads"]
    who = say(lang, "; ").join(
        f"{s['title'] or s['scenario']} {_people(_placed(s, heads[s['scenario']]), s, lang)}"
        + say(lang, " (before: {n})", n=say(lang, ", ").join(str(n) for n in s["today"].values()))
        for s in answer["services"]
    )
    sentence = say(lang, "{n} heads are shared: {who}.", n=answer["budget"], who=who)
    left = answer["budget"] - answer["splits"][0]["used"]
    idle = [say(lang, "The other {n} would keep no further target.", n=left)]
    return [sentence, *(idle if left else ()), _sentence(answer, lang)]


def _placed(service: Row, heads: int) -> Mapping[str, int]:
    staffing: Mapping[str, int] = next(r["staffing"] for r in service["ladder"] if r["heads"] == heads)
    return staffing


def _heading(answer: Row, lang: Language) -> str:
    return " · ".join((
        counted(lang, len(answer["services"]), "{n} service", "{n} services"),
        say(lang, "today") if answer["variant"] == "today" else answer["variant"],
        say(lang, "seed {n}", n=answer["seed"]),
        say(lang, "confidence {p}", p=percent(answer["confidence"], 0)),
    ))  # fmt: skip


def _needs(answer: Row, lang: Language, width: int) -> list[str]:
    columns = (
        Column(say(lang, "service"), wraps=True, least=18),
        Column(say(lang, "today"), "right", wraps=True, least=10),
        Column(say(lang, "needs"), "right", wraps=True, least=10),
        Column(say(lang, "heads"), "right"),
    )
    rows = [
        (
            s["title"] or s["scenario"],
            _people(s["today"], s, lang),
            say(lang, "no staffing is enough") if s["staffing"] is None else _people(s["staffing"], s, lang),
            "–" if s["need"] is None else str(s["need"]),
        )
        for s in answer["services"]
    ]
    return table(columns, rows, width=width)


def _people(staffing: Mapping[str, int], service: Row, lang: Language) -> str:
    named = ((service["labels"][name] or name, n) for name, n in staffing.items())
    return say(lang, ", ").join(f"{name} {n}" for name, n in named)


def _sentence(answer: Row, lang: Language) -> str:
    need, budget = answer["need"], answer["budget"]
    if need is None:
        return say(lang, "Not every target can be met, whatever the number of heads.")
    told = say(lang, "All {n} targets together need {heads} heads.", n=answer["targets"], heads=need)
    if budget is None:
        return told
    text = "The budget of {n} is enough." if need <= budget else "The budget of {n} is short by {k}."
    return told + say(lang, " ") + say(lang, text, n=budget, k=need - budget)


def _splits(answer: Row, lang: Language, width: int) -> list[str]:
    names = [s["scenario"] for s in answer["services"]]
    columns = (
        *(Column(n, "right", wraps=True, least=8) for n in names),
        Column(say(lang, "targets met"), "right", wraps=True, least=8),
        Column(say(lang, "missed"), wraps=True, least=24),
    )
    rows = [
        (
            *(str(row["heads"][n]) for n in names),
            f"{row['met']}/{answer['targets']}",
            say(lang, "; ").join(m["target"] for m in row["missed"]) or "–",
        )
        for row in answer["splits"][:MOST_SPLITS]
    ]
    title = say(lang, "Splits of {n} heads that no other split beats in every service:", n=answer["budget"])
    lines = [*wrapped(title, width), *table(columns, rows, width=width)]
    return [*lines, *(line for s in _hopeless(answer, lang) for line in ("", *wrapped(s, width)))]


def _hopeless(answer: Row, lang: Language) -> list[str]:
    """The targets that no split keeps."""
    names = [h["target"] for h in answer["hopeless"]]
    told = say(lang, "Missed however the heads are split: {names}.", names=say(lang, "; ").join(names))
    return [told] if names else []


def _ladder(service: Row, lang: Language, width: int) -> list[str]:
    columns = (
        Column(say(lang, "heads"), "right"),
        Column(service["title"] or service["scenario"], wraps=True, least=20),
        Column(say(lang, "required")),
        Column(say(lang, "estimate"), wraps=True, least=14),
    )
    rows = []
    for rung in service["ladder"][-MOST_SPLITS:]:
        for k, verdict in enumerate(rung["verdicts"]):
            heads = str(rung["heads"]) if k == 0 else ""
            rows.append((heads, verdict["target"], required_of(verdict, lang), estimate_of(verdict, lang)))
    return table(columns, rows, width=width)
