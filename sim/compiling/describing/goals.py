"""[describing] The targets: what is measured, over which cases, and what is asked of it."""

from __future__ import annotations

from collections.abc import Sequence

from sim.compiling.describing.lines import Page
from sim.compiling.describing.speech import Speech
from sim.expressions import parse
from sim.scenario import TargetModel


def targets(page: Page, say: Speech) -> None:
    """Every target: its name, and exactly what is asked."""
    if not say.document.targets:
        return
    page.heading(say("Targets", "目标"))
    for i, target in enumerate(say.document.targets, start=1):
        page.item(f"{i}.", f"{say.label(target.name, '')}{_plan(say, target.plan)}", 2)
        page.paragraph(asked_of(say, target), 5)


def _plan(say: Speech, plan: Sequence[str]) -> str:
    return (
        say(f" (measure {say.listed(list(plan))})", f"（方案第{say.listed(list(plan))}条）") if plan else ""
    )


_MEASURES = {
    "elapsed": ("elapsed time", "总时长"),
    "working_days": ("working days", "工作日数"),
    "legal_days": ("days on the legal clock", "法定时钟天数"),
    "open_time": ("working time", "工作时间"),
    "queueing": ("time in queues", "排队时间"),
    "work": ("work", "办理时间"),
    "waiting": ("waiting", "等候时间"),
    "trips": ("visits", "跑动次数"),
    "documents": ("papers", "材料份数"),
    "fee": ("fees", "费用"),
    "cost_share": ("fees as a share", "费用占比"),
    "utilisation": ("share of time at work", "忙碌率"),
    "overtime": ("overtime", "加班率"),
    "queue_length": ("people in the queue", "队长"),
    "queue_time": ("time in the queue", "排队时间"),
    "cost": ("cost", "成本"),
    "throughput": ("cases done", "办结量"),
    "open_cases": ("open cases", "在办件数"),
    "clearance": ("done per arrived", "结收比"),
}


def asked_of(say: Speech, target: TargetModel) -> str:
    """What a target measures, over which cases, and what it asks."""
    what = _measure(say, target)
    if target.start or target.end:
        start, end = (
            _milestone(say, x or d) for x, d in ((target.start, "arrived"), (target.end, "finished"))
        )
        what += say(f' from "{start}" to "{end}"', f"（从“{start}”到“{end}”）")
    if target.where is not None:
        what += say(f", where {say.condition(target.where)}", f"，限{say.condition(target.where)}")
    return f"{what}{say(': ', '：')}{_asked(say, target)}"


def _measure(say: Speech, target: TargetModel) -> str:
    head, _, tail = target.measure.partition(".")
    match head:
        case "share":
            what = say.condition(parse(tail))
            return say(f"share of cases with {what}", f"{what}的案件占比")
        case "held_by":
            return say(f"time held by {say.holder(tail)}", f"{say.holder(tail)}持件时间")
        case "outcome":
            return say(f"share that ends with {say.plain_name(tail)}", f"结果为{say.plain_name(tail)}的占比")
        case "rounds" | "queue_at":
            words = say("rounds of", "轮次：") if head == "rounds" else say("queue at", "排队：")
            return say(f"{words} {say.step_label(tail)}", f"{words}{say.step_label(tail)}")
    words = say(*_MEASURES[head]) if head in _MEASURES else head.replace("_", " ")
    of = f"{say(' of ', '／')}{say.number(target.of)}" if target.of is not None else ""
    at = f"{say.pool(target.pool)}{say(': ', '：')}" if target.pool is not None else ""
    return f"{at}{words}{of}"


def _milestone(say: Speech, name: str) -> str:
    ends = {
        "queued": say("is reached", "进入"),
        "started": say("begins", "开始"),
        "ended": say("ends", "结束"),
        "arrived": say("arrival", "到达"),
        "finished": say("end", "离开"),
    }
    step, dot, event = name.rpartition(".")
    if dot:
        return f"{say.step_label(step)}{say(' ', '')}{ends.get(event, event)}"
    return ends.get(name) or say.step_label(name)


def _asked(say: Speech, target: TargetModel) -> str:
    if target.change is not None:
        word = target.change.replace("at_most", say("at most", "至多")).replace(
            "at_least", say("at least", "至少")
        )
        return say(f"{word} against {target.against}", f"相对{target.against}{word}")
    limit = target.at_most if target.at_most is not None else target.at_least
    word = say("at most", "不超过") if target.at_most is not None else say("at least", "不低于")
    of_one = target.measure.startswith(
        ("share.", "outcome.", "cost_share", "utilisation", "overtime", "clearance")
    )
    value = "" if limit is None else say.share(limit) if of_one else say.number(limit)
    bound = say(f"{word} {value}", f"{word}{value}")
    if target.share is not None:
        share = say.share(target.share)
        return say(f"{bound} in {share} of cases", f"{share}的案件{bound}")
    if of_one and target.statistic is None:
        return bound
    statistic = target.statistic or "mean"
    return say(f"{statistic} {bound}", f"{_STATISTICS.get(statistic, statistic)}{bound}")


_STATISTICS = {"mean": "平均", "median": "中位数", "total": "合计"}


__all__ = ["asked_of", "targets"]
