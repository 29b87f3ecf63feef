"""The Chinese of every sentence on a plot, by the English one (see `words`)."""

# ruff: noqa: E501 (a sentence and its translation stand in one line)

from __future__ import annotations

OVER_TIME = {
    "8 of 10 single runs": "十次运行中有八次",
    "95% interval of the mean": "平均值的95%区间",
    "95% interval": "95%区间",
    "{process}: cases in progress": "{process}：在办案件数",
    "{first} cases on average when the measured time begins, {last} when it ends, at most {most}.": "统计期开始时平均 {first} 件，结束时 {last} 件，最多 {most} 件。",
    "cases": "案件",
    "warm-up, not measured": "预热期，不计入",
    "{process}: {measure} by date of arrival": "{process}：按到达日期的{measure}",
    "Longest for cases that arrive in the days from {date}: {figure} on average.": "自 {date} 起到达的案件最久：平均{figure}。",
    "No case was measured.": "没有计入统计的案件。",
    "mean per case": "每件平均",
}

CASES = {
    "limit {limit}": "时限{limit}",
    "share of cases": "案件比例",
    "keep the limit": "未超时限",
    "do not keep the limit": "超出时限",
    "{kept} keep the limit, {asked} are asked for.": "{kept} 的案件未超时限，要求为 {asked}。",
    "{share} were not finished when the run ended; they count as not kept.": "{share} 在运行结束时未办结，按超出时限计。",
    "{share} further right": "另有 {share} 在右侧图外",
    "{figure} on average.": "平均{figure}。",
    "{figure} on average, {asked} is asked for; single cases need not keep it.": "平均{figure}，要求{asked}；单个案件可以超过。",
    "at most {limit}": "不超过{limit}",
    "at least {limit}": "不少于{limit}",
    "mean {figure}": "平均{figure}",
    "time from beginning to end": "起止历时",
    "working days taken": "所用工作日",
    "legal days taken": "法定计时工作日",
    "office hours taken": "所用办公时间",
    "time in queues": "排队时间",
    "time of work": "办理用时",
    "waiting time": "等待时间",
    "visits in person": "到场次数",
    "fees": "费用",
    "cost as a share of the claim": "成本占标的额的比例",
    "working days": "个工作日",
}

WHERE = {
    "{process}: where the time goes": "{process}：时间用在哪里",
    "{process}: who holds the case": "{process}：案件在谁手里",
    "A case takes {figure} on average.": "每件平均{figure}。",
    "{holder}: {figure} of {all} per case ({share}).": "{holder}：每件{all}中占 {figure}（{share}）。",
    "{share} of the time of all steps is queueing, most of it for: {step}.": "各环节时间中 {share} 是排队，最多的是：{step}。",
    "Branches run side by side, so the parts add up to more than the whole.": "各分支并行，因此各部分之和大于总历时。",
    "{n} other steps": "其余 {n} 个环节",
    "in the queue": "排队",
    "with the staff, closing hours included": "经办中（含下班时间）",
    "passing without staff": "无需人员的等待",
    "per case": "每件",
    "at work or under way": "办理或流转",
    "the legal clock stands still": "法定时钟暂停",
}

POOLS = {
    "{pool} ({n})": "{pool}（{n}人）",
    "Busiest: {pool}, {share}.": "最忙的是{pool}，{share}。",
    "How busy each pool is": "各岗位的忙碌程度",
    "Beyond the dashed line ({share}) queues grow quickly; in brackets the number of people.": "超过虚线（{share}）后队列增长很快；括号内为人数。",
    " + {share} overtime": "，加班 {share}",
    "busy while on duty": "在岗时忙碌",
    "{pool}: how many wait, by hour and weekday": "{pool}：按星期和钟点的等候数",
    "{day} {hour}:00": "{day}{hour}时",
    "Longest while people are on duty: {when}, {n} on average; {mean} over the whole week.": "有人在岗时最长为{when}，平均 {n} 件；全周平均 {mean} 件。",
    "Nobody ever waits.": "从无等候。",
    "mean number waiting": "平均等候数",
    "people on duty": "有人在岗",
}

NOTEBOOK = {
    "measure": "指标",
    "process": "流程",
    "low": "下限",
    "high": "上限",
}

SEARCHES = {
    "{variant} against {base}": "{variant} 与{base}相比",
    "Paired differences under the same luck, {n} replications; the lines are 95% intervals.": "相同随机条件下的成对差异，重复 {n} 次；横线为95%区间。",
    "percentage points": "百分点",
    "change in % of the base": "相对基准的变化（%）",
    "better": "改善",
    "worse": "变差",
    "no clear difference": "差异不明显",
    "different": "有差异",
    "From {base} to {reformed}: what each card contributes, averaged over all orders of the cards.": "从 {base} 到 {reformed}：各改革卡的贡献，按全部引入次序平均。",
    "target {figure}": "目标 {figure}",
    "smallest: {x}": "最小值：{x}",
    "Met from {vary} = {x} on.": "自 {vary} = {x} 起达到。",
    "Not met at any value tried.": "试过的取值均未达到。",
    "Now {figure}; each number moved alone to both ends of its range.": "现为 {figure}；每个参数单独取其区间两端。",
    "{n} of {all} flip the verdict within their range.": "{all} 个中有 {n} 个在区间内会改变结论。",
    "flips at {value}": "{value} 时结论改变",
    "at the low end of its range": "取区间下限",
    "at the high end": "取区间上限",
    "Scoreboard of the plan": "方案记分表",
    "What {n} heads can do for {k} services": "{n} 人如何分配给 {k} 项服务",
    "Each row is a split (heads in the order of the services below) that no other beats in every service. To the right of the line all targets of a service that heads decide are kept, to the left one is missed; estimates of 40 replications.": "每行是一种分配（人数按下列服务的顺序），没有其他分配在每项服务上都更好。竖线右侧：该项服务中取决于人数的目标全部达到；左侧：有未达到的。据 40 次重复的估计。",
    "room at the worst target (share of cases, or of the limit)": "最紧目标的余量（占案件或占限值的比例）",
    "{n} of {all} met": "达到 {n}/{all}",
    "hollow: a target of it is missed": "空心：该项服务有目标未达到",
}

PICTURES: dict[str, str] = {**NOTEBOOK, **OVER_TIME, **CASES, **WHERE, **POOLS, **SEARCHES}
