"""[reforming] Several scenarios as one, in which people serve all of them: their processes run side by side,
and pools that are declared shared become one pool.

Everything else stays what it was: a pool that is not shared keeps its own people, and a figure of the ledger
its own value (under a name of its own where another scenario has one of that name); what the scenarios must
agree on (the period, a calendar of the same name) is complained about where they do not. Each scenario's
variant is worked out first, so its cards act on it alone; the joint scenario has one card per variant that
writes what came out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.errors import Complaint, InputError
from sim.reforming.agreeing import disagreements, joined_parts
from sim.reforming.pools import merge_pools, renamed_pools
from sim.reforming.renaming import renamed_numbers
from sim.reforming.workshop import Bench
from sim.scenario import Scenario
from sim.tree import Map, Seq, copied, plain, planted

_SECTIONS = ("calendars", "numbers", "sessions", "procedures", "processes")
_BY_FIELD = frozenset({"numbers", "pools", "processes"})
"""Sections of which a variant writes single fields."""

_ONE_SHIFT = frozenset({"staff", "calendar", "absent", "cost", "speed"})


@dataclass(frozen=True, slots=True)
class Share:
    """A shared pool: its name in the joint scenario, and the pool of each scenario (by name) that becomes
    it."""

    into: str
    of: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Names:
    """What pools and figures are called in the joint scenario, by scenario and name."""

    pools: Mapping[tuple[str, str], str]
    numbers: Mapping[tuple[str, str], str]


def joined(variants: Mapping[str, Sequence[Scenario]], shares: Sequence[Share]) -> Map:
    """The joint scenario's tree: ``variants["today"]`` are the scenarios as they are, the others with the
    cards that each has in that variant, always in the same order.

    Raises `InputError` with every complaint about what the scenarios do not agree on.
    """
    everyone = [s for scenarios in variants.values() for s in scenarios]
    names = Names(_own_names(everyone, shares), _own_numbers(everyone))
    complaints: list[Complaint] = []
    trees: dict[str, Map] = {}
    for variant, scenarios in variants.items():
        wrong = [*disagreements(scenarios), *_unlike(scenarios, shares)]
        told = {(c.path, c.place) for c in complaints}
        complaints += [c for c in wrong if (c.path, c.place) not in told]
        if not wrong:
            trees[variant] = _together(scenarios, shares, names)
    if complaints:
        raise InputError(complaints)
    return _with_cards(trees)


def _own_names(scenarios: Iterable[Scenario], shares: Sequence[Share]) -> dict[tuple[str, str], str]:
    """What each scenario's pool is called in the joint one; a shared pool for now by a name of its own."""
    owners: dict[str, set[str]] = {}
    pools: dict[tuple[str, str], None] = {}
    for scenario in scenarios:
        for pool in scenario.document.pools:
            owners.setdefault(pool, set()).add(scenario.name)
            pools[scenario.name, pool] = None
    shared = {(name, pool) for share in shares for name, pool in share.of.items()}
    kept = {p for p in pools if p not in shared and len(owners[p[1]]) == 1}
    taken = {share.into for share in shares} | {pool for _, pool in pools}
    names: dict[tuple[str, str], str] = {}
    for name, pool in pools:
        own = pool if (name, pool) in kept and pool not in {s.into for s in shares} else ""
        names[name, pool] = own or _free(f"{_identifier(name)}_{pool}", taken)
    return names


def _own_numbers(scenarios: Sequence[Scenario]) -> dict[tuple[str, str], str]:
    """New names for the figures that are not the same wherever they have that name."""
    owners: dict[str, set[str]] = {}
    known: dict[str, list[object]] = {}
    for scenario in scenarios:
        for name, figure in (scenario.tree.get("numbers") or {}).items():
            owners.setdefault(name, set()).add(scenario.name)
            known.setdefault(name, []).append(plain(figure))
    taken = set(known)
    return {
        (owner, name): _free(f"{_identifier(owner)}_{name}", taken)
        for name, figures in known.items()
        if len(owners[name]) > 1 and any(f != figures[0] for f in figures)
        for owner in sorted(owners[name])
    }


def _free(name: str, taken: set[str]) -> str:
    free, n = name, 2
    while free in taken:
        free, n = f"{name}_{n}", n + 1
    taken.add(free)
    return free


def _identifier(name: str) -> str:
    """A scenario's name as the beginning of a pool's."""
    plainly = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return plainly if plainly[:1].isalpha() else f"s_{plainly or len(name)}"


def _unlike(scenarios: Sequence[Scenario], shares: Sequence[Share]) -> Iterator[Complaint]:
    """Shared pools that are not there, or that serve in another order."""
    by_name = {s.name: s for s in scenarios}
    for share in shares:
        first: Scenario | None = None
        for name, pool in share.of.items():
            scenario = by_name[name]
            if pool not in scenario.document.pools:
                where = f"pools.{pool}"
                yield Complaint(
                    where,
                    f"no {pool} in {scenario.variant}",
                    f"a pool that {name} has in every variant, to be shared",
                    place=scenario.place(("pools",)),
                )
                continue
            first = first or scenario
            yield from _served_otherwise(first, share.of[first.name], scenario, pool)


