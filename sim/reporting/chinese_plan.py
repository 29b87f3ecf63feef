"""The Chinese of what is said of the map of a plan."""

# ruff: noqa: E501 (a sentence and its translation stand in one line)

from __future__ import annotations

PLAN = {
    "the measure": "措施内容",
    "where it is answered": "在何处回答",
    "{n} measures: {targets} have targets, {parameters} are parameters, {none} are no process.": "方案共 {n} 项措施：{targets} 项由目标回答，{parameters} 项体现为参数，{none} 项不是流程。",
    "{scenario}: {text}": "{scenario}：{text}",
    "no process: {reason}": "不是流程：{reason}",
    "{n} target": "{n} 项目标",
    "{n} met": "达到 {n}",
    "{n} missed": "未达到 {n}",
    "{n} undecided": "未定 {n}",
    "{number} ({counts})": "{number}（{counts}）",
    "card {names}": "措施卡 {names}",
    "number {names}": "参数 {names}",
    "cards {names}": "措施卡 {names}",
    "numbers {names}": "参数 {names}",
    "Only the map of the plan: where each measure is answered. Nothing is run.": "只显示方案对照表：每项措施在何处回答。不运行仿真。",
}
