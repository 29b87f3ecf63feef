"""[compiling] A scenario as a planner reads it aloud, and as a picture for a slide."""

from __future__ import annotations

from sim.compiling.describing import goals, sections, staffing
from sim.compiling.describing.bpmn import as_bpmn
from sim.compiling.describing.cards import cards
from sim.compiling.describing.lines import Page
from sim.compiling.describing.outline import outline, unfolded
from sim.compiling.describing.picture import as_svg
from sim.compiling.describing.speech import Speech
from sim.compiling.describing.stress_runs import Facts, checklist
from sim.labels import Language
from sim.program import Program
from sim.scenario import Scenario


def in_words(
    scenario: Scenario, program: Program, lang: Language = "en", *, today: Scenario | None = None
) -> str:
    """The whole scenario in words, 80 columns wide: question, arrivals, steps, cards, targets, people,
    numbers.

    ``program`` is the compiled ``scenario`` (of the same variant). With the scenario as it is ``today`` the
    cards
    also tell what was there before. Ends with a line break.
    """
    say, page = Speech(scenario, program, lang, today), Page()
    sections.question(page, say)
    for name, model in scenario.document.processes.items():
        sections.process(page, say, name, model)
        outline(page, say, unfolded(say, name))
    cards(page, say)
    goals.targets(page, say)
    staffing.pools(page, say)
    staffing.calendars(page, say)
    staffing.period(page, say)
    sections.numbers(page, say)
    return page.text


def as_checklist(
    scenario: Scenario, program: Program, lang: Language, *, facts: Facts, today: Scenario | None = None
) -> str:
    """The twenty items of STRESS-DES answered for a scenario, 80 columns wide; ends with a line break."""
    say, page = Speech(scenario, program, lang, today), Page()
    checklist(page, say, facts)
    return page.text


__all__ = ["Facts", "as_bpmn", "as_checklist", "as_svg", "in_words"]
