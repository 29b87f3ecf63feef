"""[describing] A scenario as a picture for a slide: every process from left to right, in rows, with a
legend of who holds the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.compiling.describing.blocks import Block, Flow, Frame, Lanes
from sim.compiling.describing.ink import INK, SOFT, Canvas, document, folded, width_of
from sim.compiling.describing.outline import unfolded
from sim.compiling.describing.sections import arrivals_in_short
from sim.compiling.describing.shapes import GAP, PAD, TEXT, Beside, Box, Dot, Pill, Told
from sim.compiling.describing.speech import Speech
from sim.labels import Language, variant_label
from sim.program import Program
from sim.scenario import Scenario, walk
from sim.steps import Choose, Finish, Limit, Mark, Parallel, Repeat, StepBase, Task, Use, Wait
from sim.units import format_number

WIDTHS = (960.0, 1040.0, 1120.0, 1200.0, 1280.0)
"""Widths tried until the picture is no taller than 16:9; shown 1280 pixels wide, a text of 11 is then at
least 11 pixels."""
MARGIN = 20.0


Figures = Mapping[str, Mapping[str, Beside]]
"""What a run tells of the steps of each process."""


def as_svg(
    scenario: Scenario,
    program: Program,
    lang: Language = "en",
    *,
    only: Sequence[str] = (),
    beside: Figures | None = None,
) -> str:
    """The scenario's processes (or ``only`` some) as an SVG file; the same for the same scenario and
    language.

    It is 16:9 where it fits, else taller; texts are at least 11 pixels high at a width of 1280.
    """
    say = Speech(scenario, program, lang)
    chosen = [name for name in scenario.document.processes if not only or name in only]
    sheets = (_Sheet(say, width, chosen, beside) for width in WIDTHS)
    broad = (s for s in sheets if s.height <= s.width * 9 / 16)
    sheet = next(broad, None) or _Sheet(say, WIDTHS[-1], chosen, beside)
    return sheet.svg()


@dataclass(slots=True)
class _Panel:
    """One process: its name, its heading and its flow."""

    name: str
    title: str
    about: list[str]
    flow: Flow
    w: float
    h: float

    TOP = 22.0

    def draw(self, to: Canvas, x: float, y: float) -> None:
        to.text((x, y + 14), self.title, 14, font_weight="bold")
        top = y + self.TOP
        top += to.lines((x, top), self.about, TEXT, fill=SOFT) + 8
        self.flow.draw(to, x, top)


class _Sheet:
    """The picture at one width."""

    def __init__(
        self, say: Speech, width: float, chosen: Sequence[str], beside: Figures | None = None
    ) -> None:
        self.say, self.width, self.chosen, self.beside = say, width, chosen, beside or {}
        self.title = folded(say.label(say.document.title, say.scenario.name), 20, width - 2 * MARGIN - 150, 2)
        self.rows = self._packed()
        self.legend = _Legend(say, width - 2 * MARGIN, chosen)
        heads = 20 * 1.22 * len(self.title) + 14
        panels = sum(max(map(_high, row)) + 24 for row in self.rows)
        self.height = MARGIN + heads + panels + self.legend.height + MARGIN

    def svg(self) -> str:
        """The file's text."""
        to = Canvas()
        y = MARGIN
        y += to.lines((MARGIN, y), self.title, 20, font_weight="bold") + 14
        told = variant_label(self.say.scenario.variant)(self.say.lang)
        to.text((self.width - MARGIN, MARGIN + 15), told, 14, text_anchor="end", fill=SOFT)
        height = max(self.height, self.width * 9 / 16)
        for row in self.rows:
            x = MARGIN
            for column in row:
                top = y
                for panel in column:
                    with to.group("process", panel.name):
                        panel.draw(to, x, top)
                    top += panel.h + 24
                x += _wide(column) + 40
            y += max(map(_high, row)) + 24
        self.legend.draw(to, MARGIN, height - MARGIN - self.legend.height)
        return document(to, (self.width, height), " ".join(self.title))

    def _packed(self) -> list[list[list[_Panel]]]:
        """Rows of columns of panels: a small process stands below another or beside a large one where there
        is room."""
        rows: list[list[list[_Panel]]] = []
        room = self.width - 2 * MARGIN
        for name in self.chosen:
            panel = self._panel(name, room)
            row = rows[-1] if rows else []
            left = room - sum(_wide(c) + 40 for c in row)
            if (
                len(row) > 1
                and _high([*row[-1], panel]) <= _high(row[0])
                and panel.w <= left + 40 + _wide(row[-1])
            ):
                row[-1].append(panel)
            elif row and panel.w <= left:
                row.append([panel])
            else:
                rows.append([[panel]])
        return rows

    def _panel(self, name: str, room: float) -> _Panel:
        say, model = self.say, self.say.document.processes[name]
        title = say.label(model.label, name)
        say.beside = self.beside.get(name, {})
        inner = _blocks(say, unfolded(say, name), room - 2 * PAD - 2 * (Dot.w + GAP))
        last = [] if inner and inner[-1].ends else [Dot(end=True)]
        flow = Flow([Dot(), *inner, *last], room)
        wide = max(flow.w, width_of(title, 15))
        about = folded(arrivals_in_short(say, model), TEXT, max(wide, 260), 2)
        wide = max(wide, *(width_of(line, TEXT) for line in about))
        return _Panel(name, title, about, flow, wide, _Panel.TOP + TEXT * 1.22 * len(about) + 8 + flow.h)


