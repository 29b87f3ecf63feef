"""What a report is made from: everything is known already, nothing is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.charts import UNNAMED, Charts
from sim.labels import Label, Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A number of the ledger as a person reads it."""

    name: Label
    key: str
    kind: str
    value: Label
    low: Label = UNNAMED
    high: Label = UNNAMED
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A run as it is reported on.

    ``document`` is the answer with texts in both languages; ``maps`` are the processes as SVG by language;
    ``facts`` is what the run's manifest tells (empty where it was not saved); ``break_evens`` are rows with
    ``target``, ``name``, ``value`` and ``flips`` (labels), where they have been searched for; ``file`` is
    what to type to search for them.
    """

    document: Mapping[str, Any]
    charts: Charts
    question: Label = UNNAMED
    about: Label = UNNAMED
    ledger: tuple[Entry, ...] = ()
    unsourced: tuple[tuple[str, str], ...] = ()
    maps: Mapping[Language, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    break_evens: tuple[Mapping[str, Label], ...] = ()
    file: str = ""
