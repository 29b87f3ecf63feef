"""[reforming] ``merge_pools``: one pool of several, wherever they are named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.errors import Complaint, Place, nearest_name
from sim.fields import IDENTIFIER
from sim.paths import find_steps
from sim.reforming.workshop import Bench, added, renewed
from sim.tree import Map, Seq, copied

_KEEPS = ("label", "order", "at_close", "preempt", "plan")
_OF_A_SHIFT = ("absent", "cost", "speed")


def merge_pools(bench: Bench) -> list[Complaint]:
    """``merge_pools: {from: [a, b], into: c}``.

    The shifts are those of ``from`` in that order; label, order, at_close and preempt are those of ``into``
    if it
    is one of them, else (but for the label) of the first. Such fields in the card itself prevail. Every `by`,
    `assign` and pool target that named one of them names ``into``.
    """
    given = bench.only(("from", "into", *_KEEPS), ("from", "into"))
    pools, names, into = bench.tree.get("pools", Map()), bench.texts("from"), bench.text("into")
    for i, name in enumerate(names):
        if name not in pools:
            lost = f" ({bench.gone[name]} took it away)" if name in bench.gone else ""
            raise bench.wrong(("from", i), name, f"a pool{lost}", nearest_name(name, pools))
    if len(names) < 2:
        raise bench.wrong(("from",), names[0], "at least two pools")
    if into in pools and into not in names:
        raise bench.wrong(
            ("into",),
            into,
            f"a new name, or one of from ({into} is a pool: name it in from to keep its people)",
        )
    if not IDENTIFIER.match(into) or into == "owner":
        raise bench.wrong(("into",), into, "a name of small letters, digits and _ (and not owner)")
    _swap(bench, pools, names, into, _merged(bench, pools, names, into, given))
    bench.took_away(n for n in names if n != into)
    _rename(bench.tree, set(names), into, bench.place())
    return []


def _merged(bench: Bench, pools: Map, names: Sequence[str], into: str, given: Map) -> Map:
    here = bench.place()
    model = pools[into] if into in pools else pools[names[0]]
    pool = Map((), here)
    for key in _KEEPS:
        if key in model and (into in pools or key != "label"):
            pool.put(key, model[key], model.places.get(key, here))
    added(pool, copied(given), ("from", "into"))
    shifts = Seq((), here)
    for name in names:
        for shift, place in _shifts(pools[name], pools.places.get(name)):
            shifts.add(shift, place)
    pool.put("shifts", shifts, here)
    return pool


def _shifts(pool: Map, place: Place | None) -> list[tuple[Map, Place | None]]:
    """A pool's shifts, each with the calendar, absence, cost and speed that hold for it."""
    if "shifts" not in pool:
        alone = Map((), place)
        added(
            alone,
            Map(((k, v) for k, v in pool.items() if k in ("staff", "calendar", *_OF_A_SHIFT)), pool.origin),
            (),
        )
        alone.places.update({k: p for k, p in pool.places.items() if k in alone})
        return [(alone, place)]
    shifts = [s for s in pool["shifts"] if isinstance(s, Map)]
    for shift in shifts:
        for key in _OF_A_SHIFT:
            if key in pool and key not in shift:
                shift.put(key, pool[key], pool.places.get(key, place))
    return [(s, s.origin or place) for s in shifts]


def _swap(bench: Bench, pools: Map, names: Sequence[str], into: str, merged: Map) -> None:
    """The merged pool stands where ``into`` stood, or else where the first of the others in the file did."""
    spot = into if into in pools else next(n for n in pools if n in names)
    entries = [(n, p, pools.places.get(n)) for n, p in pools.items() if n not in names or n == spot]
    renewed(pools, [(into, merged, bench.place()) if n == spot else (n, p, place) for n, p, place in entries])


def renamed_pools(tree: Map, names: Mapping[str, str]) -> None:
    """Give pools of a tree other names, each by itself, in place and wherever they are named."""
    pools = tree.get("pools", Map())
    renewed(pools, [(names.get(n, n), p, pools.places.get(n)) for n, p in pools.items()])
    for old, new in names.items():
        _rename(tree, {old}, new, None)


def _rename(tree: Map, names: set[str], into: str, here: Place | None) -> None:
    for found in find_steps(tree):
        for kind, key in (("task", "by"), ("assign", "pool")):
            if found.kind == kind and key in found.step:
                place = found.step.places.get(key, here)
                found.step.put(key, _by(found.step[key], names, into), place)
    for target in tree.get("targets") or ():
        if isinstance(target, Map) and _among(target.get("pool"), names):
            target.put("pool", into, target.places.get("pool", here))


def _by(by: Any, names: set[str], into: str) -> Any:
    if isinstance(by, str):
        return into if by in names else by
    if isinstance(by, Seq):
        once = _once(by, names, into)
        return once[0] if len(once) == 1 and len(by) > 1 else once
    if isinstance(by, Map) and isinstance(by.get("join_shortest"), Seq):
        by.put("join_shortest", _once(by["join_shortest"], names, into), by.places.get("join_shortest"))
    elif isinstance(by, Map) and isinstance(by.get("all"), Seq):
        by.put("all", _summed(by["all"], names, into), by.places.get("all"))
    return by


def _once(items: Seq, names: set[str], into: str) -> Seq:
    kept = Seq((), items.origin)
    for i, item in enumerate(items):
        new = into if _among(item, names) else item
        if new not in kept:
            kept.add(new, items.places[i])
    return kept


def _summed(items: Seq, names: set[str], into: str) -> Seq:
    """An ``all`` list with one entry for the merged pool, where the first stood: their people together."""
    mine = [i for i, item in enumerate(items) if _among(_pool_of(item), names)]
    kept = Seq((), items.origin)
    for i, item in enumerate(items):
        if i not in mine:
            kept.add(item, items.places[i])
        elif i == mine[0]:
            place = items.places[i]
            count = _sum([items[j].get("n", 1) if isinstance(items[j], Map) else 1 for j in mine])
            people = Map([("pool", into), ("n", count)], place)
            kept.add(into if count == 1 else people, place)
    return kept


def _among(item: Any, names: set[str]) -> bool:
    return isinstance(item, str) and item in names


def _pool_of(item: Any) -> Any:
    return item.get("pool") if isinstance(item, Map) else item


def _sum(counts: Sequence[Any]) -> Any:
    if all(isinstance(c, int | float) for c in counts):
        return sum(counts)
    return " + ".join(f"({c})" if isinstance(c, str) and len(counts) > 1 else str(c) for c in counts)


__all__ = ["merge_pools", "renamed_pools"]
