"""[describing] The checklist STRESS-DES, sections 4 to 6: how it is run, with what, and where to have it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sim.compiling.describing import stress
from sim.compiling.describing.lines import Page
from sim.compiling.describing.speech import Speech
from sim.compiling.describing.stress import Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the scenario does not know: when a run looks, the accepted error, versions, and the machine."""

    looks: tuple[int, ...]
    alpha: float
    versions: Mapping[str, str]
    machine: str
    generator: str


def initialisation(say: Speech, _: Facts) -> Answers:
    """4.1"""
    model = say.document.period
    yield say(
        f"It begins empty on {model.start:%Y-%m-%d} at midnight; cases that arrive in the first "
        f"{say.span(model.warm_up)} are not measured.",
        f"自{model.start:%Y-%m-%d}零时空系统开始，最初{say.span(model.warm_up)}内到达的案件不计量。",
    )
    for name, process in say.document.processes.items():
        for each in process.backlog:
            yield say(
                f"{say.process(name)}: {say.number(each.count)} cases are already at "
                f"{say.step_label(each.at)}.",
                f"{say.process(name)}：期初{say.number(each.count)}件在{say.step_label(each.at)}。",
            )


def length(say: Speech, _: Facts) -> Answers:
    """4.2"""
    model = say.document.period
    yield say(
        f"{say.span(model.arrivals)} of measured arrivals, then at most {say.span(model.drain)} until all "
        f"have left; "
        "who is still inside has not met its limit.",
        f"计量{say.span(model.arrivals)}内到达的案件，其后至多{say.span(model.drain)}直至全部办结；"
        f"仍未办结者视为未达标。",
    )


def estimation(say: Speech, facts: Facts) -> Answers:
    """4.3"""
    looks = ", ".join(map(str, facts.looks))
    yield say(
        f"Independent replications. The run looks after {looks} of them and stops when every target is "
        f"decided; "
        f"a target's verdict is wrong with a chance of at most {facts.alpha:.0%} over all looks.",
        f"独立重复运行，在第{looks}次后判定，全部目标判定后停止；"
        f"每项目标误判概率合计不超过{facts.alpha:.0%}。",
    )
    yield say(
        "Shares: Korn and Graubard's interval, in which a replication counts as so many independent cases "
        "as its spread tells, its end moved out where rare bad years skew the replications; means: "
        "Student's t over replications; changes: paired replications under the same luck.",
        "比例：Korn–Graubard 区间，按各次重复的离散程度折算有效样本，并按偏度外移长尾一端；"
        "均值：各次重复的 t 区间；变化：同随机条件配对比较。",
    )


def software(say: Speech, facts: Facts) -> Answers:
    """5.1"""
    yield ", ".join(f"{name} {version}" for name, version in facts.versions.items())


def sampling(say: Speech, facts: Facts) -> Answers:
    """5.2"""
    yield say(
        f"{facts.generator}, one uniform number for each seed, replication, step, case and round; every "
        f"law is drawn "
        "by inversion. Variants give the same case the same luck.",
        f"{facts.generator}：按种子、重复、环节、案件、轮次各取一个均匀随机数，均以反函数法抽样；"
        f"各方案中同一案件随机条件相同。",
    )


def execution(say: Speech, facts: Facts) -> Answers:
    """5.3"""
    yield say(
        "Discrete events in whole seconds, on a compiled engine; a reference engine on SimPy must give the "
        "same event "
        "log row by row. The laws of every run (conservation, capacity, order, Little) are checked in the "
        "tests.",
        "以秒为单位的离散事件，编译引擎执行；基于 SimPy 的参照引擎须给出逐行相同的事件日志。"
        "测试中检验每次运行的守恒、"
        "能力、次序与利特尔恒等式。",
    )


def system(say: Speech, facts: Facts) -> Answers:
    """5.4"""
    yield facts.machine
    yield say(
        "A saved run tells how long it took in run.json; its figures do not depend on the machine.",
        "保存的运行在 run.json 中记录耗时；结果与机器无关。",
    )


def sharing(say: Speech, facts: Facts) -> Answers:
    """6.1"""
    yield say(
        f"The model is the text file {say.scenario.file}. The simulator is open source (Apache 2.0). A "
        f"saved run holds "
        "the resolved scenario, the seed and the command that repeats it.",
        f"模型即文本文件 {say.scenario.file}。仿真器为开源软件（Apache 2.0）。保存的运行含完整情景、"
        f"种子与复现命令。",
    )


def _plain(answer: Callable[[Speech], Answers]) -> Callable[[Speech, Facts], Answers]:
    return lambda say, facts: answer(say)


Answer = Callable[[Speech, Facts], Answers]

SECTIONS: tuple[tuple[str, str, tuple[tuple[str, str, str, Answer], ...]], ...] = (
    ("Objectives", "目的", (
        ("1.1", "Purpose of the model", "模型用途", _plain(stress.purpose)),
        ("1.2", "Model outputs", "模型输出", _plain(stress.outputs)),
        ("1.3", "Experimentation aims", "试验目的", _plain(stress.aims)),
    )),
    ("Logic", "逻辑", (
        ("2.1", "Base model overview diagram", "基准模型图", _plain(stress.diagram)),
        ("2.2", "Base model logic", "基准模型逻辑", _plain(stress.logic)),
        ("2.3", "Scenario logic", "方案逻辑", _plain(stress.scenarios)),
        ("2.4", "Algorithms", "算法", _plain(stress.algorithms)),
        ("2.5.1", "Components: entities", "组成：实体", _plain(stress.entities)),
        ("2.5.2", "Components: activities", "组成：活动", _plain(stress.activities)),
        ("2.5.3", "Components: resources", "组成：资源", _plain(stress.resources)),
        ("2.5.4", "Components: queues", "组成：队列", _plain(stress.queues)),
        ("2.5.5", "Components: entry and exit points", "组成：出入口", _plain(stress.entries)),
    )),
    ("Data", "数据", (
        ("3.1", "Data sources", "数据来源", _plain(stress.sources)),
        ("3.2", "Pre-processing", "预处理", _plain(stress.preparation)),
        ("3.3", "Input parameters", "输入参数", _plain(stress.parameters)),
        ("3.4", "Assumptions", "假设", _plain(stress.assumptions)),
    )),
    ("Experimentation", "试验", (
        ("4.1", "Initialisation", "初始化", initialisation),
        ("4.2", "Run length", "运行长度", length),
        ("4.3", "Estimation approach", "估计方法", estimation),
    )),
    ("Implementation", "实现", (
        ("5.1", "Software and programming language", "软件与语言", software),
        ("5.2", "Random sampling", "随机抽样", sampling),
        ("5.3", "Model execution", "模型执行", execution),
        ("5.4", "System specification", "系统配置", system),
    )),
    ("Code access", "代码获取", (("6.1", "Computer model sharing statement", "模型共享声明", sharing),)),
)  # fmt: skip
"""Section by section: number, English and Chinese name of each item, and what answers it. 2.5 has five "
"parts."""


def checklist(page: Page, say: Speech, facts: Facts) -> None:
    """All twenty items answered for one scenario."""
    page.title(
        say("STRESS-DES checklist: ", "STRESS-DES 核对表：")
        + say.label(say.document.title, say.scenario.name)
    )
    for number, (english, chinese, items) in enumerate(SECTIONS, start=1):
        page.heading(f"{number}. {say(english, chinese)}")
        for item, name, name_zh, answer in items:
            page.paragraph(f"{item} {say(name, name_zh)}", 2)
            for text in answer(say, facts):
                page.item("-", text, 4)
