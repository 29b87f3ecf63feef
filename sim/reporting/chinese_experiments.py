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
    "Going on: {done} of {total} points are there (--fresh begins anew)": "继续运行：{total} 个点中已有 {done} 个（--fresh 可重新开始）",
    "{n} points were there already (--fresh runs them again)": "其中 {n} 个点此前已完成（--fresh 可重新运行）",
    "Table: {file}": "表格：{file}",
    "What varies: a list 0.5,0.7 or a range 4..12 or 1 h..3 h..30 min (LOW..HIGH..STEP); a number of the ledger goes by its name, without values over its range (repeatable).": "变动的量：列表 0.5,0.7，或区间 4..12、1 h..3 h..30 min（下限..上限..步长）；台账中的参数可直接用名称，不写值则取其区间（可重复）。",
    "N points instead of every combination: sobol:256 (scrambled Sobol) or lhs:100 (Latin hypercube).": "不取全部组合，只取 N 个点：sobol:256（加扰 Sobol 序列）或 lhs:100（拉丁超立方）。",
    "How many independent histories of each point; auto stops when every target is decided.": "每个点独立重复的次数；auto 在全部目标有结论时停止。",
    "Every combination of some values, or a sample, as one table (CSV and Parquet). What is finished is kept: after an interruption the same command goes on. Exit code 3 tells that some points failed.": "把若干取值的全部组合或其抽样运行成一张表（CSV 和 Parquet）。已完成的都会保留：中断后输入同一命令即可继续。退出码 3 表示有的点失败。",
}

COMPARISONS = {
    "Work on a Dask cluster, tcp://host:8786: the same answer to the byte.": "在 Dask 集群 tcp://主机:8786 上运行：结果逐字节相同。",
    "difference": "差异",
    "Differences are paired: every variant had the same luck. ± is a 95% interval.": "差异按配对计算：各方案使用相同的随机数。± 为95%区间。",
    "With independent luck the variance of a difference would be {ratio} times as large, and so many times as many replications would be needed (median over {n} measures).": "若各方案的随机数相互独立，差异的方差将是现在的 {ratio} 倍，需要的重复次数也是 {ratio} 倍（{n} 项指标的中位数）。",
    "It is least for {x} ({a}) and most for {y} ({b}).": "最低为“{x}”（{a}），最高为“{y}”（{b}）。",
    '"{file}" is no name of a picture: expected one that ends in .svg or .png': "“{file}” 不是图片文件名：应以 .svg 或 .png 结尾",
    "The differences as a picture in this file (.svg or .png).": "把差异画成图，写入此文件（.svg 或 .png）。",
    "The table of all differences as CSV on stdout.": "在标准输出以 CSV 给出全部差异。",
    "Variants under common luck: paired differences with intervals, measure by measure. The first variant is what the others are compared with; one alone is compared with today, and without any all are.": "在相同随机条件下比较各方案：逐项指标给出配对差异及其区间。第一个方案是比较的基准；只给一个方案时与现状比较，不给则比较全部方案。",
}
