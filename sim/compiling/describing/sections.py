"""[describing] The question, who arrives, and the numbers on which everything rests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sim.compiling.describing.lines import Page
from sim.compiling.describing.speech import Speech
from sim.expressions import Expr
from sim.expressions import names as names_in
from sim.scenario import Arrive, ProcessModel
from sim.units import SECONDS, Dim, format_number

_KINDS = {
    "statute": ("statute", "法规"),
    "statistic": ("statistics", "统计"),
    "plan": ("the plan", "方案"),
    "published": ("published", "公开资料"),
    "log": ("fitted to a log", "日志拟合"),
    "expert": ("expert", "专家"),
    "assumption": ("assumption", "假设"),
}


def question(page: Page, say: Speech) -> None:
    """Title, question, variant, measures of the plan."""
    document = say.document
    page.title(say.label(document.title, say.scenario.name))
    if document.question(say.lang):
        page.paragraph(document.question(say.lang))
    if document.plan:
        numbers = say.listed(list(document.plan))
        page.paragraph(say(f"Measures of the plan: {numbers}.", f"对应方案第{numbers}条。"))
    variant = say.scenario.variant
    told = say("as it is today", "现状") if variant == "today" else variant
    page.paragraph(say(f"Variant: {told}.", f"方案：{told}。"))


def process(page: Page, say: Speech, name: str, model: ProcessModel) -> None:
    """A process's heading, who arrives, what is known of each case, who is inside already."""
    page.heading(say(f"Process: {say.label(model.label, name)}", f"流程：{say.label(model.label, name)}"))
    if model.arrive is not None:
        page.paragraph(_arrive(say, model.arrive), 2)
    for each in model.backlog:
        count, age = say.number(each.count), say.span(each.age)
        at = say.step_label(each.at)
        page.paragraph(
            say(
                f"At the start {count} cases are already at {at}, arrived {age} ago.",
                f"期初已有{count}件处于{at}环节，到达已{age}。",
            ),
            2,
        )
    if model.attributes:
        known = [_attribute(say, n, v) for n, v in model.attributes.items()]
        page.paragraph(say("Each case has:", "每件案件的属性："), 2)
        for text in known:
            page.item("-", text, 4)
    page.gap()


def arrivals_in_short(say: Speech, model: ProcessModel) -> str:
    """How many cases arrive, in one short sentence."""
    return "" if model.arrive is None else _arrive(say, model.arrive)


def _arrive(say: Speech, model: Arrive) -> str:
    if model.rate is not None:
        text = _rate(say, model.rate)
    elif model.every is not None:
        text = say(f"One arrives every {say.span(model.every)}", f"每隔{say.span(model.every)}到达一件")
    else:
        text = say("Dated arrivals are replayed", "按给定时刻到达")
    clauses = [text]
    if model.during is not None:
        clauses.append(
            say(f"while {say.plain_name(model.during)} is open", f"仅在{say.plain_name(model.during)}开放时")
        )
    shapes = [("monthly", "months", "月份"), ("weekday", "weekdays", "星期"), ("hourly", "hours", "时段")]
    shaped = [say(en, zh) for field, en, zh in shapes if getattr(model, field) is not None]
    if shaped:
        clauses.append(say(f"{say.listed(shaped)} are weighted", f"按{say.listed(shaped)}加权"))
    if model.yearly_growth is not None:
        clauses.append(
            say(
                f"growing by {say.share(model.yearly_growth)} a year",
                f"每年增长{say.share(model.yearly_growth)}",
            )
        )
    if model.batch is not None:
        clauses.append(say(f"{say.span(model.batch)} at a time", f"每批{say.span(model.batch)}件"))
    return say(", ", "，").join(clauses) + say(".", "。")


def _rate(say: Speech, rate: Expr) -> str:
    found = say.quantity(rate)
    if found is None or found.dim is not Dim.RATE:
        return say.number(rate)
    yearly = found.value * SECONDS["y"]
    days = working_days(say)
    daily = format_number(yearly / days, 1 if yearly / days >= 1 else 2) if days else "–"
    year = format_number(yearly, 0 if yearly >= 100 else 1)
    return say(
        f"{year} cases arrive per year, {daily} per working day", f"每年到达{year}件，每个工作日{daily}件"
    )


def working_days(say: Speech) -> int:
    """The working days of the calendar year in which the run begins."""
    year, working = say.program.origin.year, say.program.working
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    return sum(working.opens_on(date.fromordinal(d)) for d in range(first, last + 1))


def _attribute(say: Speech, name: str, value: Expr | dict[str, Expr]) -> str:
    colon = say(": ", "：")
    if isinstance(value, dict):
        shares = [f"{say.plain_name(n)} {say.share(v)}" for n, v in value.items()]
        return f"{say.plain_name(name)}{colon}{say(', ', '，').join(shares)}"
    return (
        f"{say.plain_name(name)}{colon}{say.span(value) if say.is_distribution(value) else say.number(value)}"
    )


def numbers(page: Page, say: Speech) -> None:
    """The ledger numbers that are used, by kind and with source; then what stands unsourced."""
    used = _with_inner(say, {u.name for u in say.program.uses if u.name})
    entries = {n: m for n, m in say.document.numbers.items() if n in used}
    if entries:
        page.heading(say(f"Numbers used ({len(entries)})", f"所用数字（{len(entries)}个）"))
    for kind, words in _KINDS.items():
        mine = [(n, m) for n, m in entries.items() if m.kind == kind]
        if mine:
            page.paragraph(f"{say(*words)} ({len(mine)}){say(':', '：')}", 2)
        for name, model in mine:
            ends = (
                ""
                if model.range is None
                else say(" [{} … {}]", "［{}…{}］").format(*(say.number(e) for e in model.range))
            )
            source = f" — {model.source}" if model.source else say(" — no source", " — 无来源")
            page.item("-", f"{say.label(model.label, name)} = {say.value(model.value)}{ends}{source}", 4)
    _bare(page, say)


def _bare(page: Page, say: Speech) -> None:
    """The literals that no ledger number stands for, by the place where they stand."""
    bare: dict[str, list[str]] = {}
    for use in say.program.uses:
        if not use.name:
            bare.setdefault(use.path, []).append(use.literal)
    count = sum(map(len, bare.values()))
    if bare:
        page.heading(say(f"Unsourced numbers ({count})", f"无来源数字（{count}个）"))
    for path, literals in bare.items():
        page.item("-", f"{path}{say(': ', '：')}{say('; ', '；').join(literals)}", 2)


def _with_inner(say: Speech, names: Iterable[str]) -> set[str]:
    """Ledger numbers and those that they in turn rest on."""
    found, todo = set(), list(names)
    while todo:
        name = todo.pop()
        if name in found or name not in say.document.numbers:
            continue
        found.add(name)
        todo += names_in(say.document.numbers[name].value)
    return found


__all__ = ["arrivals_in_short", "numbers", "process", "question", "working_days"]
