"""[whatif] A question as files that somebody takes along."""

from __future__ import annotations

from io import BytesIO

from sim.experiments.reports import paper_of
from sim.experiments.running import Order, answers
from sim.experiments.saving import resolved
from sim.experiments.whatif.question import NAME, Question, prepared
from sim.labels import Language
from sim.reporting.report import Paper, page, write_workbook


def as_scenario(question: Question, count: int, lang: Language) -> bytes:
    """The scenario as it stands on the page, cards and values applied, as a file that `sim check` accepts."""
    return resolved(prepared(question)[NAME])[0].encode()


def as_report(question: Question, count: int, lang: Language) -> bytes:
    """The report of what is on screen, as one HTML page."""
    return page(_paper(question, count), lang).encode()


def as_workbook(question: Question, count: int, lang: Language) -> bytes:
    """The figures of what is on screen, as an Excel workbook."""
    book = BytesIO()
    write_workbook(_paper(question, count), book, lang)
    return book.getvalue()


def _paper(question: Question, count: int) -> Paper:
    """What is reported; the run ends at the look that the page shows, with that look's intervals."""
    order = Order(path=question.file, variants=(NAME,), seed=question.seed, at_most=count, workers=1)
    (answer,) = answers(order, ready=prepared(question))
    if answer.study is None:
        raise ValueError("an answer that was worked out has its study")
    return paper_of(answer.study, answer.document, file=question.file)