def _wide(column: Sequence[_Panel]) -> float:
    return max(p.w for p in column)


def _high(column: Sequence[_Panel]) -> float:
    return sum(p.h + 24 for p in column) - 24


class _Legend:
    """Who holds the case, by colour and hatch; and the shapes."""

    def __init__(self, say: Speech, width: float, chosen: Sequence[str]) -> None:
        lists = [unfolded(say, p) for p in chosen]
        used = {s.holder or s.DEFAULT_HOLDER for steps in lists for _, s in walk(steps) if s.LOGGED}
        self._rows: list[list[tuple[int, str]]] = [[]]
        x = 0.0
        for i, name in enumerate(say.document.holder_labels()):
            if name in used:
                stops = (
                    say(" (legal clock stands still)", "（法定时钟暂停）")
                    if name in say.document.clock_stops
                    else ""
                )
                x = self._put(i, say.holder(name) + stops, x, width)
        for shape, words in (
            (-1, say("needs staff", "需要人员")),
            (-2, say("no staff needed", "无需人员")),
            (-3, say("not for all cases", "仅部分案件")),
        ):
            x = self._put(shape, words, x, width)
        self.height = 20.0 * len(self._rows)

    def _put(self, shape: int, words: str, x: float, width: float) -> float:
        wide = 26 + width_of(words, TEXT) + 18
        if x + wide > width and self._rows[-1]:
            self._rows.append([])
            x = 0
        self._rows[-1].append((shape, words))
        return x + wide

    def draw(self, to: Canvas, x: float, y: float) -> None:
        for i, row in enumerate(self._rows):
            at = x
            for shape, words in row:
                _swatch(to, shape, (at, y + 20 * i))
                to.text((at + 26, y + 20 * i + 12), words, TEXT, fill=INK)
                at += 26 + width_of(words, TEXT) + 18


def _swatch(to: Canvas, shape: int, at: tuple[float, float]) -> None:
    x, y = at
    if shape >= 0:
        to.rect((x, y + 1, 20, 14), fill=f"url(#holder{shape % 8})", stroke=INK, stroke_width=0.8)
    else:
        look = {"stroke_dasharray": "4 2.5"} if shape == -3 else {}
        to.rect(
            (x, y + 1, 20, 14), rx=7 if shape == -2 else 2, fill="#ffffff", stroke=INK, stroke_width=1, **look
        )


def _blocks(say: Speech, steps: Sequence[StepBase], width: float) -> list[Block]:
    return [_block(say, step, width) for step in steps]


