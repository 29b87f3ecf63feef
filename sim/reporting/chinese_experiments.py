"""The Chinese of what experiments say: sweeps and comparisons (see `chinese`)."""

# ruff: noqa: E501 (a sentence and its translation stand in one line)

from __future__ import annotations

SWEEPS = {
    "{n} point": "{n} 个点",
    "{n} points": "{n} 个点",
    "point": "点",
    "and {n} more points in the table": "其余 {n} 个点见表格文件",
    "✓ met, × missed, ? undecided; the figure is what the target asks about": "✓ 达到，× 未达到，? 未定；数值为目标所问的量",
    "point {n} failed: {message}": "第 {n} 个点失败：{message}",
    "and {n} more points failed": "另有 {n} 个点失败",
    "Interrupted: {done} of {all} points are kept.": "已中断：{all} 个点中已保留 {done} 个。",
    "{done} of {total} points": "{total} 个点中已完成 {done} 个",
    ", about {time} left": "，约剩 {time}",
    "{n} points were there already (--fresh runs them again)": "其中 {n} 个点此前已完成（--fresh 可重新运行）",
    "Table: {file}": "表格：{file}",
    "What varies: a list 0.5,0.7 or a range 4..12 or 1 h..3 h..30 min (LOW..HIGH..STEP); a number of the ledger goes by its name, without values over its range (repeatable).": "变动的量：列表 0.5,0.7，或区间 4..12、1 h..3 h..30 min（下限..上限..步长）；台账中的参数可直接用名称，不写值则取其区间（可重复）。",
    "N points instead of every combination: sobol:256 (scrambled Sobol) or lhs:100 (Latin hypercube).": "不取全部组合，只取 N 个点：sobol:256（加扰 Sobol 序列）或 lhs:100（拉丁超立方）。",
    "How many independent histories of each point; auto stops when every target is decided.": "每个点独立重复的次数；auto 在全部目标有结论时停止。",
    "Every combination of some values, or a sample, as one table (CSV and Parquet). What is finished is kept: after an interruption the same command goes on. Exit code 3 tells that some points failed.": "把若干取值的全部组合或其抽样运行成一张表（CSV 和 Parquet）。已完成的都会保留：中断后输入同一命令即可继续。退出码 3 表示有的点失败。",
}
