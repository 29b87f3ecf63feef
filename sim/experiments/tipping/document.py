"""The answer of `sim tipping` as one plain document; texts in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sim.compiling import Ranged
from sim.estimate import finite
from sim.experiments.running import engine_of
from sim.experiments.tipping.asking import Inquest
from sim.experiments.tipping.bisecting import Tip
from sim.experiments.tipping.cards import Split
from sim.experiments.tipping.indices import Index
from sim.experiments.tipping.pairs import Pair
from sim.experiments.tipping.plausible import Plausible
from sim.experiments.tipping.screening import End, Swing
from sim.experiments.worlds import margin
from sim.study.document import SCHEMA_VERSION, both, row_of
from sim.study.notes import notes_of
from sim.verdict import Verdict

Document = dict[str, Any]

DECIDING = 3
"""So many figures are said to decide a target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All parts of the answer, by target."""

    inquest: Inquest
    verdicts: Sequence[Verdict]
    swings: Mapping[int, Sequence[Swing]]
    tips: Mapping[int, Sequence[Tip]]
    pairs: Mapping[int, Sequence[Pair]]
    worlds: Plausible
    indices: Mapping[int, Sequence[Index]]
    cards: Mapping[int, Split]
    needing: Sequence[str]


def document_of(found: Findings) -> Document:
    """The whole answer."""
    inquest, order = found.inquest, found.inquest.order
    program = inquest.program
    return {
        "schema_version": SCHEMA_VERSION,
        "scenario": inquest.prepared.scenario.name,
        "title": both(program.title),
        "variant": program.variant,
        "seed": order.seed,
        "engine": engine_of(order.engine),
        "replications": order.replications,
        "screening": inquest.screening,
        "runs": inquest.worlds.replications,
        "figures": {f.name: _figure(f) for f in inquest.figures},
        "worlds": len(found.worlds.margins),
        "mended": found.worlds.mended,
        "targets": [_target(found, i) for i in range(len(found.verdicts))],
        "needing": list(found.needing),
        "cards": {
            name: both(card.label) for name, card in inquest.prepared.scenario.document.reforms.items()
        },
        "currency": program.currency,
        "notes": notes_of(inquest.prepared),
        "interrupted": False,
    }


def _figure(figure: Ranged) -> Document:
    return {
        "label": both(figure.label),
        "kind": figure.kind,
        "unit": figure.unit or "1",
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "whole": figure.whole,
    }


def _target(found: Findings, i: int) -> Document:
    share = found.worlds.share(i)
    split = found.cards.get(i)
    return {
        **row_of(found.verdicts[i], found.inquest.prepared, i),
        "holds": margin(found.verdicts[i]) >= 0,
        "figures": len(found.swings[i]),
        "held": None if share is None else dict(zip(("share", "low", "high"), share, strict=True)),
        "decides": deciding(found.tips[i], found.swings[i]),
        "tips": [_tip(t) for t in found.tips[i]],
        "swings": [_swing(s) for s in found.swings[i] if s.size > 0],
        "pairs": [_pair(p) for p in found.pairs[i]],
        "indices": [asdict(index) for index in found.indices[i]],
        "attribution": None if split is None else asdict(split),
    }


def deciding(tips: Sequence[Tip], swings: Sequence[Swing]) -> list[str]:
    """The figures that decide a verdict: those that flip it, the nearest to the ledger first, then those of
    the greatest effect.
    """
    names = [t.figure.name for t in tips] + [s.figure.name for s in swings if s.size > 0]
    return list(dict.fromkeys(names))[:DECIDING]


def _tip(tip: Tip) -> Document:
    return {
        "number": tip.figure.name,
        "at": tip.at,
        "low": finite(tip.low),
        "high": finite(tip.high),
        "towards": tip.towards,
        "distance": tip.distance,
        "sure": tip.sure,
    }


def _swing(swing: Swing) -> Document:
    return {"number": swing.figure.name, "low": _end(swing.low), "high": _end(swing.high), "size": swing.size}


def _end(end: End) -> Document:
    return {"value": end.value, "estimate": end.estimate, "gain": finite(end.gain), "half": _known(end.half)}


def _known(x: float) -> float | None:
    return x if x == x and abs(x) != float("inf") else None


def _pair(pair: Pair) -> Document:
    return {
        "numbers": list(pair.names),
        "values": list(pair.values),
        "estimate": finite(pair.estimate),
        "flips": pair.flips,
    }


def tip_rows(document: Document) -> Iterator[Document]:
    """One row per target and figure: break-even, and the target at the ends of the range."""
    for row in document["targets"]:
        tips: dict[str, Document] = {}
        for tip in row["tips"]:
            tips.setdefault(tip["number"], tip)
        for swing in row["swings"]:
            name = swing["number"]
            figure = document["figures"][name]
            tip = tips.get(name, {})
            yield {
                "target": row["target"]["en"] if isinstance(row["target"], dict) else row["target"],
                "verdict": row["verdict"],
                "number": name,
                **{k: figure[k] for k in ("kind", "unit", "value", "low", "high")},
                "flips_at": tip.get("at"),
                "flips_low": tip.get("low"),
                "flips_high": tip.get("high"),
                "at_low": swing["low"]["estimate"],
                "at_high": swing["high"]["estimate"],
                "size": swing["size"],
                "decides": name in row["decides"],
            }


TIP_COLUMNS = (
    "target", "verdict", "number", "kind", "unit", "value", "low", "high", "flips_at", "flips_low",
    "flips_high", "at_low", "at_high", "size", "decides",
)  # fmt: skip


def world_rows(found: Findings) -> Iterator[Document]:
    """One row per plausible world: its values, and each target's estimate and margin."""
    for n, (values, estimates, kept) in enumerate(
        zip(found.worlds.values, found.worlds.estimates, found.worlds.margins, strict=True)
    ):
        row: Document = {"world": n, **values}
        for i, (estimate, slack) in enumerate(zip(estimates, kept, strict=True)):
            row |= {f"target_{i}": finite(estimate), f"margin_{i}": finite(slack)}
        yield row


def world_columns(found: Findings) -> tuple[str, ...]:
    """The columns of `world_rows`."""
    targets = (c for i in range(len(found.verdicts)) for c in (f"target_{i}", f"margin_{i}"))
    return ("world", *(f.name for f in found.inquest.figures), *targets)
