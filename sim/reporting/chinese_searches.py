"""The Chinese of what the searches say: staffing, break-even, transition, several services at once."""

# ruff: noqa: E501 (a sentence and its translation stand in one line)

from __future__ import annotations

STAFFING = {
    "confidence {p}": "置信度 {p}",
    "Cheapest: {staffing}": "最省的配置：{staffing}",
    ", {cost} a year": "，每年 {cost}",
    "Not settled: even the most people tried are too close to a target to call.": "未能判定：即使用到所试的最多人数，仍与目标过于接近。",
    "No staffing within the bounds meets every target.": "在给定的人数范围内，没有任何配置能达到全部目标。",
    "It seems that {staffing} would do.": "看来 {staffing} 可以达到。",
    "No staffing of these people can do it: the targets below are missed without a limit.": "增加这些人员无法解决：即使人数不限，下列目标仍达不到。",
    "people": "人员",
    "cheapest": "最省",
    "tried": "所试范围",
    "a person a year": "每人每年",
    ", binding": "（起约束作用）",
    "one fewer": "减少一人",
    "then": "结果",
    "nobody would be left": "将无人在岗",
    "{target}: {estimate}, required {required}": "{target}：{estimate}，要求 {required}",
    "Of the cases beyond the limit, {share} of all, the time goes to:": "超出时限的案件占全部的 {share}，其时间用于：",
    "step": "步骤",
    "with": "由谁",
    "of all cases": "占全部案件",
    "of those beyond": "占超时案件",
    "days": "天数",
    "of it queueing": "其中排队",
    "{step} alone takes {days} d in {share} of the cases.": "仅“{step}”一步，在 {share} 的案件中平均就需 {days} 天。",
    "{n} replications, guesses included; each of the {size} staffings would take at least {all}.": "含试探在内共重复 {n} 次；逐一试遍 {size} 种配置至少需要 {all} 次。",
    "More people can harm a target here, so every cheaper staffing was verified.": "此处人多也可能不利于某项目标，因此逐一验证了每种更省的配置。",
    "No cost is given for {names}, so heads are counted.": "{names} 没有给出成本，因此按人数计算。",
    "Of {n} staffings of this cost that meet every target, this one keeps “{target}” best.": "成本相同且达到全部目标的配置有 {n} 种，其中这一种对“{target}”最有余量。",
    "{n} staffings of this cost meet every target; for “{target}” they are nearly alike.": "成本相同且达到全部目标的配置有 {n} 种，对“{target}”几乎没有差别。",
    "At the same cost: {staffing}.": "成本相同的还有：{staffing}。",
    "Too close to call, and cheaper: {staffing}.": "更省但与目标过于接近、无法判定：{staffing}。",
    "The cheapest staffing that meets every target, with why one person fewer does not do.": "能达到全部目标的最省人员配置，并说明为何再少一人就不行。",
    "Whose number may change: pools, or a shift of one as a.0 (separated by commas).": "可以改变人数的岗位；某个班次写作 a.0（用逗号分隔）。",
    "No more than N people of each. [default: three times what the load needs]": "每个岗位最多 N 人。[默认：负荷所需的三倍]",
    "How sure the answer shall be.": "结论所要求的置信度。",
    "No more than N replications of each staffing.": "每种配置最多重复 N 次。",
}

SEARCHES: dict[str, str] = {**STAFFING}
