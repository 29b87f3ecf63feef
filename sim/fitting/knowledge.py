"""What a log tells of its cases beside their visits, as numbers by case: texts and figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.history import History

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MOST_TEXTS = 20
"""An attribute with more different texts explains nothing that a reader could use."""

NO_TEXT = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An attribute of cases: a value per case number (of texts the place in ``names``, else a figure, not a
    number where there is none).
    """

    name: str
    values: Floats
    names: tuple[str, ...] = ()

    def counts(self, cases: Ints) -> Ints:
        """How often each text stands among some cases."""
        return np.bincount(self.values[cases].astype(np.int64), minlength=len(self.names))


def known_of(history: History, process: int) -> tuple[Known, ...]:
    """The attributes of the cases of a process that take at least two values."""
    catalog = history.log.catalog
    found = []
    columns = zip(
        catalog.attributes[process],
        catalog.text_attributes[process],
        history.log.attributes[process],
        strict=True,
    )
    for name, is_text, column in columns:
        values = np.asarray(column, dtype=np.float64)
        if not is_text:
            if len(np.unique(values[np.isfinite(values)])) > 1:
                found.append(Known(name=name, values=values))
            continue
        used, numbers = np.unique(values.astype(np.int64), return_inverse=True)
        if 1 < len(used) <= MOST_TEXTS:
            names = tuple(_plain(catalog.texts[v]) for v in used.tolist())
            found.append(Known(name=name, values=numbers.astype(np.float64), names=names))
    return tuple(found)


def _plain(text: str) -> str:
    """A text as it can stand in double quotes."""
    return " ".join(text.replace('"', "'").split())[:100] or NO_TEXT
