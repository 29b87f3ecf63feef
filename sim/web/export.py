"""[web] Files that somebody takes along: the scenario as it stands on the page, its report, its workbook."""

from __future__ import annotations

from starlette.responses import Response

from sim.experiments.whatif import Question
from sim.experiments.whatif.taken import as_report, as_scenario, as_workbook
from sim.labels import Language
from sim.web.calls import NotUnderstood
from sim.web.workers import Workers

KINDS = {
    "scenario": ("application/yaml; charset=utf-8", "yaml", as_scenario),
    "report": ("text/html; charset=utf-8", "html", as_report),
    "workbook": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", as_workbook),
}
"""Media type, ending and what makes it, by the kind that the page asks for."""


async def exported(workers: Workers, question: Question, count: int, kind: str, lang: Language) -> Response:
    """The file as an answer; raises `NotUnderstood` on an unknown kind."""
    if kind not in KINDS:
        raise NotUnderstood(f"kind: one of {', '.join(KINDS)}")
    media, ending, make = KINDS[kind]
    content = await workers.do(make, question, count, lang)
    headers = {"content-disposition": f'attachment; filename="what_if.{ending}"'}
    return Response(content, media_type=media, headers=headers)
