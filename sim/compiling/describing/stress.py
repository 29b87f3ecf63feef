"""[describing] The checklist STRESS-DES answered: what a reader must know to judge or repeat a simulation.

T. Monks, C. S. M. Currie, B. S. Onggo, S. Robinson, M. Kunc and S. J. E. Taylor, "Strengthening the reporting
of empirical simulation studies: introducing the STRESS guidelines", Journal of Simulation 13 (2019) 55-67:
twenty items in six sections. Here are sections 1 to 3, what the scenario says; `stress_runs` has the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sim.compiling.describing.cards import changed
from sim.compiling.describing.goals import asked_of
from sim.compiling.describing.outline import unfolded
from sim.compiling.describing.sections import arrivals_in_short
from sim.compiling.describing.speech import Speech
from sim.program import Order, Process
from sim.scenario import walk
from sim.steps import Assign, StepBase, Task

Answers = Iterator[str]


def purpose(say: Speech) -> Answers:
    """1.1"""
    document = say.document
    yield say.label(document.question, "") or say.label(document.title, say.scenario.name)
    if document.plan:
        yield say(
            f"It answers measures {say.listed(list(document.plan))} of the plan.",
            f"对应方案第{say.listed(list(document.plan))}条。",
        )


def outputs(say: Speech) -> Answers:
    """1.2"""
    for target in say.document.targets:
        yield f"{say.label(target.name, target.measure)}{say(': ', '：')}{asked_of(say, target)}"
    yield say(
        "Beside the targets, for every process: elapsed time, working days, legal days, open time, "
        "queueing, work, "
        "waiting, visits, papers, fees, time by holder, outcomes; for every pool: utilisation, overtime, "
        "queue length, "
        "queue time, cost.",
        "目标之外，每个流程：总时长、工作日数、法定时钟天数、工作时间、排队、办理、等候、跑动次数、材料、"
        "费用、"
        "各方持件时间、各种结果；每个岗位：忙碌率、加班率、队长、排队时间、成本。",
    )


def aims(say: Speech) -> Answers:
    """1.3"""
    variants = [v for v in say.document.variants if v != "today"]
    if variants:
        yield say(
            f"Every target is judged as things are today and under {say.listed(variants)}, with the same "
            f"luck.",
            f"每项目标在现状与{say.listed(variants)}之下分别判定，随机条件相同。",
        )
    else:
        yield say("The process as it is today; no variant.", "仅现状，无其他方案。")
    ranged = sum(n.range is not None for n in say.document.numbers.values())
    yield say(
        f"{ranged} figures have a range over which the answer can be tried.",
        f"有{ranged}个数字给出区间，可作敏感性试验。",
    )


def diagram(say: Speech) -> Answers:
    """2.1"""
    variant = "" if say.scenario.variant == "today" else f" --variant {say.scenario.variant}"
    yield f"sim describe {say.scenario.file}{variant} --svg process.svg"


def logic(say: Speech) -> Answers:
    """2.2"""
    for name in say.document.processes:
        steps = list(_steps(say, name))
        kinds = Counter(s.KIND for s in steps)
        told = say.listed([_counted(say, kind, n) for kind, n in kinds.items()])
        yield f"{say.process(name)}{say(': ', '：')}{told}{say('.', '。')}"
    yield say(
        "Every step in words: sim describe, without --stress.",
        "逐步文字说明见不带 --stress 的 sim describe。",
    )


_KINDS = {
    "task": ("task", "tasks", "个办理环节"),
    "wait": ("wait", "waits", "个等候环节"),
    "choose": ("choice", "choices", "个分支"),
    "parallel": ("fork", "forks", "个并行块"),
    "repeat": ("loop", "loops", "个重复块"),
    "limit": ("limit", "limits", "个时限块"),
    "session": ("booked session", "booked sessions", "个场次预约"),
    "gather": ("gathering", "gatherings", "个集中环节"),
    "assign": ("choice of an owner", "choices of an owner", "个指派"),
    "set": ("change of attributes", "changes of attributes", "个赋值"),
    "mark": ("milestone", "milestones", "个节点"),
    "use": ("procedure", "procedures", "个引用"),
    "finish": ("way out", "ways out", "个终结"),
}


def _counted(say: Speech, kind: str, n: int) -> str:
    one, many, chinese = _KINDS[kind]
    return say(f"{n} {one if n == 1 else many}", f"{n}{chinese}")


def _steps(say: Speech, process: str) -> Iterator[StepBase]:
    return (step for _, step in walk(unfolded(say, process)))


def scenarios(say: Speech) -> Answers:
    """2.3"""
    document = say.document
    for variant, cards in document.variants.items():
        for card in (c for c in cards if c in document.reforms):
            model = document.reforms[card]
            what = say("; ", "；").join(t for change in model.change for t in changed(say, change))
            title = say.label(model.label, card)
            yield f"{variant}, {title}{say(': ', '：')}{what}"
    if not document.variants:
        yield say("There is no variant.", "没有其他方案。")


def algorithms(say: Speech) -> Answers:
    """2.4"""
    program = say.program
    yield say(
        "At one instant: what ends now ends first, then patience and group timers, then limits; then "
        "queues are "
        "served; then who found no place is turned away.",
        "同一时刻依次为：到期的先结束，再是耐心与集中计时，再是时限；然后各队叫号；最后无位者离开。",
    )
    orders = [f"{say.pool(p.name)} {say(*_ORDERS[p.order])}" for p in program.pools]
    if orders:
        yield say("Queues: ", "排队规则：") + say.listed(orders) + say(".", "。")
    preempting = [say.pool(p.name) for p in program.pools if p.preempt]
    if preempting:
        yield say(
            f"A higher priority interrupts work of {say.listed(preempting)}; it is resumed later.",
            f"{say.listed(preempting)}可被更高优先级插办，之后续办。",
        )
    everything = [s for name in say.document.processes for s in _steps(say, name)]
    rules = dict.fromkeys(say(*_RULES[s.rule]) for s in everything if isinstance(s, Assign))
    if rules:
        yield say("Owners are chosen by: ", "承办人选择规则：") + say.listed(list(rules)) + say(".", "。")


_RULES = {
    "fewest_open": ("fewest open cases", "在办最少者"),
    "round_robin": ("in turn", "轮流"),
    "random": ("by lot", "随机"),
}
_ORDERS = {
    Order.FIFO: ("first come, first served", "先到先办"),
    Order.PRIORITY: ("by priority", "按优先级"),
    Order.DUE: ("by nearest deadline", "按时限先后"),
    Order.SHORTEST: ("shortest work first", "短件优先"),
    Order.LIFO: ("last come, first served", "后到先办"),
    Order.RANDOM: ("in random order", "随机"),
}


def entities(say: Speech) -> Answers:
    """2.5.1"""
    for name, model in say.document.processes.items():
        known = say.listed([say.plain_name(a) for a in model.attributes])
        has = say(f" with {known}", f"，属性：{known}") if known else ""
        yield say(f"Cases of {say.process(name)}{has}.", f"{say.process(name)}的案件{has}。")


def activities(say: Speech) -> Answers:
    """2.5.2"""
    for name in say.document.processes:
        logged = [s for s in _steps(say, name) if s.LOGGED]
        told = [say.label(s.label, s.name) for s in logged]
        yield f"{say.process(name)} ({len(told)}){say(': ', '：')}{say.listed(told)}{say('.', '。')}"


def resources(say: Speech) -> Answers:
    """2.5.3"""
    for pool in say.program.pools:
        yield say.people(pool.name)
    for name in say.document.sessions:
        yield say.session(name)
    if not say.program.pools:
        yield say("None.", "无。")


def queues(say: Speech) -> Answers:
    """2.5.4"""
    yield say(
        f"One for each of the {len(say.program.pools)} pools.", f"共{len(say.program.pools)}个岗位，各一队。"
    )
    tasks = [s for name in say.document.processes for s in _steps(say, name) if isinstance(s, Task)]
    leaving = [say.label(s.label, s.name) for s in tasks if s.gives_up is not None]
    limited = [say.label(s.label, s.name) for s in tasks if s.turned_away is not None]
    if leaving:
        yield say(
            f"Who waits too long gives up at: {say.listed(leaving)}.", f"久候放弃：{say.listed(leaving)}。"
        )
    if limited:
        yield say(
            f"Places to wait are limited at: {say.listed(limited)}.", f"等候位有限：{say.listed(limited)}。"
        )


def entries(say: Speech) -> Answers:
    """2.5.5"""
    for process in say.program.processes:
        model = say.document.processes[process.name]
        comes = arrivals_in_short(say, model) or say("Nobody arrives.", "无到达。")
        ends = say.listed([say.plain_name(o) for o in _outcomes(say, process)], either=True)
        yield say(
            f"{say.process(process.name)}: {comes} Cases leave as {ends}.",
            f"{say.process(process.name)}：{comes}离开方式：{ends}。",
        )


def _outcomes(say: Speech, process: Process) -> list[str]:
    """The outcomes that the process's own nodes give; its end gives `done`."""
    number = list(say.program.processes).index(process)
    found = [say.program.outcomes[0]]
    for node in say.program.nodes:
        outcome = getattr(node.detail, "outcome", None)
        if node.process == number and isinstance(outcome, int):
            found.append(say.program.outcomes[outcome])
    return list(dict.fromkeys(found))


