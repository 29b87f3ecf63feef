"""A run as a notebook holds it: the answer as a mapping, and everything that can be looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim import engines
from sim.errors import UsageError
from sim.experiments.plotting import Plots
from sim.experiments.running import Answer
from sim.labels import Language
from sim.reporting.jsonout import localised
from sim.reporting.notebook import Rows, figure_rows, run_page, verdict_rows
from sim.study.charting import charts_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.charts import Charts
    from sim.eventlog import EventLog
    from sim.reporting.report import Paper
    from sim.study.decide import Study
    from sim.study.document import Document

LOGGED = 20
"""The tables of events and cases hold so many replications, those that pictures show: more than that of a
large scenario fills the memory."""


class Run(Mapping[str, Any]):
    """The answer about one variant. As a mapping it is the document that ``sim run --json`` prints; in a
    notebook it shows its verdicts.

    ``verdicts``, ``measures`` and ``pools`` are tables of plain rows (``.frame()`` for pandas), ``cases``
    and ``events`` DataFrames, ``plot`` draws, ``report`` and ``workbook`` write files.
    """

    def __init__(self, answer: Answer, lang: Language) -> None:
        if answer.study is None:
            raise ValueError("a run needs its study")
        self._answer, self.lang, self._study = answer, lang, answer.study
        self.document: Document = localised(answer.document, lang)

    def __getitem__(self, key: str) -> Any:
        return self.document[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.document)

    def __len__(self) -> int:
        return len(self.document)

    def __eq__(self, other: object) -> bool:
        return dict(self) == dict(other) if isinstance(other, Mapping) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        board = self.document["board"]
        told = ", ".join(f"{board[k]} {k}" for k in ("met", "missed", "undecided"))
        where = f"{self.document['scenario']}, {self.document['variant']}"
        return f"<Run of {where}: {told}; {self.document['replications']} replications>"

    def _repr_html_(self) -> str:
        return run_page(self.document, self.lang)

    # Figures

    @property
    def study(self) -> Study:
        """The samples and verdicts behind the answer."""
        return self._study

    @property
    def verdicts(self) -> Rows:
        """A row per target."""
        return verdict_rows(self.document["verdicts"], self.lang)

    @property
    def measures(self) -> Rows:
        """A row per measure of each process."""
        return figure_rows(self.document["measures"], "process", self.lang)

    @property
    def pools(self) -> Rows:
        """A row per figure of each pool."""
        return figure_rows(self.document["pool_figures"], "pool", self.lang)

    # What happened

    def log(self, replication: int = 0) -> EventLog:
        """The event log of one replication, run anew: the same history as the one that was judged."""
        count = self.document["replications"]
        if not 0 <= replication < count:
            raise UsageError(f"no replication {replication} (there are {count}, from 0)")
        program, seed = self._study.prepared.program, self._study.seed
        return engines.run(program, seed=seed, replication=replication, engine=self._study.engine)

    @cached_property
    def events(self) -> pd.DataFrame:
        """A row per visit of a case to a step, in the first replications (20 at most)."""
        from sim.reporting.frames import events_frame

        return events_frame(self._logs())

    @cached_property
    def cases(self) -> pd.DataFrame:
        """A row per case with its attributes and milestones, in the first replications (20 at most)."""
        from sim.reporting.frames import cases_frame

        return cases_frame(self._logs())

    def _logs(self) -> Iterator[EventLog]:
        return (self.log(r) for r in range(min(self.document["replications"], LOGGED)))

    # What it looks like

    @cached_property
    def charts(self) -> Charts:
        """What the plots show, as plain data."""
        return charts_of(self._study, self._answer.document["pool_figures"])

    @property
    def plot(self) -> Plots:
        """The plots: ``run.plot.waiting()``, ``run.plot.case_times(0, lang="zh")``."""
        return Plots(self.charts, self.lang)

    # Files

    def report(self, target: str | Path, *, lang: Language | None = None, pictures: bool = True) -> Path:
        """Write the run as one HTML page in both languages, opened in ``lang``."""
        from sim.experiments.reports import write_page

        return write_page(self._paper, Path(target), lang or self.lang, pictures=pictures)

    def workbook(self, target: str | Path, *, lang: Language | None = None) -> Path:
        """Write the run as an Excel workbook: a tidy table per question."""
        from sim.reporting.report import write_workbook

        write_workbook(self._paper, Path(target), lang or self.lang)
        return Path(target)

    @cached_property
    def _paper(self) -> Paper:
        from sim.experiments.reports import paper_of

        file = self._study.prepared.scenario.file
        return paper_of(self._study, self._answer.document, file=file)
