"""What is said about wrong usage of experiments, in Chinese (see `usage`)."""

# ruff: noqa: E501 (a sentence and its translation stand in one line)

from __future__ import annotations

EXPERIMENTS = {
    '"{}" is no address of a scheduler; expected tcp://host:8786': "{} 不是调度器的地址；应为 tcp://主机:8786",
    "--cluster needs Dask: install shixian[cluster]": "--cluster 需要 Dask：请安装 shixian[cluster]",
    "nobody answers at {} ({}); start a scheduler there: dask scheduler": "{} 无人应答（{}）；请在那里启动调度器：dask scheduler",
    "the scheduler at {} has no workers; start one: dask worker {} --nthreads 1": "{} 的调度器没有工作进程；请启动：dask worker {} --nthreads 1",
    "a worker of {} cannot run this program ({})": "{} 的一个工作进程无法运行本程序（{}）",
    "{} of {} workers of {} run another version of this program ({}); their answers could differ": "{1} 个工作进程中有 {0} 个（{2}）运行的是本程序的另一版本（{3}），结果可能不同",
    "the cluster at {} went away; what was finished before is kept": "集群 {} 已断开；此前完成的都已保留",
    "there is nothing to compare with today: the scenario has no variants": "没有可与现状比较的：情景没有其他方案",
    "nothing to vary: --vary PATH=LIST_OR_RANGE, for example pools.window.staff=4..12": "没有要变动的量：--vary 路径=列表或区间，例如 pools.window.staff=4..12",
    "{} is varied twice": "{} 重复变动",
    "{} points are more than {}: fewer levels, or --sample sobol:256": "{} 个点超过上限 {}：请减少取值，或用 --sample sobol:256",
    '"{}" is not PATH=LIST_OR_RANGE, for example pools.window.staff=4..12': "{} 不是 路径=列表或区间，例如 pools.window.staff=4..12",
    '"{}" is no number of the ledger; anything else needs values: PATH=LIST': "台账中没有参数 {}；其他路径需给出取值：路径=列表",
    '"{}" is no number of the ledger; nearest: {}; anything else needs values: PATH=LIST': "台账中没有参数 {}；最接近的是 {}；其他路径需给出取值：路径=列表",
    "{} has no range in the ledger: give one, {}=LOW..HIGH": "{} 在台账中没有区间：请写 {}=下限..上限",
    '{}: "{}" is no range; expected LOW..HIGH or LOW..HIGH..STEP': "{}：{} 不是区间；应为 下限..上限 或 下限..上限..步长",
    "{}: how many values lie in {}? expected LOW..HIGH..STEP, or --sample sobol:256": "{}：区间 {} 中取几个值？应为 下限..上限..步长，或用 --sample sobol:256",
    "{}: a step of {} leads nowhere; expected one above 0": "{}：步长 {} 无效；应大于 0",
    "{}: {} values are more than {}": "{}：{} 个取值超过上限 {}",
    "{}: the range from {} to {} is empty; expected LOW..HIGH": "{}：从 {} 到 {} 的区间为空；应为 下限..上限",
    "{}: {} and {} do not go together in one range": "{}：{} 与 {} 不能用于同一区间",
    '{}: "{}" is no number with a unit; units are {}': "{}：{} 不是带单位的数；单位有 {}",
    '"{}": a value is missing between the commas': "{}：逗号之间缺少取值",
    'no such sample: "{}"; expected sobol:256 or lhs:100': "没有抽样方式 {}；应为 sobol:256 或 lhs:100",
    'no such sample: "{}"; nearest: {}; expected sobol:256 or lhs:100': "没有抽样方式 {}；最接近的是 {}；应为 sobol:256 或 lhs:100",
    '"{}": how many points? expected {} with N from 1 to {}': "{}：多少个点？应为 {}，N 从 1 到 {}",
    "sobol knows at most {} factors": "sobol 最多可有 {} 个变动的量",
    "{} has no targets: there is nothing to score": "{} 没有目标：无可评分",
    "a budget of {} is too small for {} services: one has nobody": "{} 人不够分给 {} 项服务：会有服务无人在岗",
    "the heads are shared by {} alone; use sim staff for one service": "只有 {} 使用这些人数；单项服务请用 sim staff",
    "{} is another table; join into another folder": "{} 是另一张表；请合并到另一个文件夹",
    "{} is shared by {} alone; two files at least share people": "只有 {1} 共用 {0}；至少要有两个文件才能共用人员",
    '"{}" is no name of a pool: small letters, digits and _ (and not owner)': "{} 不能作岗位名：只能用小写字母、数字和 _（且不能是 owner）",
    "a sweep needs a folder to keep its points in": "需要一个文件夹来保存各点的结果",
    "another process ({}) is working on {}; wait for it, or stop it, and run this again": "另一个进程（{}）正在处理 {}；请等它结束或停止它，再运行本命令",
    "{} is damaged ({}); nothing in it was used: move it away, or begin anew with --fresh": "{} 已损坏（{}）；其中内容均未使用：请移走它，或用 --fresh 重新开始",
    "{} cannot be written ({}); what was finished before is kept": "{} 无法写入（{}）；此前完成的都已保留",
}
"""Sentences by their English; ``{}`` is what was typed or what there is."""
