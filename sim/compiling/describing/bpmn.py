"""A scenario's processes as BPMN 2.0 with a drawing, for the tools that read it.

Each process is a participant. Tasks are tasks, waits and sessions timer events, marks throw events; choices,
parallels and rounds stand between gateways, a step's condition beside its own pair of gateways. What BPMN has
no word for (times, pools, limits) is in the names and documentation, so that nothing looks more certain than
it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from sim.compiling.describing.outline import line, unfolded
from sim.compiling.describing.speech import Speech
from sim.labels import Language
from sim.program import Program
from sim.scenario import Scenario
from sim.steps import StepBase
from sim.steps.choose import Choose
from sim.steps.limit import Limit
from sim.steps.parallel import Parallel
from sim.steps.repeat import Repeat
from sim.steps.small import Finish, Mark
from sim.steps.task import Task

NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" '
    'targetNamespace="urn:shixian"'
)
GAP, LANE, MARGIN = 60, 30, 60
SIZES = {"task": (110, 80), "gateway": (50, 50), "event": (36, 36)}


@dataclass(slots=True)
class _Shape:
    id: str
    tag: str
    name: str
    about: str
    x: float
    y: float
    width: int
    height: int

    @property
    def right(self) -> tuple[float, float]:
        return self.x + self.width, self.y + self.height / 2

    @property
    def left(self) -> tuple[float, float]:
        return self.x, self.y + self.height / 2


@dataclass(slots=True)
class _Flow:
    id: str
    source: _Shape
    target: _Shape
    name: str = ""


Open = list[tuple[_Shape, str]]
"""Shapes that lead on to whatever comes next, with the name of the flow that will."""


@dataclass(slots=True)
class _Page:
    """The shapes and flows of one process; ids are made from the process and a number."""

    key: str
    say: Speech
    shapes: list[_Shape] = field(default_factory=list)
    flows: list[_Flow] = field(default_factory=list)

    def shape(self, kind: str, tag: str, texts: tuple[str, str], at: tuple[float, float]) -> _Shape:
        """A shape whose middle line is at y."""
        width, height = SIZES[kind]
        x, y = at
        name, about = texts
        found = _Shape(f"{self.key}_{len(self.shapes)}", tag, name, about, x, y - height / 2, width, height)
        self.shapes.append(found)
        return found

    def join(self, before: Open, target: _Shape) -> None:
        """Flows from all that leads on to a shape."""
        for source, name in before:
            self.flows.append(_Flow(f"{self.key}_f{len(self.flows)}", source, target, name))


def as_bpmn(scenario: Scenario, program: Program, lang: Language) -> str:
    """All processes as one BPMN document."""
    say = Speech(scenario, program, lang, None)
    y = float(MARGIN)
    parts: list[str] = []
    drawn: list[str] = []
    people: list[str] = []
    for key, model in scenario.document.processes.items():
        page = _Page(key, say)
        steps = unfolded(say, key)
        height = _height(steps)
        middle = y + height / 2
        start = page.shape("event", "startEvent", ("", ""), (MARGIN + 40, middle))
        x, ends = _steps(page, steps, (start.x + start.width + GAP, middle), [(start, "")])
        if ends:
            page.join(ends, page.shape("event", "endEvent", ("", ""), (x, middle)))
        width = max((s.x + s.width for s in page.shapes), default=x) + MARGIN
        label = say.label(model.label, key)
        people.append(f'<participant id="{key}_pool" name={quoteattr(label)} processRef="{key}"/>')
        parts.append(_process(key, page))
        drawn.append(_drawing(key, page, (MARGIN - 30, y, width, height)))
        y += height + LANE
    title = escape(scenario.document.title(lang))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<definitions id="scenario" {NAMESPACES}>\n'
        f'<collaboration id="all"><documentation>{title}</documentation>{"".join(people)}</collaboration>\n'
        f"{''.join(parts)}"
        f'<bpmndi:BPMNDiagram id="diagram"><bpmndi:BPMNPlane id="plane" bpmnElement="all">\n{"".join(drawn)}'
        "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>\n</definitions>\n"
    )


# Layout


def _branches(step: StepBase) -> list[Sequence[StepBase]]:
    if isinstance(step, Choose):
        return [b.steps for b in step.branches.values()]
    if isinstance(step, Parallel):
        return list(step.branches.values())
    if isinstance(step, Repeat):
        return [step.steps, step.between] if step.between else [step.steps, ()]
    return []


def _height(steps: Sequence[StepBase]) -> float:
    """The height that steps take."""
    return max((_tall(s) for s in steps), default=float(LANE + 80))


def _tall(step: StepBase) -> float:
    if isinstance(step, Limit):
        return _height(step.steps)
    inner = _branches(step)
    own = sum(_height(b) for b in inner) if inner else float(LANE + 80)
    return own + (LANE + 50 if step.when is not None else 0)


def _steps(
    page: _Page, steps: Sequence[StepBase], at: tuple[float, float], before: Open
) -> tuple[float, Open]:
    """Draw steps from a point on; where they end, and what leads on from them."""
    x, y = at
    for step in steps:
        if not before:
            break
        x, before = _guarded(page, step, (x, y), before)
    return x, before


def _guarded(page: _Page, step: StepBase, at: tuple[float, float], before: Open) -> tuple[float, Open]:
    if step.when is None:
        return _step(page, step, at, before)
    x, y = at
    test = page.shape("gateway", "exclusiveGateway", ("", ""), (x, y))
    page.join(before, test)
    condition = page.say.condition(step.when)
    end, ways = _step(page, step, (x + 50 + GAP, y), [(test, condition)])
    merge = page.shape("gateway", "exclusiveGateway", ("", ""), (end, y))
    page.join([*ways, (test, page.say("otherwise", "否则"))], merge)
    return end + 50 + GAP, [(merge, "")]


def _step(page: _Page, step: StepBase, at: tuple[float, float], before: Open) -> tuple[float, Open]:
    if isinstance(step, Limit):
        return _steps(page, step.steps, at, before)
    if isinstance(step, Choose):
        return _split(page, step, at, before)
    if isinstance(step, Parallel):
        return _split(page, step, at, before)
    if isinstance(step, Repeat):
        return _rounds(page, step, at, before)
    x, _y = at
    texts = (page.say.label(step.label, step.name), line(page.say, step))
    if isinstance(step, Finish):
        page.join(before, page.shape("event", "endEvent", texts, at))
        return x + 36 + GAP, []
    kind, tag = _word(step)
    shape = page.shape(kind, tag, texts, at)
    page.join(before, shape)
    return x + shape.width + GAP, [(shape, "")]


def _word(step: StepBase) -> tuple[str, str]:
    if isinstance(step, Task):
        return "task", "userTask"
    if isinstance(step, Mark):
        return "event", "intermediateThrowEvent"
    return ("event", "intermediateCatchEvent") if step.LOGGED else ("task", "scriptTask")


def _split(page: _Page, step: Choose | Parallel, at: tuple[float, float], before: Open) -> tuple[float, Open]:
    x, y = at
    tag = "exclusiveGateway" if isinstance(step, Choose) else "parallelGateway"
    name = page.say.label(step.label, step.name)
    fork = page.shape("gateway", tag, (name, line(page.say, step)), at)
    page.join(before, fork)
    inner = _branches(step)
    heights = [_height(b) for b in inner]
    top, end, ways = y - sum(heights) / 2, x + 50 + GAP, []
    for (key, steps), height in zip(_named(step), heights, strict=True):
        name = step.way(page.say, key) if isinstance(step, Choose) else ""
        right, leads = _steps(page, steps, (x + 50 + GAP, top + height / 2), [(fork, name)])
        end, top = max(end, right), top + height
        ways += leads
    if not ways:
        return end, []
    merge = page.shape("gateway", tag, ("", ""), (end, y))
    page.join(ways, merge)
    return end + 50 + GAP, [(merge, "")]


def _named(step: Choose | Parallel) -> list[tuple[str, Sequence[StepBase]]]:
    if isinstance(step, Choose):
        return [(k, b.steps) for k, b in step.branches.items()]
    return list(step.branches.items())


def _rounds(page: _Page, step: Repeat, at: tuple[float, float], before: Open) -> tuple[float, Open]:
    x, y = at
    above, below = _height(step.steps), _height(step.between)
    y_body = y - below / 2
    begin = page.shape("gateway", "exclusiveGateway", ("", ""), (x, y_body))
    page.join(before, begin)
    end, ways = _steps(page, step.steps, (x + 50 + GAP, y_body), [(begin, "")])
    if not ways:
        return end, []
    texts = (page.say.label(step.label, step.name), line(page.say, step))
    turn = page.shape("gateway", "exclusiveGateway", texts, (end, y_body))
    page.join(ways, turn)
    again = page.say("again", "再来一轮")
    _, back = _steps(page, step.between, (x + 50 + GAP, y_body + above / 2 + below / 2), [(turn, again)])
    page.join(back, begin)
    return end + 50 + GAP, [(turn, "")]


# Text


def _process(key: str, page: _Page) -> str:
    shapes = "".join(_element(s, page) for s in page.shapes)
    flows = "".join(
        f'<sequenceFlow id="{f.id}" sourceRef="{f.source.id}" targetRef="{f.target.id}"'
        f"{f' name={quoteattr(f.name)}' if f.name else ''}/>\n"
        for f in page.flows
    )
    return f'<process id="{key}" isExecutable="false">\n{shapes}{flows}</process>\n'


def _element(shape: _Shape, page: _Page) -> str:
    about = f"<documentation>{escape(shape.about)}</documentation>" if shape.about else ""
    into = "".join(f"<incoming>{f.id}</incoming>" for f in page.flows if f.target is shape)
    out = "".join(f"<outgoing>{f.id}</outgoing>" for f in page.flows if f.source is shape)
    timer = "<timerEventDefinition/>" if shape.tag == "intermediateCatchEvent" else ""
    name = f" name={quoteattr(shape.name)}" if shape.name else ""
    return f'<{shape.tag} id="{shape.id}"{name}>{about}{into}{out}{timer}</{shape.tag}>\n'


def _drawing(key: str, page: _Page, frame: tuple[float, float, float, float]) -> str:
    x, y, width, height = frame
    found = [
        f'<bpmndi:BPMNShape id="{key}_pool_di" bpmnElement="{key}_pool" isHorizontal="true">'
        f"{_bounds(x, y, width, height)}</bpmndi:BPMNShape>\n"
    ]
    for s in page.shapes:
        found.append(
            f'<bpmndi:BPMNShape id="{s.id}_di" bpmnElement="{s.id}">{_bounds(s.x, s.y, s.width, s.height)}'
            "</bpmndi:BPMNShape>\n"
        )
    for f in page.flows:
        points = "".join(f'<di:waypoint x="{a:.0f}" y="{b:.0f}"/>' for a, b in _points(f))
        found.append(f'<bpmndi:BPMNEdge id="{f.id}_di" bpmnElement="{f.id}">{points}</bpmndi:BPMNEdge>\n')
    return "".join(found)


def _bounds(x: float, y: float, width: float, height: float) -> str:
    return f'<dc:Bounds x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}"/>'


def _points(flow: _Flow) -> list[tuple[float, float]]:
    """Right angles from one shape to the next."""
    (ax, ay), (bx, by) = flow.source.right, flow.target.left
    if bx >= ax:
        middle = ax + (GAP / 2 if ay < by or ay > by else 0)
        return [(ax, ay), (middle, ay), (middle, by), (bx, by)] if ay != by else [(ax, ay), (bx, by)]
    low = max(flow.source.y + flow.source.height, flow.target.y + flow.target.height) + 20
    sx, tx = flow.source.x + flow.source.width / 2, flow.target.x + flow.target.width / 2
    return [
        (sx, flow.source.y + flow.source.height),
        (sx, low),
        (tx, low),
        (tx, flow.target.y + flow.target.height),
    ]
