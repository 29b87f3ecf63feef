"""What comparing, sweeping and searching find, as a notebook holds it: the plain document with pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from sim.charts import Attribution, CardEffect, Lever, SweepCurve, SweepPoint, Tornado
from sim.errors import UsageError
from sim.labels import Label, Language
from sim.reporting.figures import amount
from sim.reporting.jsonout import localised

if TYPE_CHECKING:
    from sim.reporting.plots import Picture
    from sim.study.document import Document

BROAD = 110
"""Columns of text in a notebook."""


class Finding(dict[str, Any]):
    """A document as the command prints it with ``--json``; a notebook shows the command's own text."""

    def __init__(self, document: Document, lang: Language) -> None:
        super().__init__(localised(document, lang))
        self._document, self.lang = document, lang

    def lines(self, lang: Language) -> list[str]:
        """The text of the command."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return "\n".join(self.lines(self.lang))

    def _repr_html_(self) -> str:
        return f"<pre>{escape(repr(self))}</pre>"


class Compared(Finding):
    """Variants of a scenario beside each other under common luck."""

    def lines(self, lang: Language) -> list[str]:
        """The text of `sim compare`."""
        from sim.reporting.compared import compare_report

        return compare_report(localised(self._document, lang), lang, width=BROAD)

    def plot(self, number: int = 0, *, lang: Language | None = None) -> Picture:
        """The paired differences of one variant (numbered from 0) from the base."""
        from sim.experiments.comparing import picture

        _check(number, self._document["comparisons"], "comparison")
        return picture(self._document, number, lang or self.lang)


class Swept(Finding):
    """A table of points, each with the verdict on every target."""

    def lines(self, lang: Language) -> list[str]:
        """The text of `sim sweep`."""
        from sim.reporting.swept import sweep_report

        return sweep_report(localised(self._document, lang), lang, width=BROAD)

    def plot(self, target: int = 0, *, vary: str | None = None, lang: Language | None = None) -> Picture:
        """A target's estimate along what is varied (the first, unless ``vary`` names another); where several
        things vary, at the first level of the others."""
        from sim.reporting.plots import sweep

        _check(target, self._document["targets"], "target")
        return sweep(curve_of(self._document, target, vary), lang or self.lang)


class Staffed(Finding):
    """The cheapest staffing of a scenario, or why there is none."""

    def lines(self, lang: Language) -> list[str]:
        """The text of `sim staff`."""
        from sim.reporting.staffing import staff_report

        return staff_report(localised(self._document, lang), lang, width=BROAD)


class Portfolio(Finding):
    """Several services and what one number of heads can do for them."""

    def lines(self, lang: Language) -> list[str]:
        """The text of `sim staff` over several files."""
        from sim.reporting.portfolio import portfolio_report

        return portfolio_report(localised(self._document, lang), lang, width=BROAD)

    def plot(self, *, lang: Language | None = None) -> Picture:
        """The frontier: each split of the heads, and how much room each service's worst target has."""
        from sim.experiments.staffing.frontier import picture

        if not self._document["splits"]:
            raise UsageError("there is no frontier without a budget")
        return picture(self._document, lang or self.lang)


class Followed(Finding):
    """A variant month by month."""

    def lines(self, lang: Language) -> list[str]:
        """The text of `sim transition`."""
        from sim.reporting.transition import transition_report

        return transition_report(localised(self._document, lang), lang, width=BROAD)


class Tipped(Finding):
    """What the verdicts of a scenario hang on."""

    def lines(self, lang: Language) -> list[str]:
        """The text of `sim tipping`."""
        from sim.reporting.tipping import tipping_report

        return tipping_report(localised(self._document, lang), lang, width=BROAD)

    def tornado(self, target: int = 0, *, lang: Language | None = None) -> Picture:
        """How far a target's estimate moves with each number, and where its verdict flips."""
        from sim.reporting.plots import tornado

        _check(target, self._document["targets"], "target")
        return tornado(tornado_of(self._document, target), lang or self.lang)

    def cards(self, target: int = 0, *, lang: Language | None = None) -> Picture:
        """What each reform card contributes to a target. `UsageError` where no variant was asked about."""
        from sim.reporting.plots import shapley

        _check(target, self._document["targets"], "target")
        found = attribution_of(self._document, target)
        if found is None:
            raise UsageError("nothing to attribute: the variant has no cards")
        return shapley(found, lang or self.lang)


class AuditFound(Finding):
    """A real office's log under the measures and targets of a run."""

    def lines(self, lang: Language) -> list[str]:
        """The text of `sim audit`."""
        from sim.reporting.audited import audit_report

        return audit_report(localised(self._document, lang), lang, width=BROAD)


