"""What `sim tipping` prints: for each target what would flip its verdict, and how much rests on what."""

from __future__ import annotations

from collections.abc import Iterator

from sim.labels import Language
from sim.reporting.console import Row, estimate_of, is_share, noted, required_of, verdict_of
from sim.reporting.figures import amount, percent, short_amount
from sim.reporting.layout import Column, table, wrapped
from sim.reporting.words import counted, say

FEW = 3
"""Indices and cards that are told in a sentence."""


def tipping_report(answer: Row, lang: Language, *, width: int) -> list[str]:
    """The lines of the answer in one language."""
    lines = wrapped(_heading(answer, lang), width)
    for target in answer["targets"]:
        lines += ["", *_target(target, answer, lang, width)]
    return [*lines, "", *_remarks(answer, lang, width)]


def _heading(answer: Row, lang: Language) -> str:
    return " · ".join((
        answer["title"] or answer["scenario"],
        say(lang, "today") if answer["variant"] == "today" else answer["variant"],
        say(lang, "seed {n}", n=answer["seed"]),
        counted(lang, len(answer["figures"]), "{n} figure with a range", "{n} figures with a range"),
    ))  # fmt: skip


def _target(target: Row, answer: Row, lang: Language, width: int) -> list[str]:
    lines = wrapped(target["target"], width)
    told = say(
        lang,
        "{estimate}, required {required}: {verdict}",
        estimate=estimate_of(target, lang),
        required=required_of(target, lang),
        verdict=verdict_of(target, lang),
    )
    lines += [f"  {line}" for line in wrapped(told, width - 2)]
    if target["held"] is not None:
        lines += [f"  {line}" for line in wrapped(_held(target, answer, lang), width - 2)]
    if not target["decides"]:
        return [*lines, f"  {say(lang, 'No figure with a range moves it.')}"]
    lines += ["", *_deciding(target, answer, lang, width)]
    for sentence in _sentences(target, answer, lang):
        lines += noted(sentence, width)
    return lines


def _held(target: Row, answer: Row, lang: Language) -> str:
    held = target["held"]
    return say(
        lang,
        "holds in {share} of {n} plausible worlds ({low} to {high})",
        share=percent(held["share"], 0),
        n=answer["worlds"],
        low=percent(held["low"], 0),
        high=percent(held["high"], 0),
    )


def _deciding(target: Row, answer: Row, lang: Language, width: int) -> list[str]:
    columns = (
        Column(say(lang, "what decides it"), wraps=True, least=14),
        Column(say(lang, "kind"), wraps=True, least=8),
        Column(say(lang, "ledger"), "right", wraps=True, least=7),
        Column(say(lang, "range"), "right", wraps=True, least=9),
        Column(say(lang, "flips at"), "right", wraps=True, least=9),
        Column(say(lang, "then from … to"), "right", wraps=True, least=9),
    )
    rows = [_row(name, target, answer, lang) for name in target["decides"]]
    return table(columns, rows, width=width)


def _row(name: str, target: Row, answer: Row, lang: Language) -> tuple[str, ...]:
    figure = answer["figures"][name]
    swing = next((s for s in target["swings"] if s["number"] == name), None)
    reach = "–" if swing is None else f"{_figure(target, swing['low'])} … {_figure(target, swing['high'])}"
    return (
        figure["label"] or name,
        say(lang, figure["kind"]),
        amount(figure["value"], figure),
        f"{short_amount(figure['low'])}–{amount(figure['high'], figure)}",
        _flips(name, target, figure, lang),
        reach,
    )


def _flips(name: str, target: Row, figure: Row, lang: Language) -> str:
    tips = [t for t in target["tips"] if t["number"] == name]
    if not tips:
        return say(lang, "not in it")
    return say(lang, " or ").join(_at(t, figure, lang) for t in tips)


def _at(tip: Row, figure: Row, lang: Language) -> str:
    text = amount(tip["at"], figure)
    if not tip["sure"]:
        return say(lang, "about {x}", x=text)
    if tip["high"] is None or figure["whole"]:
        return text
    return f"{short_amount(tip['at'])} ± {amount(tip['high'] - tip['at'], figure, digits=1)}"


def _figure(target: Row, end: Row) -> str:
    return estimate(end["estimate"], target)