def sources(say: Speech) -> Answers:
    """3.1"""
    by_source: dict[str, int] = {}
    for model in say.document.numbers.values():
        key = model.source or say("no source", "无来源")
        by_source[key] = by_source.get(key, 0) + 1
    for source, count in by_source.items():
        yield say(f"{source} ({count})", f"{source}（{count}个）")
    if not by_source:
        yield say("The ledger is empty.", "数据台账为空。")


def preparation(say: Speech) -> Answers:
    """3.2"""
    yield say(
        "Durations are rounded to whole seconds; weights of months, weekdays and hours are scaled so that "
        "the yearly "
        "rate is kept; distributions given by two of mean, spread and percentiles are fitted exactly.",
        "时长取整到秒；月份、星期、时段权重归一化以保持年到达率；由均值、离散度、"
        "分位数中两项给出的分布按其精确拟合。",
    )
    official = [n for n, c in say.document.calendars.items() if getattr(c, "days", c) == "china"]
    if official:
        named = say.listed([say.plain_name(n) for n in official])
        yield say(
            f"Official working days, make-up days included, from the package `holidays`: {named}.",
            f"法定工作日（含调休）取自软件包 holidays：{named}。",
        )
    if say.program.guessed_days:
        yield say(
            f"{say.program.guessed_days} days are guessed.", f"其中{say.program.guessed_days}天为推测。"
        )
    for table in say.scenario.tables:
        yield say(f"Read as it is: {table}.", f"原样读入：{table}。")


def parameters(say: Speech) -> Answers:
    """3.3"""
    for name, model in say.document.numbers.items():
        ends = "" if model.range is None else " [{} … {}]".format(*(say.number(e) for e in model.range))
        yield f"{say.label(model.label, name)} = {say.value(model.value)}{ends}"
    bare = sum(not u.name for u in say.program.uses)
    yield say(f"{bare} figures stand in the steps themselves.", f"另有{bare}个数字直接写在环节中。")


def assumptions(say: Speech) -> Answers:
    """3.4"""
    about = say.document.about(say.lang)
    if about:
        yield about
    for kind, (english, chinese) in _WEAK.items():
        names = [say.label(m.label, n) for n, m in say.document.numbers.items() if m.kind == kind]
        if names:
            yield say(
                f"{english} ({len(names)}): {say.listed(names)}.",
                f"{chinese}（{len(names)}）：{say.listed(names)}。",
            )
    bare = sum(not u.name for u in say.program.uses)
    yield say(f"Unsourced figures: {bare}.", f"无来源数字：{bare}个。")


_WEAK = {"assumption": ("Assumed", "假设"), "expert": ("By expert opinion", "专家意见")}