def _block(say: Speech, step: StepBase, width: float) -> Block:
    """The block of one step; blocks inside have the width that its frame leaves them."""
    title = say.label(step.label, step.name.rpartition(".")[2])
    when = (
        say(f"if {say.condition(step.when)}", f"{say.condition(step.when)}时")
        if step.when is not None
        else ""
    )
    head = f"{title}{say(' – ', '——')}{when}" if when else title
    inner = width - 2 * PAD - 8
    match step:
        case Mark():
            return Pill(title if not when else head, mark=True)
        case Finish():
            return Pill(head, ends=step.when is None)
        case Choose() | Parallel():
            return _lanes(say, step, head, width)
        case Repeat():
            body = Flow(_blocks(say, step.steps, inner), inner)
            back = folded(say(", ", "，").join(step.words(say)), TEXT, max(body.w, 200), 4)
            return Frame(
                folded(head, TEXT, max(body.w, 160), 2),
                body,
                back=back,
                between=_blocks(say, step.between, inner),
            )
        case Limit():
            body = Flow(_blocks(say, step.steps, inner), inner)
            words = say(", ", "，").join((head, *step.words(say)))
            return Frame(
                folded(words, TEXT, max(body.w, 240), 3), body, dashed=True, after=_after(say, step, inner)
            )
        case Use():
            body = Flow(_blocks(say, step.steps, inner), inner)
            return Frame(folded(head, TEXT, max(body.w, 160), 2), body)
        case _ if step.LOGGED:
            return _box(say, step, title, when)
        case _:
            return Pill(f"{head}{say(': ', '：')}{say(', ', '，').join(step.words(say))}")


def _after(say: Speech, step: Limit, width: float) -> tuple[list[str], Flow] | None:
    """The steps that follow an expired limit."""
    later = [(heading, steps) for heading, steps in step.chapters(say) if heading]
    if not later:
        return None
    return folded(later[0][0], TEXT, width, 1), Flow(_blocks(say, later[0][1], width), width)


def _lanes(say: Speech, step: Choose | Parallel, head: str, width: float) -> Lanes:
    room = width - Lanes.FORK - Lanes.MERGE - 8
    lanes = []
    for name, steps in _branches(step):
        if isinstance(step, Choose):
            label = f"{say.label(step.branches[name].label, name)}{say(': ', '：')}{step.way(say, name)}"
        else:
            label = "" if len(steps) == 1 and steps[0].name == name else say.plain_name(name)
        lanes.append((label, Flow(_blocks(say, steps, room), room)))
    if isinstance(step, Parallel) and step.join != "all":
        head = f"{head}{say(': ', '：')}{step.words(say)[-1]}"
    return Lanes(head, lanes, all_at_once=isinstance(step, Parallel))


def _branches(step: Choose | Parallel) -> list[tuple[str, Sequence[StepBase]]]:
    if isinstance(step, Choose):
        return [(name, branch.steps) for name, branch in step.branches.items()]
    return list(step.branches.items())


def _box(say: Speech, step: StepBase, title: str, when: str) -> Block:
    holders = list(say.document.holder_labels())
    name = step.holder or step.DEFAULT_HOLDER or "agency"
    below: list[str] = []
    if isinstance(step, Task):
        below = [_pools(say, step), say.short_span(step.takes, work=True)]
        below.append(say("in person", "须到场") if step.trip else "")
        if step.gives_up is not None or step.turned_away is not None:
            below += step.leaves(say)
    elif isinstance(step, Wait) and step.takes is not None:
        below = [say.short_span(step.takes)]
    else:
        below = list(step.words(say))
    index = holders.index(name) if name in holders else len(holders)
    box = Box(step.name, (title, *below), when=when, holder=index, staffed=isinstance(step, Task))
    beside = say.beside.get(step.name)
    return box if beside is None else Told(box, _figures(say, beside), beside)


def _figures(say: Speech, beside: Beside) -> list[str]:
    """What a run tells of a step, in words."""
    if not beside.visits:
        return [say("never reached", "从未到达")]
    queue, inside = say.about(beside.queueing, "s"), say.about(beside.inside, "s")
    lines = [say(f"queue ø {queue}", f"排队平均{queue}")] if beside.queueing >= 1 else []
    lines.append(
        say(f"then ø {inside}", f"之后平均{inside}") if lines else say(f"ø {inside}", f"平均{inside}")
    )
    if abs(beside.visits - 1) > 0.005:
        often = format_number(100 * beside.visits, 0 if beside.visits >= 0.1 else 1)
        lines.append(say(f"{often} visits per 100 cases", f"每百件{often}次"))
    return lines


def _pools(say: Speech, step: Task) -> str:
    return say.listed([say.pool(p) for p in step.pools()], either=not step.all_together())


__all__ = ["as_svg"]
