"""A prepared scenario in words and as a picture."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence

from sim.calendars import DAY
from sim.charts import StepTime, TimeSpent
from sim.compiling.describe import Facts, as_bpmn, as_checklist, as_svg, in_words
from sim.compiling.describing.shapes import Beside
from sim.compiling.describing.speech import Speech
from sim.labels import LANGUAGES, Language
from sim.results import version_of, versions
from sim.statistics.looks import LOOKS
from sim.study.prepare import Prepared
from sim.verdict import ALPHA


def words(prepared: Prepared, lang: Language, *, today: Prepared) -> str:
    """What the scenario says, in sentences; a reformed one beside what it is ``today``."""
    return in_words(prepared.scenario, prepared.program, lang, today=today.scenario)


def holders(prepared: Prepared) -> dict[str, dict[str, str]]:
    """Who may hold a case, by name, in both languages: built-in holders bear their usual names."""
    spoken = {lang: Speech(prepared.scenario, prepared.program, lang) for lang in LANGUAGES}
    names = prepared.scenario.document.holder_labels()
    return {name: {lang: say.holder(name) for lang, say in spoken.items()} for name in names}


def picture(prepared: Prepared, lang: Language, *, spent: Sequence[TimeSpent] = ()) -> str:
    """The processes as one SVG document, with the time and queue at each step where a run has told them."""
    beside = {chart.process: _beside(chart) for chart in spent}
    return as_svg(prepared.scenario, prepared.program, lang, beside=beside)


def _beside(chart: TimeSpent) -> dict[str, Beside]:
    most = max((s.queueing + s.inside for s in chart.steps), default=0.0) * DAY
    return {step.name: _figures(step, most) for step in chart.steps}


def _figures(step: StepTime, most: float) -> Beside:
    """Figures per case as figures per visit, in seconds."""
    visits = step.visits or 1.0
    return Beside(
        queueing=step.queueing * DAY / visits,
        inside=step.inside * DAY / visits,
        visits=step.visits,
        most=most,
    )


def bpmn(prepared: Prepared, lang: Language) -> str:
    """The processes as one BPMN 2.0 document, with a drawing."""
    return as_bpmn(prepared.scenario, prepared.program, lang)


def stress(prepared: Prepared, lang: Language, *, today: Prepared) -> str:
    """The checklist STRESS-DES answered for the scenario as it would be run here and now."""
    facts = Facts(
        looks=LOOKS,
        alpha=ALPHA,
        versions={"shixian": version_of("shixian"), **versions()},
        machine=f"{platform.system()} {platform.machine()}, {os.cpu_count() or 1} x CPU",
        generator="Philox4x32-10",
    )
    return as_checklist(prepared.scenario, prepared.program, lang, facts=facts, today=today.scenario)
