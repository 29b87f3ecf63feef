"""The page: one HTML file in both languages that needs no network and runs no script.

The switch of languages is two radio buttons and a rule of CSS; the Content-Security-Policy allows nothing but
the styles in the file, so that no label, whatever it holds, can do anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from markupsafe import Markup

from sim.charts import Tale
from sim.labels import LANGUAGES, Label, Language, variant_label
from sim.reporting import scoreboard
from sim.reporting.console import (
    estimate_of,
    failure_notes,
    measure_name,
    plan,
    required_of,
    rests_on,
    target_notes,
    verdict_of,
)
from sim.reporting.figures import short
from sim.reporting.jsonout import localised
from sim.reporting.portfolio import heads_told
from sim.reporting.report import telling
from sim.reporting.report.paper import Paper
from sim.reporting.report.templates import environment
from sim.reporting.spelling import spelt
from sim.reporting.words import counted, say

LETTER = "ShixianSansSC-"
GLYPH = re.compile(rf'<path id="(?P<name>{LETTER}[^"]+)"(?P<rest>[^>]*/>)')
NAME = re.compile(r'(\bid="|href="#|url\(#)')
"""Where an SVG gives or uses a name."""

Row = dict[str, Any]
Draw = Callable[[Language], Markup]


def page(paper: Paper, lang: Language = "en", *, pictures: bool = True) -> str:
    """The report as one HTML document, opened in ``lang``. Without ``pictures`` the plots are left out (they
    take seconds): words, tables and the map of the process remain."""
    parts = {each: _Part(paper, each, pictures=pictures) for each in LANGUAGES}
    template = environment().get_template("report.html.jinja")
    return template.render(parts=parts, lang=lang, languages=LANGUAGES, paper=paper)


def board_page(board: Row, lang: Language = "en") -> str:
    """The scoreboard of a plan as one HTML document in both languages, opened in ``lang``."""
    parts = {each: _Board(localised(board, each), each) for each in LANGUAGES}
    template = environment().get_template("board.html.jinja")
    return template.render(parts=parts, lang=lang, languages=LANGUAGES)


class _Board:
    """A localised board as the template asks for it."""

    def __init__(self, board: Row, lang: Language) -> None:
        self._board, self._lang = board, lang

    def t(self, text: str, **values: object) -> str:
        """A sentence in this language."""
        return say(self._lang, text, **values)

    @property
    def heading(self) -> str:
        """What was asked and how."""
        return scoreboard.heading(self._board, self._lang)

    @property
    def closing(self) -> str:
        """The counts, and what chance may have got wrong."""
        return scoreboard.closing(self._board, self._lang)

    @property
    def shared(self) -> list[str]:
        """Who has how many of the heads that services share, where they do."""
        found = self._board.get("heads")
        return heads_told(found, self._lang) if found else []

    @property
    def heads(self) -> list[str]:
        """The headings of the table."""
        return [c.heading for c in scoreboard.columns_for(self._board["rows"], self._lang, roomy=True)]

    @property
    def groups(self) -> list[tuple[str, list[tuple[str, tuple[str, ...]]]]]:
        """The targets of each scenario: verdict and cells."""
        found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for row in self._board["rows"]:
            cells = scoreboard.cells_of(row, self._lang, roomy=True)
            found.setdefault(row["title"] or row["scenario"], []).append((row["verdict"], cells))
        return list(found.items())

    @property
    def notes(self) -> list[str]:
        """What a reader must know beside the figures."""
        told = [*self._board["notes"], *target_notes(self._board["rows"], self._lang)]
        return list(dict.fromkeys([*told, *failure_notes(self._board["failures"], self._lang)]))


class _Part:
    """The report in one language, as the template asks for it."""

    def __init__(self, paper: Paper, lang: Language, *, pictures: bool) -> None:
        self.paper, self.lang, self._pictures = paper, lang, pictures
        self.document: Row = localised(dict(paper.document), lang)
        self._figures = 0
        self._glyphs: dict[str, str] = {}

    def t(self, text: str, **values: object) -> str:
        """A sentence in this language."""
        return say(self.lang, text, **values)

    def text(self, label: Label) -> str:
        """A label in this language."""
        return label(self.lang)

    @property
    def title(self) -> str:
        """The scenario's title, or its name."""
        return str(self.document["title"] or self.document["scenario"])

    @property
    def variant(self) -> str:
        """The variant as a person reads it."""
        return variant_label(str(self.document["variant"]))(self.lang)

    @property
    def replications(self) -> str:
        """How many there were."""
        return counted(self.lang, self.document["replications"], "{n} replication", "{n} replications")

    # Verdicts

    @property
    def sentence(self) -> str:
        """The run in a sentence."""
        return telling.verdict_sentence(self.document, self.lang)

    def cells(self, verdict: Row) -> Mapping[str, str]:
        """What is shown of a target."""
        return {
            "plan": plan(verdict),
            "required": spelt(required_of(verdict, self.lang), verdict["unit"], self.lang),
            "estimate": spelt(estimate_of(verdict, self.lang), verdict["unit"], self.lang),
            "verdict": verdict_of(verdict, self.lang),
            "rests": rests_on(verdict["rests_on"], self.lang),
        }

    def attribute(self, value: str) -> str:
        """What is known of a case, as a person writes it."""
        try:
            number = float(value)
        except ValueError:
            return value.replace("_", " ")
        return f"{number:,.0f}" if 1e5 <= abs(number) < 1e15 else value

    @property
    def notes(self) -> list[str]:
        """What a reader must know beside the figures."""
        told = [*self.document["notes"], *target_notes(self.document["verdicts"], self.lang)]
        return list(dict.fromkeys([*told, *failure_notes(self.document["failures"], self.lang)]))

    def measures(self, process: str) -> Iterator[tuple[str, list[str]]]:
        """The figures of a process: name, then mean, median, p90, p95 and unit."""
        for name, row in self.document["measures"][process].items():
            if row["mean"] and not name.startswith(("queue_at.", "rounds.")):
                figures = [
                    short(row.get(k)) if row.get(k) is not None else "" for k in ("mean", "p50", "p90", "p95")
                ]
                yield measure_name(name, self.lang), [*figures, "" if row["unit"] == "1" else row["unit"]]

    # Pictures

    def map(self) -> Markup:
        """The map of the processes."""
        return self._inline(self.paper.maps[self.lang]) if self.lang in self.paper.maps else Markup("")

    def pictures(self) -> list[tuple[str, list[Draw]]]:
        """Headings with the plots below each, drawn when the template asks for them."""
        if not self._pictures:
            return []
        from sim.reporting import plots

        charts = self.paper.charts
        waiting = [c for c in charts.over_time if c.measure == "queueing"]
        busiest = sorted(charts.profiles, key=lambda p: -max((max(day) for day in p.length), default=0.0))
        groups: list[tuple[str, list[tuple[Callable[..., Any], Any]]]] = [
            ("How long cases take", [(plots.case_times, c) for c in charts.case_times]),
            ("Where the time goes", [(plots.time_by_step, c) for c in charts.time_spent]),
            ("Who owns the delay", [(plots.time_by_holder, c) for c in charts.time_spent]),
            (
                "Over the months",
                [(plots.waiting, c) for c in waiting] + [(plots.backlog, c) for c in charts.backlogs],
            ),
            (
                "The people",
                [(plots.pool_use, charts.pools)] * bool(charts.pools)
                + [(plots.queue_profile, c) for c in busiest[:2]],
            ),
        ]
        return [
            (self.t(head), [partial(self._drawn, *each) for each in each_of])
            for head, each_of in groups
            if each_of
        ]

    def _drawn(self, draw: Callable[..., Any], chart: Any) -> Markup:
        return self._inline(draw(chart, self.lang).svg())

    def _inline(self, svg: str) -> Markup:
        """An SVG file as part of the page: without its prologue, its names its own."""
        self._figures += 1
        own = f"{self.lang}{self._figures}-"
        body = GLYPH.sub(self._kept, svg[svg.index("<svg") :])
        body = NAME.sub(rf"\g<1>{own}", body)
        body = body.replace(f'"#{own}{LETTER}', f'"#{self.lang}-{LETTER}')
        return Markup(body)

    def _kept(self, glyph: re.Match[str]) -> str:
        """Letters are drawn once per language, not once per plot."""
        self._glyphs[glyph["name"]] = glyph["rest"]
        return ""

    def glyphs(self) -> Markup:
        """The letters of all plots so far, for them to refer to."""
        return Markup(
            "\n".join(f'<path id="{self.lang}-{name}"{rest}' for name, rest in self._glyphs.items())
        )

    # The ledger

    @property
    def kinds(self) -> list[tuple[str, list[Any]]]:
        """The numbers of the ledger by kind, assumptions first."""
        order = ("assumption", "expert", "log", "published", "statistic", "plan", "statute")
        groups = [(kind, [e for e in self.paper.ledger if e.kind == kind]) for kind in order]
        return [(self.t(f"{{n}} {kind}", n=len(entries)), entries) for kind, entries in groups if entries]

    # One case

    @property
    def tale(self) -> Tale | None:
        """The case that is told: of the first target that was missed, else of the first that has one."""
        missed = [i for i, v in enumerate(self.document["verdicts"]) if v["verdict"] == "missed"]
        tales = {t.target: t for t in self.paper.charts.tales}
        late = [t for i, t in tales.items() if i in missed and t.is_late]
        return next(iter([*late, *(t for t in tales.values() if t.is_late), *tales.values()]), None)

    def tale_sentence(self, tale: Tale) -> str:
        """The case in a sentence."""
        return telling.tale_sentence(tale, self.lang)

    def rule(self, tale: Tale) -> str:
        """How its days count, and by which rule of law."""
        return self.t(telling.RULES[tale.measure])

    def months(self, tale: Tale) -> tuple[telling.Month, ...]:
        """Its days as small calendars."""
        return telling.months(tale.days, self.lang)

    def instant(self, text: str) -> str:
        """An instant as a person reads it."""
        return telling.instant(text, self.lang)

    def hours(self, value: float | None) -> str:
        """Hours of work."""
        return telling.hours(value, self.lang)

    def outcome(self, name: str) -> str:
        """How a visit or a case ended."""
        return (
            self.t(name)
            if name in ("done", "gave_up", "turned_away", "withdrawn", "unfinished")
            else name.replace("_", " ")
        )
