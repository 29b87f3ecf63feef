"""Cuts of a directly-follows graph: how a log falls into parts.

Source: S. J. J. Leemans, D. Fahland and W. M. P. van der Aalst, "Discovering block-structured process models
from event logs", Petri Nets 2013, LNCS 7927, 311-329 (the cuts), and "... containing infrequent behaviour",
BPM Workshops 2013, LNBIP 171, 66-78 (leaving rare edges out). Written anew from the papers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

Groups = list[set[str]]


@dataclass(slots=True)
class Graph:
    """How often one activity directly follows another, and which begin and end."""

    follows: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    starts: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    ends: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    activities: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, traces: Iterable[tuple[Sequence[str], float]]) -> Graph:
        """The graph of traces with their weights."""
        graph = cls()
        for trace, weight in traces:
            if not trace:
                continue
            graph.activities.update(trace)
            graph.starts[trace[0]] += weight
            graph.ends[trace[-1]] += weight
            for a, b in pairwise(trace):
                graph.follows[a, b] += weight
        return graph

    def without_rare(self, share: float) -> Graph:
        """The graph without edges rarer than ``share`` of the most frequent one that leaves the activity."""
        most: dict[str, float] = defaultdict(float)
        for (a, _), n in self.follows.items():
            most[a] = max(most[a], n)
        for a, n in self.ends.items():
            most[a] = max(most[a], n)
        kept = {(a, b): n for (a, b), n in self.follows.items() if n >= share * most[a]}
        return Graph(kept, _frequent(self.starts, share), _frequent(self.ends, share), set(self.activities))

    def successors(self) -> dict[str, set[str]]:
        """What directly follows each activity."""
        found: dict[str, set[str]] = {a: set() for a in self.activities}
        for a, b in self.follows:
            found[a].add(b)
        return found


def _frequent(counts: Mapping[str, float], share: float) -> dict[str, float]:
    least = share * max(counts.values(), default=0.0)
    return {a: n for a, n in counts.items() if n >= least}


def components(nodes: Iterable[str], edges: Iterable[tuple[str, str]]) -> Groups:
    """The connected parts of an undirected graph, each by its first node in order."""
    ordered = sorted(nodes)
    near: dict[str, set[str]] = {n: set() for n in ordered}
    for a, b in edges:
        near[a].add(b)
        near[b].add(a)
    found: Groups = []
    seen: set[str] = set()
    for node in ordered:
        if node in seen:
            continue
        part, todo = set(), [node]
        while todo:
            at = todo.pop()
            if at not in part:
                part.add(at)
                todo.extend(near[at] - part)
        seen |= part
        found.append(part)
    return found


def reachable(successors: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """What can be reached from each node by one edge or more."""
    found: dict[str, set[str]] = {}
    for node in successors:
        seen: set[str] = set()
        todo = list(successors[node])
        while todo:
            at = todo.pop()
            if at not in seen:
                seen.add(at)
                todo.extend(successors[at] - seen)
        found[node] = seen
    return found


def choice(graph: Graph) -> Groups | None:
    """Parts between which nothing ever follows."""
    found = components(graph.activities, graph.follows)
    return found if len(found) > 1 else None


def sequence(graph: Graph) -> Groups | None:
    """Parts each of which is reached from the one before and never the other way, in order."""
    reach = reachable(graph.successors())
    nodes = graph.activities
    tied = [(a, b) for a in nodes for b in nodes if a < b and ((b in reach[a]) == (a in reach[b]))]
    groups = components(nodes, tied)
    if len(groups) < 2:
        return None

    def before(a: set[str], b: set[str]) -> bool:
        return any(y in reach[x] for x in a for y in b)

    ordered: Groups = []
    rest = list(groups)
    while rest:
        first = [g for g in rest if not any(before(o, g) for o in rest if o is not g)]
        if not first:
            return None
        ordered.append(first[0])
        rest.remove(first[0])
    return ordered


def parallel(graph: Graph) -> Groups | None:
    """Parts of which every activity directly follows every one of another part, each able to begin and
    end.
    """
    nodes, follows = graph.activities, graph.follows
    apart = [(a, b) for a in nodes for b in nodes if a < b and not ((a, b) in follows and (b, a) in follows)]
    groups = components(nodes, apart)
    if len(groups) < 2:
        return None
    whole = [g for g in groups if g & graph.starts.keys() and g & graph.ends.keys()]
    rest = [g for g in groups if g not in whole]
    if len(whole) < 2:
        return None
    for group in rest:
        whole[0] |= group
    return whole


def loop(graph: Graph) -> Groups | None:
    """A body that holds all beginnings and ends, and parts that lead from its ends back to its beginnings."""
    edge = graph.starts.keys() | graph.ends.keys()
    inner = graph.activities - edge
    follows = graph.follows
    groups = components(inner, [(a, b) for a, b in follows if a in inner and b in inner])
    body, redo = set(edge), []
    for group in groups:
        enters = {a for a, b in follows if b in group and a in edge}
        leaves = {b for a, b in follows if a in group and b in edge}
        if enters <= graph.ends.keys() and leaves <= graph.starts.keys() and enters and leaves:
            redo.append(group)
        else:
            body |= group
    if not redo:
        return None
    return [body, set().union(*redo)]