class FitFound(Finding):
    """A scenario learnt from a log, and how well it predicts what it has not seen."""

    def lines(self, lang: Language) -> list[str]:
        """The text of `sim fit`."""
        from sim.reporting.fitted import fit_report

        return fit_report(localised(self._document, lang), lang, width=BROAD)


def _check(number: int, listed: Sequence[object], what: str) -> None:
    if not -len(listed) <= number < len(listed):
        raise UsageError(f"no {what} {number} (there are {len(listed)}, from 0)")


def _label(text: Mapping[str, str] | str, name: str = "") -> Label:
    words = name.replace("_", " ")
    if isinstance(text, str):
        return Label(text or words, text or words)
    return Label(text["en"] or words, text["zh"] or words)


# Sweeps


def curve_of(document: Document, target: int, vary: str | None = None) -> SweepCurve:
    """The points of a sweep along one factor, the others at their first level. `UsageError` where the factor
    is unknown or has values that are no numbers."""
    names = [f["name"] for f in document["vary"]]
    along = vary or names[0]
    if along not in names:
        raise UsageError(f'"{along}" was not varied (there are {", ".join(names)})')
    first = {f["name"]: f["levels"][0] for f in document["vary"] if f["levels"]}
    found = document["targets"][target]
    points = []
    unit = "1"
    for point in document["points"]:
        others = {n: v for n, v in point["settings"].items() if n != along}
        if point["failed"] is None and all(v == first.get(n, v) for n, v in others.items()):
            x, unit = _number(point["settings"][along])
            points.append(_point(x, point["verdicts"][target]))
    points.sort(key=lambda p: p.x)
    return SweepCurve(
        title=_label(found["name"], found["measure"]),
        vary=along,
        x_unit=unit,
        unit="%" if found["share"] else found["unit"],
        points=tuple(points),
        target=found.get("asks"),
        wants_more=found.get("wants_more", True),
        smallest=_smallest(points),
    )


def _number(text: str) -> tuple[float, str]:
    words = text.split()
    try:
        return float(words[0].rstrip("%")), " ".join(words[1:]) or ("%" if text.endswith("%") else "1")
    except (ValueError, IndexError):
        raise UsageError(f'"{text}" is no number, so there is no curve along it') from None


def _point(x: float, verdict: Document) -> SweepPoint:
    return SweepPoint(
        x=x,
        estimate=verdict["estimate"],
        low=verdict["low"],
        high=verdict["high"],
        verdict=verdict["verdict"],
    )


def _smallest(points: Sequence[SweepPoint]) -> float | None:
    """The least value from which on every verdict is met; None where the last one is not, or all are."""
    least = None
    for point in reversed(points):
        if point.verdict != "met":
            break
        least = point.x
    return None if points and least == points[0].x else least


# Break-evens


def tornado_of(document: Document, target: int) -> Tornado:
    """The swings of a target's estimate, largest first, with the break-evens."""
    row = document["targets"][target]
    share = row["required"] is not None or row["against"] is not None
    return Tornado(
        title=_label(row["target"], row["measure"]),
        unit="%" if share else row["unit"],
        estimate=row["estimate"] or 0.0,
        target=row["limit"] if row["required"] is None else row["required"],
        wants_more=row["required"] is not None or row["side"] == "at_least",
        levers=tuple(_lever(document, row, swing) for swing in row["swings"]),
    )


def _lever(document: Document, row: Document, swing: Document) -> Lever:
    name = swing["number"]
    figure = document["figures"][name]
    tips = [t for t in row["tips"] if t["number"] == name]
    words = {k: amount(figure[k], figure) for k in ("low", "high", "value")}
    return Lever(
        name=name,
        low_text=words["low"],
        high_text=words["high"],
        value_text=words["value"],
        at_low=swing["low"]["estimate"],
        at_high=swing["high"]["estimate"],
        break_even=amount(tips[0]["at"], figure) if tips else "",
        kind=figure["kind"],
    )


def attribution_of(document: Document, target: int) -> Attribution | None:
    """What each card contributes to a target's change; None where no card was applied."""
    row = document["targets"][target]
    split = row["attribution"]
    if split is None or not split["parts"]:
        return None
    share = row["required"] is not None or row["against"] is not None
    return Attribution(
        title=_label(row["target"], row["measure"]),
        unit="%" if share else row["unit"],
        base=split["today"],
        reformed=split["reformed"],
        effects=tuple(_effect(part, document["cards"]) for part in split["parts"]),
        target=row["limit"] if row["required"] is None else row["required"],
        less_is_better=row["required"] is None and row["side"] == "at_most",
    )


def _effect(part: Document, cards: Mapping[str, Mapping[str, str] | str]) -> CardEffect:
    effect, half = part["part"], part["half"]
    known = half is not None
    return CardEffect(
        card=part["card"],
        label=_label(cards.get(part["card"], ""), part["card"]),
        effect=effect,
        low=effect - half if known else None,
        high=effect + half if known else None,
    )