def _served_otherwise(first: Scenario, of_first: str, other: Scenario, pool: str) -> Iterator[Complaint]:
    one, two = first.document.pools[of_first], other.document.pools[pool]
    for key in ("order", "at_close", "preempt"):
        if getattr(one, key) != getattr(two, key):
            yield Complaint(
                f"pools.{pool}.{key}",
                str(getattr(two, key)),
                f"{getattr(one, key)}, as the shared pool has in {first.file}",
                place=other.place(("pools", pool, key)),
            )


def _together(scenarios: Sequence[Scenario], shares: Sequence[Share], names: Names) -> Map:
    trees = [_renamed(s, names) for s in scenarios]
    tree = joined_parts(scenarios, trees)
    for section in ("pools", *_SECTIONS):
        whole = Map()
        for one in trees:
            for key, value in (one.get(section) or {}).items():
                whole.put(key, value, one[section].places.get(key))
        if whole:
            tree.put(section, whole, None)
    targets = Seq()
    for scenario, one in zip(scenarios, trees, strict=True):
        for target in one.get("targets") or ():
            targets.add(_of_process(target, scenario), target.origin)
    tree.put("targets", targets, None)
    for share in shares:
        _merge(tree, share, scenarios, names.pools)
    return tree


def _renamed(scenario: Scenario, names: Names) -> Map:
    """A scenario's tree with its pools and figures under their new names, wherever they are named."""
    tree: Map = copied(scenario.tree)
    figures = {n: new for (owner, n), new in names.numbers.items() if owner == scenario.name}
    if figures:
        renamed_numbers(tree, scenario.document, figures)
    own = {p: names.pools[scenario.name, p] for p in scenario.document.pools}
    renamed_pools(tree, {old: new for old, new in own.items() if old != new})
    return tree


def _of_process(target: Map, scenario: Scenario) -> Map:
    """A target says whose cases it is about, where it needed not while there was one process."""
    if "process" not in target and "pool" not in target:
        target.put("process", next(iter(scenario.document.processes)), target.origin)
    return target


def _merge(
    tree: Map, share: Share, scenarios: Sequence[Scenario], names: Mapping[tuple[str, str], str]
) -> None:
    """Make one pool of the shared ones; where their people are alike, one number of them."""
    mine = [names[s.name, share.of[s.name]] for s in scenarios if s.name in share.of]
    label = tree["pools"][mine[0]].get("label")
    card: dict[str, Any] = {"from": mine, "into": share.into, **({"label": plain(label)} if label else {})}
    tree.put("join", planted(card, None), None)
    merge_pools(Bench(tree, ("join",)))
    tree.pop("join")
    pool = tree["pools"][share.into]
    shifts = [plain(s) for s in pool["shifts"]]
    alike = all({**s, "staff": 0} == {**shifts[0], "staff": 0} for s in shifts)
    if alike and set(shifts[0]) <= _ONE_SHIFT:
        del pool["shifts"]
        for key, value in {**shifts[0], "staff": _sum([s["staff"] for s in shifts])}.items():
            pool.put(key, value, None)


def _sum(counts: Sequence[Any]) -> int | str:
    """Numbers of people added up; figures and expressions as the sum of their texts."""
    whole = [c for c in counts if isinstance(c, int)]
    if len(whole) == len(counts):
        return sum(whole)
    texts = (str(c) for c in counts)
    return " + ".join(t if t.isidentifier() or t.isdigit() else f"({t})" for t in texts)


def _with_cards(trees: Mapping[str, Map]) -> Map:
    """Today's tree with a card and a variant for each other one: what differs is written."""
    today = trees["today"]
    cards, variants = Map(), Map()
    for variant, tree in trees.items():
        if variant == "today":
            continue
        written = dict(_written(today, tree))
        if written:
            cards.put(variant, planted({"change": [{"set": written}]}, None), None)
        variants.put(variant, Seq([variant] if written else []), None)
    if cards:
        today.put("reforms", cards, None)
    if variants:
        today.put("variants", variants, None)
    return today


def _written(today: Map, tree: Map) -> Iterator[tuple[str, Any]]:
    """What a variant writes, by path: no more than what differs, since a card prevails over values that were
    set before it (a figure of the ledger in a plausible world, say).
    """
    for section in dict.fromkeys((*today, *tree)):
        before, after = plain(today.get(section)), plain(tree.get(section))
        if before == after:
            continue
        # A path cannot invent a name in a section, nor take one away.
        if section not in _BY_FIELD or set(before or ()) != set(after or ()):
            yield section, after
            continue
        for name in before:
            yield from _written_fields(f"{section}.{name}", before[name], after[name])


def _written_fields(path: str, before: Any, after: Any) -> Iterator[tuple[str, Any]]:
    if before == after:
        return
    if not (isinstance(before, dict) and isinstance(after, dict)):
        yield path, after
        return
    for field in dict.fromkeys((*before, *after)):
        if before.get(field) != after.get(field):
            yield f"{path}.{field}", after.get(field)


__all__ = ["Share", "joined"]
