"""The Chinese of what is said about real logs: reading, auditing, fitting, validating."""

# ruff: noqa: E501 (a sentence and its translation stand in one line)

from __future__ import annotations

AUDITS = {
    "{file}: {cases} cases ({finished} finished), {visits} visits of {activities} activities, {people} people, {since} to {until}": "{file}：{cases} 件（办结 {finished} 件），{visits} 次办理，{activities} 个环节，{people} 人，{since} 至 {until}",
    "read as {kind}: {columns}": "按 {kind} 读取：{columns}",
    "not used: {columns} (--column ROLE=NAME)": "未使用的列：{columns}（--column 角色=列名）",
    "every one of {rows} rows was used": "{rows} 行全部使用",
    "{left} of {rows} rows were left out: {why}": "{rows} 行中有 {left} 行未使用：{why}",
    "line {line}: {reason} {given}": "第 {line} 行：{reason} {given}",
    "in this log": "本日志中",
    "with interval": "及其区间",
    "{k} of {n}": "{n} 件中 {k} 件",
    "{n} cases": "{n} 件",
    "kept": "符合",
    "not kept": "不符合",
    "{late} of {closed} closed cases ended after their own deadline, {column} ({share}).": "{closed} 件已结案件中，{late} 件在各自期限 {column} 之后办结（{share}）。",
    "Of {n} cases still open {late} are past it.": "未结的 {n} 件中，{late} 件已超过期限。",
    "who owns the delay": "时间花在哪里",
    "holder": "持有方",
    "visits": "办理次数",
    "before it begins": "开始前",
    "of all time": "占总时间",
    "{n} further steps": "其余 {n} 个环节",
    "agency": "办理机关",
    "applicant": "申请人",
    "other_agency": "其他部门",
    "third_party": "第三方",
    "court": "法院",
    "utility": "公用企业",
}

HELP = {
    "The same measures and targets on a real office's log.": "用真实日志检验同样的指标和目标。",
    "A scenario whose targets are asked of the log.": "以此情景的目标检验日志。",
    'A target, e.g. "working_days <= 40 share 0.9" (repeatable).': '一项目标，例如 "working_days <= 40 share 0.9"（可重复）。',
    'A date column with each case\'s own deadline, e.g. "deadline share 0.9" (repeatable).': '各案件自身期限所在的日期列，例如 "deadline share 0.9"（可重复）。',
    'Which days are working days, e.g. "days: netherlands".': '哪些天是工作日，例如 "days: china"。',
    "Which process of the scenario the log is of.": "日志属于情景中的哪个流程。",
    "Which column is what, e.g. case=Ref (repeatable); an empty name drops a guess.": "指定列的用途，例如 case=编号（可重复）；列名留空则不用该列。",
    "Convert stamps to the clock of this zone, e.g. Asia/Shanghai.": "把时间换算为此时区，例如 Asia/Shanghai。",
    "How dates such as 11/04/2022 are read, where the column allows both.": "11/04/2022 这类日期两可时如何读取。",
    "Encoding of a CSV file. [default: UTF-8, else GB18030]": "CSV 文件的编码。[默认：UTF-8，否则 GB18030]",
    "Sheet of a workbook. [default: the first]": "工作簿中的工作表。[默认：第一个]",
    "An activity that ends a case (repeatable); cases with another last one are open.": "结束案件的环节（可重复）；最后环节不在其中的案件视为未结。",
}

SENTENCES: dict[str, str] = {**AUDITS, **HELP}
