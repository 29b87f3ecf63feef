"""A prepared scenario in words and as a picture."""

from __future__ import annotations

from sim.compiling.describe import as_svg, in_words
from sim.labels import Language
from sim.study.prepare import Prepared


def words(prepared: Prepared, lang: Language, *, today: Prepared) -> str:
    """What the scenario says, in sentences; a reformed one beside what it is ``today``."""
    return in_words(prepared.scenario, prepared.program, lang, today=today.scenario)


def picture(prepared: Prepared, lang: Language) -> str:
    """The processes as one SVG document."""
    return as_svg(prepared.scenario, prepared.program, lang)
