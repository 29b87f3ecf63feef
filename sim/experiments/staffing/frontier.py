"""The frontier between services as a chart, and as pictures in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.charts import Frontier, Split
from sim.labels import LANGUAGES, Label, Language

if TYPE_CHECKING:
    from sim.reporting.plots import Picture

Document = Mapping[str, Any]


def chart_of(document: Document) -> Frontier:
    """The splits of a portfolio's answer, with what each does to each service."""
    services, splits = document["services"], document["splits"]
    names = [s["scenario"] for s in services]
    return Frontier(
        budget=document["budget"],
        services=tuple(_label(s) for s in services),
        targets=document["targets"],
        splits=tuple(
            Split(
                heads=tuple(row["heads"][n] for n in names),
                margins=tuple(row["margins"][n] for n in names),
                met=row["met"],
            )
            for row in splits
        ),
        chosen=0 if splits else None,
    )


def _label(service: Document) -> Label:
    title = service["title"]
    told = Label(title["en"], title["zh"]) if isinstance(title, dict) else Label(title or "")
    return told if told("en") else Label(service["scenario"])


def picture(document: Document, lang: Language) -> Picture:
    """The frontier of an answer with a budget."""
    from sim.reporting.plots import frontier

    return frontier(chart_of(document), lang)


def pictures(document: Document) -> dict[str, str]:
    """Files of the answer's folder: the picture in each language; none without a budget."""
    if document["budget"] is None or not document["splits"]:
        return {}
    return {f"frontier.{lang}.svg": picture(document, lang).svg() for lang in LANGUAGES}
