"""BPMN 2.0 as a graph, and the graph as blocks: sequence, choice, parallel, loop.

Only what has a meaning in the language is read: start and end events, tasks, timer events, exclusive,
parallel and inclusive gateways, one process. A graph that does not fall into blocks is refused with the
gateway's name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from xml.etree import ElementTree
from xml.parsers import expat

from sim.errors import Complaint, InputError, Place
from sim.importing.table import refuse

MOST_BYTES = 20_000_000
MOST_NODES = 20_000

Kind = Literal["start", "end", "task", "event", "mark", "exclusive", "parallel", "inclusive"]
_KINDS: Mapping[str, Kind] = {
    "startEvent": "start",
    "endEvent": "end",
    "intermediateCatchEvent": "event",
    "intermediateThrowEvent": "mark",
    "exclusiveGateway": "exclusive",
    "parallelGateway": "parallel",
    "inclusiveGateway": "inclusive",
    **dict.fromkeys(
        (
            "task", "userTask", "manualTask", "serviceTask", "scriptTask", "sendTask", "receiveTask",
            "businessRuleTask", "callActivity", "subProcess",
        ),
        "task",
    ),
}  # fmt: skip
_REFUSED = ("eventBasedGateway", "complexGateway", "boundaryEvent", "transaction", "adHocSubProcess")
EXIT = "(end)"


@dataclass(slots=True)
class Node:
    """A node of the graph with its flows out and in (ids of flows)."""

    id: str
    kind: Kind
    name: str
    out: list[str] = field(default_factory=list)
    into: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Graph:
    """A process: nodes by id, and the source and target of each flow."""

    file: str
    name: str
    nodes: dict[str, Node]
    flows: dict[str, tuple[str, str]]

    def after(self, node: str) -> list[tuple[str, str]]:
        """The flows out of a node with where they lead."""
        return [(f, self.flows[f][1]) for f in self.nodes[node].out]


Step = dict[str, Any]
"""``{"task": id}``, ``{"event": id}``, ``{"choice": id, "branches": [(flow, steps)]}``, ``{"parallel":
...}``, ``{"inclusive": ...}`` or ``{"loop": id, "flow": back, "steps": ..., "redo": ...}``.
"""


def read_bpmn(path: str | Path) -> Graph:
    """The process in a BPMN file. Raises `InputError` where it is none, or has several."""
    file = Path(path)
    if not file.is_file():
        raise refuse(str(path), 1, str(path), "a BPMN file (no such file)")
    data = file.read_bytes()
    if len(data) > MOST_BYTES:
        raise refuse(str(path), 1, f"{len(data):,} bytes", f"a model of at most {MOST_BYTES:,} bytes")
    _refuse_doctype(data, str(path))
    root = ElementTree.fromstring(data)
    processes = [e for e in root.iter() if _tag(e) == "process"]
    full = [p for p in processes if any(_tag(e) == "sequenceFlow" for e in p)]
    if _tag(root) != "definitions" or len(full) != 1:
        given = f"<{_tag(root)}> with {len(full)} processes"
        raise refuse(str(path), 1, given, "a BPMN 2.0 model with one process")
    return _graph(full[0], str(path))


def _refuse_doctype(data: bytes, file: str) -> None:
    parser = expat.ParserCreate()

    def doctype(*_: Any) -> None:
        raise refuse(file, parser.CurrentLineNumber, "a document type or entity", "BPMN without a DOCTYPE")

    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        said = expat.errors.messages[error.code] if error.code else "nonsense"
        given = f"{said} (column {error.offset + 1})"
        raise refuse(file, error.lineno, given, "a well-formed BPMN file") from None


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _graph(process: ElementTree.Element, file: str) -> Graph:
    nodes: dict[str, Node] = {}
    flows: dict[str, tuple[str, str]] = {}
    wrong: list[Complaint] = []
    for element in process:
        tag, key = _tag(element), element.get("id", "")
        if tag in _REFUSED:
            given = f"{tag} {element.get('name') or key}"
            expected = "tasks, timers, and exclusive, parallel or inclusive gateways"
            wrong.append(Complaint("", given, expected, place=Place(file, 1)))
        elif tag in _KINDS:
            name = " ".join((element.get("name") or "").split())
            nodes[key] = Node(key, _KINDS[tag], name or key)
        elif tag == "sequenceFlow":
            flows[key] = (element.get("sourceRef", ""), element.get("targetRef", ""))
    for key, (source, target) in flows.items():
        if source not in nodes or target not in nodes:
            given = f"a flow {key} from {source} to {target}"
            wrong.append(Complaint("", given, "a flow between nodes of the process", place=Place(file, 1)))
            continue
        nodes[source].out.append(key)
        nodes[target].into.append(key)
    starts = [n for n in nodes.values() if n.kind == "start"]
    if len(starts) != 1 or len(nodes) > MOST_NODES:
        given = f"{len(starts)} start events"
        wrong.append(Complaint("", given, "exactly one start event", place=Place(file, 1)))
    if wrong:
        raise InputError(wrong)
    return Graph(file, process.get("name") or Path(file).stem, nodes, flows)


def structured(graph: Graph) -> list[Step]:
    """The steps of the process from its start to its end. Raises `InputError` where it has no block
    structure.
    """
    return _Structure(graph).steps()


class _Structure:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._start = next(n.id for n in graph.nodes.values() if n.kind == "start")
        self._back = self._back_flows()
        self._after = self._post_dominators()

    def steps(self) -> list[Step]:
        return self._walk(self._start, EXIT, frozenset())

    def _back_flows(self) -> frozenset[str]:
        """Flows that lead back to a node that is still under way (found depth first)."""
        found: set[str] = set()
        state: dict[str, int] = {self._start: 1}
        stack = [(self._start, iter(self._graph.after(self._start)))]
        while stack:
            node, ways = stack[-1]
            step = next(ways, None)
            if step is None:
                state[node] = 2
                stack.pop()
                continue
            flow, target = step
            if state.get(target) == 1:
                found.add(flow)
            elif target not in state:
                state[target] = 1
                stack.append((target, iter(self._graph.after(target))))
        return frozenset(found)

    def _forward(self, node: str) -> list[str]:
        ways = [t for f, t in self._graph.after(node) if f not in self._back]
        return ways or [EXIT]

    def _post_dominators(self) -> dict[str, list[str]]:
        """For each node the nodes that every way from it to the end goes through, nearest first."""
        order: list[str] = []
        seen: set[str] = set()
        stack = [(self._start, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif node not in seen and node != EXIT:
                seen.add(node)
                stack.append((node, True))
                stack.extend((t, False) for t in self._forward(node))
        chain: dict[str, list[str]] = {EXIT: [EXIT]}
        for node in order:
            ways = [chain.get(t, [EXIT]) for t in self._forward(node)]
            common = [n for n in ways[0] if all(n in w for w in ways[1:])]
            chain[node] = [node, *common]
        return chain

    def _walk(self, node: str, stop: str, inside: frozenset[str]) -> list[Step]:
        """The steps from a node to ``stop``, which is not among them."""
        steps: list[Step] = []
        while node != stop:
            if node == EXIT or self._graph.nodes[node].kind == "end":
                if stop != EXIT:
                    self._refuse(node if node != EXIT else stop)
                return steps
            entered = [f for f in self._graph.nodes[node].into if f in self._back]
            if entered and node not in inside:
                loop, node = self._loop(node, entered, inside)
                steps.append(loop)
                continue
            made, node = self._one(node, inside)
            steps += made
        return steps

    def _one(self, node: str, inside: frozenset[str]) -> tuple[list[Step], str]:
        """What a node means, and where the process goes on behind it."""
        kind, ways = self._graph.nodes[node].kind, self._graph.after(node)
        if len(ways) < 2:
            made: list[Step] = [{kind: node}] if kind in ("task", "event", "mark") else []
            return made, ways[0][1] if ways else EXIT
        if kind in ("task", "event", "mark", "start"):
            kind = "parallel"
        join = self._after[node][1]
        branches = [(flow, self._walk(target, join, inside)) for flow, target in ways]
        word = {"exclusive": "choice", "parallel": "parallel", "inclusive": "inclusive"}[kind]
        return [{word: node, "branches": branches}], join

    def _loop(self, node: str, entered: list[str], inside: frozenset[str]) -> tuple[Step, str]:
        """The loop that begins at a node: its body up to the gateway that leads back, and the way back."""
        if len(entered) > 1:
            self._refuse(node)
        (back,) = entered
        turn, redo = self._turn(back)
        ways = self._graph.after(turn)
        forward = [(f, t) for f, t in ways if f != redo]
        if self._graph.nodes[turn].kind != "exclusive" or len(forward) != 1:
            self._refuse(turn)
        body = self._walk_body(node, turn, inside | {node})
        between: list[Step] = []
        at = self._graph.flows[redo][1]
        while redo != back and at != node:
            made, at = self._one(at, inside | {node})
            between += made
        loop = {"loop": turn, "flow": redo, "steps": body, "redo": between}
        return loop, forward[0][1]

    def _walk_body(self, node: str, turn: str, inside: frozenset[str]) -> list[Step]:
        made, at = self._one(node, inside)
        return made + self._walk(at, turn, inside)

    def _turn(self, back: str) -> tuple[str, str]:
        """The gateway from which a flow leads back, and its flow on that way."""
        flow = back
        for _ in range(len(self._graph.nodes)):
            source = self._graph.nodes[self._graph.flows[flow][0]]
            if len(source.out) > 1:
                return source.id, flow
            if len(source.into) != 1:
                break
            flow = source.into[0]
        self._refuse(self._graph.flows[back][0])
        raise AssertionError

    def _refuse(self, node: str) -> None:
        name = self._graph.nodes[node].name if node in self._graph.nodes else node
        given = f"{name}, which is entered or left across blocks"
        raise refuse(self._graph.file, 1, given, "blocks that lie within or behind one another")


def tasks_of(steps: Iterable[Step]) -> list[str]:
    """The ids of all tasks and events in the steps, in order."""
    found: list[str] = []
    for step in steps:
        found += [step[k] for k in ("task", "event", "mark") if k in step]
        for part in ("steps", "redo"):
            found += tasks_of(step.get(part, ()))
        for _, inner in step.get("branches", ()):
            found += tasks_of(inner)
    return found


def by_source(flows: Mapping[str, tuple[str, str]]) -> dict[str, list[str]]:
    """Flows by the node that they leave."""
    found: dict[str, list[str]] = defaultdict(list)
    for flow, (source, _) in flows.items():
        found[source].append(flow)
    return dict(found)