def estimate(value: float | None, target: Row) -> str:
    """A target's figure by itself."""
    if value is None:
        return "–"
    share = target["required"] is not None or target["against"] is not None or is_share(target["measure"])
    if share:
        return percent(value)
    unit = "" if target["unit"] == "1" else f" {target['unit']}"
    return f"{short_amount(value)}{unit}"


def _sentences(target: Row, answer: Row, lang: Language) -> Iterator[str]:
    others = [t for t in target["tips"] if t["number"] not in target["decides"]]
    names = list(dict.fromkeys(t["number"] for t in others))
    if names:
        listed = [f"{_name(n, answer)} {_flips(n, target, answer['figures'][n], lang)}" for n in names[:FEW]]
        if len(names) > FEW:
            listed.append(counted(lang, len(names) - FEW, "{n} more", "{n} more"))
        yield say(lang, "It also flips at {figures}.", figures=say(lang, ", ").join(listed))
    yield from _pairs(target, answer, lang)
    if target["indices"]:
        listed = [_index(i, answer, lang) for i in target["indices"][:FEW]]
        text = "Of the variance over the figures that matter most: {parts}."
        yield say(lang, text, parts=say(lang, ", ").join(listed))
    if target["attribution"] is not None:
        yield _cards(target, answer, lang)


def _pairs(target: Row, answer: Row, lang: Language) -> Iterator[str]:
    if not target["pairs"]:
        return
    pair = target["pairs"][0]
    figures = [
        f"{_name(n, answer)} {amount(v, answer['figures'][n])}"
        for n, v in zip(pair["numbers"], pair["values"], strict=True)
    ]
    text = "Worst pair: {a} with {b}: {estimate}, which flips it." if pair["flips"] else UNMOVED
    yield say(lang, text, a=figures[0], b=figures[1], estimate=estimate(pair["estimate"], target))


UNMOVED = "Worst pair that does not flip it alone: {a} with {b}: {estimate}; nor do they together."


def _index(index: Row, answer: Row, lang: Language) -> str:
    return say(
        lang,
        "{name} {first} alone, {total} in all ({low} to {high})",
        name=_name(index["name"], answer),
        first=_part(index["first"]),
        total=_part(index["total"]),
        low=_part(index["total_low"]),
        high=_part(index["total_high"]),
    )


def _part(index: float) -> str:
    """An index between 0 and 1; a small sample's estimate may lie outside."""
    return percent(min(max(index, 0.0), 1.0), 0)


def _cards(target: Row, answer: Row, lang: Language) -> str:
    split = target["attribution"]
    parts = sorted(split["parts"], key=lambda p: -abs(p["part"]))
    listed = [
        f"{answer['cards'].get(p['card']) or p['card']} {_signed(p['part'], target)} ± "
        f"{_signed(p['half'], target).lstrip('+')}"
        for p in parts
    ]
    today, reformed = estimate(split["today"], target), estimate(split["reformed"], target)
    text = "From {today} to {reformed} by its cards: {parts}."
    told = say(lang, text, today=today, reformed=reformed, parts=say(lang, "; ").join(listed))
    return told if split["exact"] else told + say(lang, " ") + say(lang, "(Orders of cards were drawn.)")


def _signed(value: float, target: Row) -> str:
    share = target["required"] is not None or target["against"] is not None or is_share(target["measure"])
    number = 100 * value if share else value
    text = f"{number:+.1f}" if abs(number) < 100 else f"{number:+,.0f}"
    unit = "%" if share else "" if target["unit"] == "1" else f" {target['unit']}"
    return text + unit


def _name(name: str, answer: Row) -> str:
    return str(answer["figures"][name]["label"] or name)


def _remarks(answer: Row, lang: Language, width: int) -> list[str]:
    told = [
        say(
            lang,
            "{n} replications; each end of a range from {k}, break-even from {m}, all under common luck.",
            n=f"{answer['runs']:,}",
            k=answer["screening"],
            m=answer["replications"],
        )
    ]
    if answer["worlds"]:
        told.append(say(lang, "Plausible worlds: every range uniform, apart from the others."))
    if answer["mended"]:
        text = "In {n} of them values that exclude each other were drawn towards the ledger."
        told.append(say(lang, text, n=answer["mended"]))
    if answer["needing"]:
        cards = say(lang, ", ").join(answer["cards"].get(c) or c for c in answer["needing"])
        told.append(say(lang, "Not without the cards before them: {cards}.", cards=cards))
    return [line for s in [*told, *answer["notes"]] for line in noted(s, width)]
