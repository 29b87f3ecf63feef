"""What a target may measure: the names, their units, and what they need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["wd", "duration", "open", "number", "money", "rate"]
Of = Literal["case", "pool", "process"]


@dataclass(frozen=True, slots=True)
class MeasureKind:
    """A measure: whose it is, its limit's kind, whether it lies between milestones, what its suffix names."""

    of: Of
    unit: Unit
    between: bool = False
    suffix: Literal["", "holder", "step", "staffed", "outcome", "expr"] = ""


KINDS: dict[str, MeasureKind] = {
    "elapsed": MeasureKind("case", "duration", between=True),
    "working_days": MeasureKind("case", "wd", between=True),
    "legal_days": MeasureKind("case", "wd", between=True),
    "open_time": MeasureKind("case", "open", between=True),
    "queueing": MeasureKind("case", "duration"),
    "work": MeasureKind("case", "open"),
    "waiting": MeasureKind("case", "duration"),
    "held_by": MeasureKind("case", "duration", suffix="holder"),
    "trips": MeasureKind("case", "number"),
    "documents": MeasureKind("case", "number"),
    "fee": MeasureKind("case", "money"),
    "cost_share": MeasureKind("case", "number"),
    "rounds": MeasureKind("case", "number", suffix="step"),
    "queue_at": MeasureKind("case", "duration", suffix="staffed"),
    "utilisation": MeasureKind("pool", "number"),
    "overtime": MeasureKind("pool", "number"),
    "queue_length": MeasureKind("pool", "number"),
    "queue_time": MeasureKind("pool", "duration"),
    "cost": MeasureKind("pool", "money"),
    "throughput": MeasureKind("process", "rate"),
    "open_cases": MeasureKind("process", "number"),
    "clearance": MeasureKind("process", "number"),
    "outcome": MeasureKind("process", "number", suffix="outcome"),
    "share": MeasureKind("process", "number", suffix="expr"),
}
"""Every measure by its word before the dot."""

SHOWN = tuple(f"{name}.<{kind.suffix}>" if kind.suffix else name for name, kind in KINDS.items())
"""The measures as the reference lists them."""
MOMENTS = ("queued", "started", "ended")
"""What of a step is a milestone."""
