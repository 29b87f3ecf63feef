"""Discovery: from the order of visits to blocks that a planner can read.

Our own small inductive miner (see `cuts`): cut the directly-follows graph, split the log, go on with each
part. Where no cut is found, rare edges are left out; where that does not help, the activities become a
sequence in the order of their mean place, each of which may be skipped or repeated: unlike the usual last
resort, "anything in any order", that is still a process. How many edges are left out is chosen by what
reproduces the log best (`best`). A visit out of order is told where its activity belongs; only visits that a
choice rules out have no place.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from sim.fitting.blocks import Block, Passage
from sim.fitting.cuts import Graph, Groups, choice, loop, parallel, sequence

NOISES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.45, 0.6)
"""Shares of the most frequent edge below which edges are left out, as they are tried."""

NESTED = 0.02
"""Two parts count as left out together if so few passages have the rarer without the other."""

Variant = tuple[str, ...]


class Miner:
    """Mines variants (traces and how often each occurred)."""

    def __init__(self, variants: Mapping[Variant, int], noise: float) -> None:
        self.traces = list(variants)
        self.weights = list(variants.values())
        self.noise = noise

    def mine(self) -> Block:
        """The block of the whole log."""
        return self._block([(v, tuple(range(len(t)))) for v, t in enumerate(self.traces)])

    def _names(self, passage: Passage) -> list[str]:
        trace = self.traces[passage[0]]
        return [trace[i] for i in passage[1]]

    def _block(self, seen: list[Passage]) -> Block:
        names = [self._names(p) for p in seen]
        activities = {a for n in names for a in n}
        if not activities:
            return Block("nothing", seen=seen)
        if any(not n for n in names):
            return self._optional(seen, names)
        if len(activities) == 1:
            return self._single(seen, names, activities.pop())
        graph = Graph.of((n, self.weights[p[0]]) for n, p in zip(names, seen, strict=True))
        found = self._cut(seen, names, graph.without_rare(self.noise)) if self.noise else None
        found = found or self._cut(seen, names, graph)
        if found is None:
            found = self._once_each(seen, names, activities) or self._again(seen, names, graph)
        return found or self._in_mean_order(seen, names)

    def _cut(self, seen: list[Passage], names: list[list[str]], graph: Graph) -> Block | None:
        for find, split in (
            (choice, self._choice),
            (sequence, self._side_by_side),
            (parallel, self._side_by_side),
            (loop, self._loop),
        ):
            groups = find(graph)
            if groups is not None:
                kind = "parallel" if find is parallel else "sequence"
                return split(seen, names, groups, kind)
        return None

    # Splits

    def _side_by_side(self, seen: list[Passage], names: list[list[str]], groups: Groups, kind: str) -> Block:
        """Each part takes its own visits of every passage."""
        if kind == "sequence":
            groups = self._together(seen, names, groups)
        parts: list[list[Passage]] = [[] for _ in groups]
        for passage, own in zip(seen, names, strict=True):
            for part, group in zip(parts, groups, strict=True):
                part.append(
                    (passage[0], tuple(i for i, a in zip(passage[1], own, strict=True) if a in group))
                )
        return Block(kind, children=[self._block(p) for p in parts], seen=seen)  # type: ignore[arg-type]

    def _together(self, seen: list[Passage], names: list[list[str]], groups: Groups) -> Groups:
        """Neighbouring parts that are left out together (one never without the other) as one part, so that a
        case takes them or leaves them as a whole.
        """
        weights = [self.weights[p[0]] for p in seen]
        present = [[any(a in g for a in own) for own in names] for g in groups]
        total = sum(weights)

        def weight(these: list[bool]) -> int:
            return sum(w for w, yes in zip(weights, these, strict=True) if yes)

        found: list[tuple[set[str], list[bool]]] = []
        for group, here in zip(groups, present, strict=True):
            if found:
                last, there = found[-1]
                either = [a or b for a, b in zip(there, here, strict=True)]
                most = max(weight(there), weight(here))
                nested = weight(either) - most <= NESTED * min(weight(there), weight(here))
                if nested and weight(either) < (1 - NESTED) * total:
                    found[-1] = (last | group, either)
                    continue
            found.append((set(group), here))
        return [group for group, _ in found] if len(found) > 1 else groups

    def _choice(self, seen: list[Passage], names: list[list[str]], groups: Groups, _: str) -> Block:
        """Each passage goes to the part that has most of its visits; stray ones follow it there."""
        parts: list[list[Passage]] = [[] for _ in groups]
        taken = []
        for passage, own in zip(seen, names, strict=True):
            counts = [sum(a in g for a in own) for g in groups]
            to = counts.index(max(counts))
            taken.append((to, len(parts[to])))
            kept = tuple(i for i, a in zip(passage[1], own, strict=True) if a in groups[to])
            parts[to].append((passage[0], kept))
        return Block("choice", children=[self._block(p) for p in parts], seen=seen, taken=taken)

    def _optional(self, seen: list[Passage], names: list[list[str]]) -> Block:
        """A choice between something and nothing."""
        something = [p for p, n in zip(seen, names, strict=True) if n]
        nothing = [p for p, n in zip(seen, names, strict=True) if not n]
        taken, counts = [], [0, 0]
        for n in names:
            to = 0 if n else 1
            taken.append((to, counts[to]))
            counts[to] += 1
        children = [self._block(something), Block("nothing", seen=nothing)]
        return Block("choice", children=children, seen=seen, taken=taken)

    def _single(self, seen: list[Passage], names: list[list[str]], activity: str) -> Block:
        if all(len(n) == 1 for n in names):
            return Block("leaf", activity, seen=seen)
        turns: list[list[tuple[int, int]]] = []
        body: list[Passage] = []
        redo: list[Passage] = []
        for variant, places in seen:
            own = []
            for k, i in enumerate(places):
                if k:
                    own.append((1, len(redo)))
                    redo.append((variant, ()))
                own.append((0, len(body)))
                body.append((variant, (i,)))
            turns.append(own)
        children = [Block("leaf", activity, seen=body), Block("nothing", seen=redo)]
        return Block("loop", children=children, seen=seen, turns=turns)

    def _loop(self, seen: list[Passage], names: list[list[str]], groups: Groups, _: str) -> Block:
        """Visits alternate between the body and what is done before the next round."""
        return self._turning(seen, names, lambda own: _alternating(own, groups[0]))

    def _turning(self, seen: list[Passage], names: list[list[str]], cut: object) -> Block:
        body: list[Passage] = []
        redo: list[Passage] = []
        turns = []
        for (variant, places), own in zip(seen, names, strict=True):
            mine = []
            for part, at in cut(own):  # type: ignore[operator]
                into = redo if part else body
                mine.append((part, len(into)))
                into.append((variant, tuple(places[i] for i in at)))
            turns.append(mine)
        return Block("loop", children=[self._block(body), self._block(redo)], seen=seen, turns=turns)

    # Where no cut is found

    def _once_each(self, seen: list[Passage], names: list[list[str]], activities: set[str]) -> Block | None:
        """An activity that occurs once in every passage may stand beside all the rest."""
        total = sum(self.weights[p[0]] for p in seen)
        for activity in sorted(activities):
            exact = sum(
                self.weights[p[0]] for p, n in zip(seen, names, strict=True) if n.count(activity) == 1
            )
            if exact == total:
                return self._side_by_side(seen, names, [{activity}, activities - {activity}], "parallel")
        return None

    def _again(self, seen: list[Passage], names: list[list[str]], graph: Graph) -> Block | None:
        """All of it again, where a beginning directly follows an end."""
        ends, starts = graph.ends.keys(), graph.starts.keys()
        if len(starts) > 2 or len(ends) > 3:
            return None

        def cut(own: Sequence[str]) -> list[tuple[int, list[int]]]:
            parts: list[list[int]] = [[]]
            for i, a in enumerate(own):
                if i and a in starts and own[i - 1] in ends:
                    parts.append([])
                parts[-1].append(i)
            made: list[tuple[int, list[int]]] = []
            for k, part in enumerate(parts):
                made += [(1, []), (0, part)] if k else [(0, part)]
            return made

        if sum(len(cut(n)) for n in names) == len(names):
            return None
        return self._turning(seen, names, cut)

    def _in_mean_order(self, seen: list[Passage], names: list[list[str]]) -> Block:
        place: dict[str, float] = defaultdict(float)
        count: dict[str, float] = defaultdict(float)
        for passage, own in zip(seen, names, strict=True):
            weight = self.weights[passage[0]]
            for i, a in enumerate(own):
                place[a] += weight * (i + 0.5) / len(own)
                count[a] += weight
        order = sorted(place, key=lambda a: (place[a] / count[a], a))
        return self._side_by_side(seen, names, [{a} for a in order], "sequence")


def _alternating(own: Sequence[str], body: set[str]) -> list[tuple[int, list[int]]]:
    """Runs of visits of the body (part 0) and of the rest (part 1), beginning and ending in the body."""
    found: list[tuple[int, list[int]]] = [(0, [])]
    for i, a in enumerate(own):
        part = 0 if a in body else 1
        if found[-1][0] != part:
            found.append((part, []))
        found[-1][1].append(i)
    if found[-1][0] == 1:
        found.append((0, []))
    return found


# Which one is best


class Player:
    """Plays traces of blocks, their shares taken from the passages that were seen (each counted once)."""

    def __init__(self, weights: Sequence[int], rng: random.Random) -> None:
        self._weights, self._rng = weights, rng
        self._known: dict[int, list[int]] = {}

    def trace(self, block: Block) -> list[str]:
        """One trace of a block, which must live as long as the player."""
        if block.kind == "leaf":
            return [block.activity]
        if block.kind == "sequence":
            return [a for c in block.children for a in self.trace(c)]
        if block.kind == "choice":
            return self.trace(self._rng.choices(block.children, self._passages(block))[0])
        if block.kind == "parallel":
            return _shuffled([self.trace(c) for c in block.children], self._rng)
        if block.kind == "loop":
            return self._rounds(block)
        return []

    def _rounds(self, block: Block) -> list[str]:
        body, redo = block.children
        found = self.trace(body)
        _, rounds, whole = self._passages(block)
        again = rounds / max(rounds + whole, 1)
        while self._rng.random() < again and len(found) < 200:
            found += self.trace(redo) + self.trace(body)
        return found

    def _passages(self, block: Block) -> list[int]:
        """The passages through each child and, of a loop, through the whole."""
        known = self._known.get(id(block))
        if known is None:
            parts = [*block.children, block] if block.kind == "loop" else block.children
            known = [sum(self._weights[v] for v, _ in part.seen) for part in parts]
            self._known[id(block)] = known
        return known


def _shuffled(parts: list[list[str]], rng: random.Random) -> list[str]:
    order = [k for k, part in enumerate(parts) for _ in part]
    rng.shuffle(order)
    each = [iter(part) for part in parts]
    return [next(each[k]) for k in order]


def grams(traces: Mapping[Variant, float], n: int = 3) -> Counter[Variant]:
    """How often each run of n activities occurs, beginnings and ends filled up with blanks."""
    found: Counter[Variant] = Counter()
    blank = ("",) * (n - 1)
    for trace, weight in traces.items():
        padded = (*blank, *trace, *blank)
        for i in range(len(padded) - n + 1):
            found[padded[i : i + n]] += weight  # type: ignore[assignment]
    return found


def apart(a: Counter[Variant], b: Counter[Variant]) -> float:
    """The n-gram distance: summed absolute differences over summed counts, each set scaled to weight 1."""
    x, y = sum(a.values()) or 1, sum(b.values()) or 1
    return sum(abs(a[k] / x - b[k] / y) for k in a.keys() | b.keys()) / 2


def best(variants: Mapping[Variant, int]) -> tuple[Block, float, float]:
    """The block that reproduces the runs of three activities best, with the share of edges left out and the
    distance that remains; of equals the simpler one.
    """
    wanted = grams(variants)
    weights = list(variants.values())
    total = sum(weights)
    found: list[tuple[float, Block, float, float]] = []
    for noise in NOISES:
        block = Miner(variants, noise).mine()
        player = Player(weights, random.Random(1))
        made = Counter(tuple(player.trace(block)) for _ in range(min(max(total, 500), 3000)))
        distance = apart(wanted, grams(made))
        found.append((distance + 0.001 * block.size(), block, noise, distance))
    _, block, noise, distance = min(found, key=lambda f: f[0])
    return block, noise, distance
