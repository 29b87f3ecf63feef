"""What is said about wrong usage, and the frame of a help page, in Chinese.

These sentences come from click or carry what was typed, so they are templates whose ``{}`` keep it; the
sentences of the commands themselves stand in `sim.reporting.chinese`.
"""

from __future__ import annotations

import re

import click

from sim.cli.usage_experiments import EXPERIMENTS
from sim.labels import Language

FRAME = {
    "Usage: ": "用法：",
    "Options:": "选项：",
    "Commands:": "命令：",
    "Show this message and exit.": "显示此说明并退出。",
    "[default: ": "[默认：",
}
"""What stands around the help of every command."""

SENTENCES = {
    "Try '{}' for help.": "用 {} 查看说明。",
    "Error: {}": "错误：{}",
    "Missing argument '{}'.": "缺少参数 {}。",
    "Missing option '{}'.": "缺少选项 {}。",
    "Missing command.": "缺少命令。",
    "No such option '{}'.": "没有选项 {}。",
    "No such option '{}'. Did you mean '{}'?": "没有选项 {}。是否指 {}？",
    "No such option '{}'. (Possible options: {})": "没有选项 {}。（可用的选项：{}）",
    'No such command "{}".': "没有命令 {}。",
    'No such command "{}". Did you mean "{}"?': "没有命令 {}。是否指 {}？",
    "Option '{}' requires an argument.": "选项 {} 需要一个值。",
    "Option '{}' does not take a value.": "选项 {} 不带值。",
    "Got unexpected extra argument ({})": "多余的参数：{}",
    "Got unexpected extra arguments ({})": "多余的参数：{}",
    "Invalid value for '{}': {}": "{} 的值不对：{}",
    "'{}' is not one of {}.": "{} 不在其中：{}。",
    '"{}" is neither auto nor a whole number from {} to {}': "{} 既不是 auto，也不是 {} 到 {} 的整数",
    '"{}" is not a whole number from {} to {}': "{} 不是 {} 到 {} 的整数",
    'no such variant: "{}" (there are {})': "没有方案 {}（现有：{}）",
    'no such variant: "{}"; nearest: {} (there are {})': "没有方案 {}；最接近的是 {}（现有：{}）",
    '"{}" is neither a share from 0 to 0.9 nor a date': "{} 既不是 0 到 0.9 的比例，也不是日期",
    "{} exists already; it was not touched": "{} 已存在，未改动",
    "no finished case to learn from": "没有可学习的办结案件",
    "too few finished cases to learn from one part and predict the other: {} and {}": "办结案件"
    "太少，不足以用一部分预测另一部分：{} 和 {}",
    '"{}" is not ROLE=NAME, for example case=Ref': "{} 不是“角色=列名”的形式，例如 case=编号",
    'no such sheet: "{}" (there are {})': "没有工作表 {}（现有：{}）",
    'no such sheet: "{}"; nearest: {} (there are {})': "没有工作表 {}；最接近的是 {}（现有：{}）",
    "Excel files need python-calamine: install shixian[logs]": "读取 Excel 需要 python-calamine：请安装 "
    "shixian[logs]",
    'no process "{}" in the scenario (there are {}): name it with --process': "情景中没有流程 "
    "{}（现有：{}）：请用 --process 指定",
    "several processes of the log would be one of the scenario: choose with --process": "日志的多个"
    "流程对应情景的同一流程：请用 --process 指定",
    'no such engine: "{}" (there are {})': "没有引擎 {}（现有：{}）",
    'no such engine: "{}"; nearest: {} (there are {})': "没有引擎 {}；最接近的是 {}（现有：{}）",
    'no such pool: "{}" (there are {})': "没有岗位 {}（现有：{}）",
    'no such pool: "{}"; nearest: {} (there are {})': "没有岗位 {}；最接近的是 {}（现有：{}）",
    'no such shift: "{}" (there are {})': "没有班次 {}（现有：{}）",
    'no such shift: "{}"; nearest: {} (there are {})': "没有班次 {}；最接近的是 {}（现有：{}）",
    "no pool was named (there are {})": "没有指定岗位（现有：{}）",
    'no such scenario: "{}" (there are {})': "没有情景 {}（现有：{}）",
    'no such scenario: "{}"; nearest: {} (there are {})': "没有情景 {}；最接近的是 {}（现有：{}）",
    "no pool of {} was named (write {}:pool)": "没有指定 {} 的岗位（写作 {}:岗位）",
    "{} splits are too many; give a smaller --budget or fewer files": "{} 种分配太多；请给出较小的 --budget，"
    "或减少文件",
    "named twice: {}": "重复指定：{}",
    "{} has several shifts: name {}": "{} 有多个班次，请指定 {}",
    "{} has no targets: nothing says what staffing is enough": "{} 没有设定目标，无从判断多少人才够",
    "{} has no target on its cases: there is nothing to follow by month": "{} 没有可按月说明的目标",
    "{} has no targets: there is no verdict that could tip": "{} 没有设定目标，没有可能翻转的结论",
    '"{}" is not a confidence from 0.5 to 0.9999': "{} 不是 0.5 到 0.9999 的置信度",
    "{} staffings are too many to choose from; name fewer pools or give a smaller --max": "{} 种配置太多，"
    "无法选择；请少指定几个岗位，或给出较小的 --max",
    "more people may harm a target here, so that each of {} staffings has to be verified; name fewer pools "
    "or give a smaller --max (at most {} staffings)": "此处人多也可能不利于某项目标，需要逐一验证 {} 种配置；"
    "请少指定几个岗位，或给出较小的 --max（至多 {} 种配置）",
    "no such folder: {}": "没有这个文件夹：{}",
    'no saved run "{}" in {}': "没有已保存的运行 {}（在 {} 中）",
    'no saved run "{}" in {}; nearest: {}': "没有已保存的运行 {}（在 {} 中）；最接近的是 {}",
    "no saved run in {}; sim run saves one": "{} 中没有已保存的运行；sim run 会保存一次",
    "no saved run in {} ({} is missing or damaged)": "{} 中没有已保存的运行（{} 缺失或损坏）",
    '"{}" may be {}': "{} 可能是：{}",
    "{} is no run of one scenario; name one that sim run has saved": (
        "{} 不是单个情景的运行；请指定 sim run 保存的一次"
    ),
    "the run in {} was interrupted; the command in its run.json finishes it": (
        "{} 中的运行曾被中断；其 run.json 中的命令可完成它"
    ),
    "{} was saved by another version; run it again with --fresh": "{} 由另一版本保存；请用 --fresh 重新运行",
    "no scenario (a .yaml file with a line `format: 1`) in {}": "{} 中没有情景"
    "（含 format: 1 一行的 .yaml 文件）",
    "Parquet needs pyarrow: install shixian[analysis], or use --export csv": "Parquet 需要 pyarrow：请安装 "
    "shixian[analysis]，或改用 --export csv",
}
"""Sentences about wrong usage; ``{}`` is what was typed or what there is."""


def in_words(text: str, lang: Language) -> str:
    """Lines about wrong usage in a language; what has no translation stays as it is."""
    return "\n".join(_line(line) for line in text.split("\n")) if lang == "zh" else text


def _line(text: str) -> str:
    for english, chinese in sorted({**SENTENCES, **EXPERIMENTS}.items(), key=lambda pair: -len(pair[0])):
        pattern = re.escape(english).replace(r"\{\}", "(.*?)")
        found = re.fullmatch(pattern, text)
        if found:
            return chinese.format(*map(_line, found.groups()))
    return text


class Framed(click.HelpFormatter):
    """Help and usage lines whose frame is Chinese."""

    def getvalue(self) -> str:
        """The page."""
        text = super().getvalue()
        for english, chinese in FRAME.items():
            text = text.replace(english, chinese)
        return text


class InChinese(click.Context):
    """The context of commands that speak Chinese."""

    formatter_class = Framed


def context_of(lang: Language) -> type[click.Context]:
    """The class of context in which a command speaks a language."""
    return InChinese if lang == "zh" else click.Context
