"""Complaints in Chinese: their sentences as templates whose ``{}`` keep what was given.

Those about a scenario's text and form stand here, those about its meaning in `sim.form.chinese_meaning`.
"""

# ruff: noqa: E501 (a template stands on one line)

from __future__ import annotations

import re
from functools import lru_cache
from itertools import zip_longest

from sim.form import chinese_logs, chinese_plan
from sim.form.chinese_meaning import SENTENCES

_SENTENCES = """
nothing = 空缺
no such file = 文件不存在
no regular file = 不是普通文件
a scenario file ({}) = 情景文件（{}）
a file that can be read ({}) = 可以读取的文件（{}）
a smaller file = 较小的文件
a flatter file = 层次较少的文件
an empty file = 空文件
a list = 列表
a single value = 单个值
a mapping that begins with format: 1 = 以 format: 1 开头的键值表
text in UTF-16 = UTF-16 编码的文本
UTF-8 (save the file as UTF-8) = UTF-8 编码（请将文件另存为 UTF-8）
the byte {} = 字节 {}
text in UTF-8 (a file in GBK or GB18030 must be saved as UTF-8) = UTF-8 文本（GBK 或 GB18030 文件请另存为 UTF-8）
the invisible character {} = 不可见字符 {}
visible characters only = 只含可见字符
a second document (after ---) = 第二个文档（--- 之后）
one document in a file = 每个文件一个文档
the alias {} = 别名 {}
the value itself (aliases are not allowed) = 值本身（不允许别名）
the anchor {} = 锚点 {}
no anchors: write the value where it is used = 不用锚点，在使用处直接写值
the tag {} = 标签 {}
no tags: the value alone = 不用标签，只写值
the merge key << = 合并键 <<
the keys themselves (merges are not allowed; see extends) = 直接写出各键（不允许合并，可用 extends）
no key before the colon = 冒号前没有键
the key {} again (first in line {}) = 键 {} 重复（首次在第 {} 行）
each key once = 每个键只写一次
a list or mapping as a key = 以列表或键值表为键
a name as key = 以名称为键
more than {} values = 超过 {} 个值
more than {} levels = 超过 {} 层
a text of {} characters = {} 个字符的文本
at most {} = 最多 {}
a finite number = 有限的数
a number of at most 17 digits = 最多 17 位的数
a tab at the beginning of the line = 行首的制表符
spaces for indentation = 用空格缩进
the full-width {} = 全角字符 {}
{} (not the full-width {}) = {}（而不是全角的 {}）
{} without a space behind it = {} 后面没有空格
a space after the colon = 冒号后加一个空格
a second colon in one value = 一个值中有第二个冒号
one key: value on a line (put a text with a colon in quotes) = 每行一个 键: 值（含冒号的文本请加引号）
a quoted text that does not end = 引号没有结束
a closing quotation mark = 结束引号
a list that is not closed, or lacks a comma = 列表没有结束或缺少逗号
a list that is not closed, or lacks a comma (it begins in line {}) = 列表没有结束或缺少逗号（从第 {} 行开始）
a comma between the items and ] at the end = 各项之间用逗号，最后加 ]
a mapping that is not closed, or lacks a comma = 键值表没有结束或缺少逗号
a mapping that is not closed, or lacks a comma (it begins in line {}) = 键值表没有结束或缺少逗号（从第 {} 行开始）
a comma between the entries and } at the end = 各项之间用逗号，最后加 }
a line that is no list item = 此行不是列表项
list items that all begin with - in the same column = 列表各项都在同一列以 - 开头
a line at an indentation that does not fit = 此行缩进不对
keys of one mapping in the same column = 同一键值表的键在同一列
a line without a colon = 此行没有冒号
key: value (a colon and a space) = 键: 值（冒号加空格）
a colon without a value behind it = 冒号后没有值
the text in quotation marks = 给文本加引号
--- or ... inside a quoted text = 引号中的文本里有 --- 或 ...
a closing quotation mark before it = 在此之前写结束引号
a list item that begins in the line of its key = 列表项与键写在同一行
list items on lines of their own = 列表各项各占一行
a character that cannot begin a value = 不能作为值开头的字符
a backslash with a letter that means nothing = 反斜杠后的字母没有含义
single quotation marks, in which a backslash is plain = 改用单引号（其中反斜杠只是普通字符）
a * without a name = * 后面没有名称
a & without a name = & 后面没有名称
a text that begins with ! = 以 ! 开头的文本
a line that begins with % = 以 % 开头的行
no directive = 不写指令行
more nested brackets than anybody can read = 括号嵌套过深，无法阅读
a bracket or comma where a value should stand = 应写值的地方是括号或逗号
something behind the end of the text = 文本结束之后还有内容
one mapping, all of whose keys begin in the same column = 一个键值表，各键都从同一列开始
a text after | or > = | 或 > 后面还有文本
the text on the following lines, indented = 文本写在后面各行并缩进
one of {} = 下列之一：{}
the key {} = 键 {}
a step that has one of {} = 含有下列键之一的步骤：{}
a step with {} = 含 {} 的步骤
an empty step = 空步骤
a step, for example {} = 步骤，例如 {}
one step type in each step (is a - missing before the second?) = 每个步骤一种类型（第二个之前是否漏了 -？）
true or false = true 或 false
a text = 文本
a text, or {} = 文本，或 {}
a mapping of names to values = 名称与值的对照表
a mapping of keys to values = 键值表
a mapping of {} = 含 {} 的键值表
an empty mapping = 空键值表
a list of {} = {} 项的列表
an empty list = 空列表
a list, for example {} = 列表，例如 {}
a list of dates = 日期列表
a list of changes, for example {} = 改革措施列表，例如 {}
a list of steps, each beginning with - and a step type such as task = 步骤列表，每项以 - 和步骤类型（如 task）开头
a duration with a unit or a distribution, for example {} = 带单位的时长或分布，例如 {}
a duration with a unit, for example {} = 带单位的时长，例如 {}
a time limit with a unit, for example {} = 带单位的时限，例如 {}
a number of cases per time, for example {} = 单位时间的件数，例如 {}
a pool, a list of pools, {} or owner = 人员池、人员池列表、{} 或 owner
who holds the case meanwhile, for example {} = 此间案件在谁手中，例如 {}
a chance from 0 to 1, an expression, or a list of chances by round = 0 到 1 的概率、表达式或逐轮概率列表
a share from 0 to 1, for example {} = 0 到 1 的比例，例如 {}
a condition, for example {} = 条件，例如 {}
a whole number, for example {} = 整数，例如 {}
a whole number of places, for example {} = 整数个位置，例如 {}
a whole number of rounds, for example {} = 整数轮，例如 {}
a whole number of people, for example {} = 整数人数，例如 {}
money per hour, for example {} = 每小时金额，例如 {}
a positive number, for example {} = 正数，例如 {}
a number of cases or a distribution, for example {} = 件数或分布，例如 {}
a list of {} weights, {} first = {} 个权重的列表（从 {} 开始）
two values, for example {} = 两个值，例如 {}
a value with its unit, for example {} = 带单位的值，例如 {}
how the figure is known, for example {} = 数字的来历，例如 {}
the name of a calendar = 日历名称
the name of the calendar that defines working days = 定义工作日的日历名称
the name of a pool = 人员池名称
a measure, for example {} = 指标，例如 {}
branches by name = 按名称列出的分支
a date such as {} = 日期，例如 {}
calendars by name, for example {} = 按名称列出的日历，例如 {}
at least one process with its steps = 至少一个含步骤的流程
1, the only version there is = 1（唯一的版本）
a country, weekdays, every_day, always or a list of weekdays = 国家、weekdays、every_day、always 或星期列表
mean, median, total or a percentile such as p90 = mean、median、total 或 p90 之类的分位数
a name of small letters, digits and _ that begins with a letter (64 at most) = 以字母开头、由小写字母、数字和 _ 组成的名称（最多 64 个字符）
names of small letters, digits and _ that begins with a letter (64 at most) = 以字母开头、由小写字母、数字和 _ 组成的名称（最多 64 个字符）
a name that no other step has = 其他步骤没有用过的名称
a name that no other step has (another one stands in line {}) = 其他步骤没有用过的名称（第 {} 行已有）
names of holders = 持有人名称
exactly one of {} = {} 中恰好一个
either takes or until = takes 或 until 之一
either staff with a calendar, or shifts = staff 加 calendar，或者 shifts
a calendar beside staff = staff 旁边的 calendar
at least one shift, each with its own calendar = 至少一个班次，各有自己的日历
a rate where there is {} = 有 {} 时要有 rate
no batch beside a schedule (give an instant several times) = schedule 不能与 batch 同用（可重复时刻）
either share or statistic (and no share beside change) = share 或 statistic 之一（change 旁不用 share）
change and against together = change 与 against 同时写
a share beside per = per 旁边要有 share
order: priority where preempt is true = preempt 为 true 时用 order: priority
at most one branch with else: true = 最多一个 else: true 的分支
branches all by share or all by when = 分支全部用 share 或全部用 when
deem, or one of escalate, finish and steps = deem，或 escalate、finish、steps 之一
deem, {} or {} = deem、{} 或 {}
a calendar, a weekday or a time of day (at) = 日历、星期或时刻（at）
a time of day such as {} = 时刻，例如 {}
all, any or a number of branches = all、any 或分支数
count, for, or both = count、for 或两者
no steps here: they are those of the procedure = 此处不写步骤（由 procedure 给出）
the number of a measure of the plan, or a list of them = 方案措施的编号或编号列表
a calendar such as {}, or its days alone = 日历，例如 {}，或只写 days
the name of a CSV file, or a list of date-times such as {} = CSV 文件名，或时刻列表，例如 {}
a list of intervals such as {}, or such a list by weekday = 时段列表，例如 {}，或按星期分列
at_most or at_least with a share, for example {} = at_most 或 at_least 加比例，例如 {}
{}, which overlaps {} = {} 与 {} 重叠
intervals that do not overlap, for example {} = 互不重叠的时段，例如 {}
hours {} = 时段 {}
days {} = days {}
weekday {} = 星期 {}
an end after the start (hours do not cross midnight: write two intervals, 24:00 is allowed) = 结束晚于开始（不跨午夜，请写成两段，可用 24:00）
an interval HH:MM-HH:MM such as {} = HH:MM-HH:MM 形式的时段，例如 {}
a date that exists ({}) = 存在的日期（{}）
one of the units {} = 下列单位之一：{}
an operator or the end of the text = 运算符或文本结束
an operator or the end of the text (here: {}) = 运算符或文本结束（此处：{}）
PATH=VALUE, for example {} = 路径=值，例如 {}
a dotted path such as {} = 用点分隔的路径，例如 {}
a name that exists = 已有的名称
a name that exists in {} = {} 中已有的名称
nothing below {}, which is a single value = {} 是单个值，其下没有内容
a number from 0 to {} = 0 到 {} 的数
a plain relative file name, with / between folders = 普通的相对文件名（文件夹之间用 /）
a relative file name (no absolute path) = 相对文件名（不是绝对路径）
a file whose name ends in {} = 以 {} 结尾的文件
a file in this folder, below it or beside it, and no link out of it = 本文件夹内、其下或并列处的文件，且不是指向外部的链接
the name of a scenario file, for example {} = 情景文件名，例如 {}
another file (this one extends itself, directly or by others) = 另一个文件（此文件直接或间接继承了自己）
at most {} files that extend one another = 最多 {} 个文件逐级继承
a header that lacks or repeats a name = 表头缺名称或重复
a first line with a different name for each column = 首行各列名称互不相同
where or when, as a name or a list = 地点或时间（名称或列表）
attributes by name = 按名称列出的属性
attributes with their new values, for example {} = 属性及其新值，例如 {}
lists of cards by name = 按名称列出的改革卡列表
new values by path, for example {} = 按路径列出的新值，例如 {}
numbers by name, each with value, kind and source = 按名称列出的数字，各含 value、kind 和 source
pools by name, for example {} = 按名称列出的人员池，例如 {}
reform cards by name = 按名称列出的改革卡
a list of targets = 目标列表
a shorter text = 较短的文本
a text of the form the reference shows = 参考文档所示形式的文本
at least one entry and no more than the reference says = 至少一项，且不超过参考文档所说
a date in one of the two lists = 日期只写在其中一个列表
a range whose last date is not before its first = 末日不早于首日的日期范围
a date like {} or a range like {} = 日期（如 {}）或日期范围（如 {}）
at least one interval such as {} = 至少一个时段，例如 {}
at least one weekday = 至少一个星期几
each weekday once = 每个星期几只写一次
no hours, or days: every_day = 不写 hours，或 days: every_day
times from 00:00 to 23:59, or 24:00 as the end of a day = 00:00 到 23:59 的时刻，或以 24:00 结束
mon, tue, wed, thu, fri, sat or sun = mon、tue、wed、thu、fri、sat 或 sun
true = true（真）
weekdays = weekdays（工作日）
, or ) = 逗号或 )
{} (here: {}) = {}（此处：{}）
a number, a name, a quoted text or ( = 数、名称、引号中的文本或 (
a name without dots, or a digit before the point = 不含点的名称，或小数点前的数字
{before: step, steps: [...]} or {after: step, steps: [...]} = {before: step, steps: [...]} 或 {after: step, steps: [...]}
{start: 2021-01-04, warm_up: 60 d, arrivals: 365 d, drain: 1 y} = {start: 2021-01-04, warm_up: 60 d, arrivals: 365 d, drain: 1 y}
{} cells = {} 个单元格
{}, as many as in the first line = {} 个，与首行相同
a line that is no CSV = 此行不是 CSV
cells between commas ({}) = 以逗号分隔的单元格（{}）
"""


def in_chinese(text: str) -> str:
    """A complaint's ``given`` or ``expected`` in Chinese; as it is where there is no translation (a value, a
    name).
    """
    for pattern, chinese in _patterns():
        found = pattern.fullmatch(text)
        if found:
            literal = chinese.split("{}")
            parts = [in_chinese(part) for part in found.groups()]
            return "".join(a + b for a, b in zip_longest(literal, parts, fillvalue=""))
    key, colon, rest = text.partition(": ")
    known = in_chinese(rest) if colon and re.fullmatch(r"[a-z_]+", key) else rest
    return f"{key}：{known}" if known != rest else text


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Templates as patterns, the one with most words of its own first."""
    pairs = [
        line.partition(" = ")[::2]
        for line in (_SENTENCES + SENTENCES + chinese_logs.SENTENCES + chinese_plan.SENTENCES).splitlines()
        if line
    ]
    pairs.sort(key=lambda pair: -len(pair[0].replace("{}", "")))
    return tuple(
        (re.compile(re.escape(english).replace(r"\{\}", "(.*)"), re.DOTALL), zh) for english, zh in pairs
    )
