"""[describing] Time, calendars and pools: when work is done, and by how many people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sim.compiling.describing.lines import Page
from sim.compiling.describing.speech import Speech
from sim.expressions import Expr
from sim.program import Pool
from sim.scenario import CalendarModel, PoolModel
from sim.units import SECONDS, Dim, format_number

_DAYS = {
    "mon": ("Mon", "周一"),
    "tue": ("Tue", "周二"),
    "wed": ("Wed", "周三"),
    "thu": ("Thu", "周四"),
    "fri": ("Fri", "周五"),
    "sat": ("Sat", "周六"),
    "sun": ("Sun", "周日"),
    "china": ("official working days of China", "国务院工作日历（含调休）"),
    "weekdays": ("Monday to Friday", "周一至周五"),
    "every_day": ("every day", "每天"),
    "always": ("at all times", "全天候"),
}
_ORDERS = {
    "priority": ("by priority", "按优先级"),
    "due": ("by nearest deadline", "按时限先后"),
    "shortest": ("shortest work first", "短件优先"),
    "lifo": ("last come, first served", "后到先办"),
    "random": ("in random order", "随机"),
}


def period(page: Page, say: Speech) -> None:
    """The simulated time and the clocks."""
    model, document = say.document.period, say.document
    page.heading(say("Time", "时间"))
    page.paragraph(
        say(
            f"From {model.start:%Y-%m-%d}: {say.span(model.warm_up)} to warm up, "
            f"then {say.span(model.arrivals)} of arrivals that are measured, "
            f"then at most {say.span(model.drain)} until all have left.",
            f"自{model.start:%Y-%m-%d}起：预热{say.span(model.warm_up)}，"
            f"随后计量{say.span(model.arrivals)}内到达的案件，再运行至全部办结（最长{say.span(model.drain)}）。",
        ),
        2,
    )
    day, length = say.plain_name(document.working_day), say.amount(say.program.wd_seconds, "s")
    page.paragraph(
        say(
            f"A working day is a day on which {day} opens; its length is {length}.",
            f"工作日指{day}开放的日期，时长{length}。",
        ),
        2,
    )
    stops = say.listed([say.holder(h) for h in document.clock_stops], either=True)
    if stops:
        page.paragraph(
            say(
                f"The legal clock stands still while {stops} has the case.",
                f"案件由{stops}持有时，法定时钟暂停。",
            ),
            2,
        )


def calendars(page: Page, say: Speech) -> None:
    """Every calendar: days and hours."""
    page.heading(say("Calendars", "日历"))
    for name, model in say.document.calendars.items():
        page.item("-", f"{say.plain_name(name)}{say(': ', '：')}{_calendar(say, model)}", 2)


def _calendar(say: Speech, model: CalendarModel | str) -> str:
    if isinstance(model, str):
        return _days(say, (model,))
    days = (model.days,) if isinstance(model.days, str) else model.days
    parts = [_days(say, days)]
    if isinstance(model.hours, dict):
        parts += [f"{_days(say, (day,))} {', '.join(hours)}" for day, hours in model.hours.items()]
    elif model.hours:
        parts.append(", ".join(model.hours))
    if model.closed:
        parts.append(say("closed ", "停办") + ", ".join(_dates(say, d) for d in model.closed))
    if model.open:
        parts.append(say("also open ", "另开") + ", ".join(_dates(say, d) for d in model.open))
    return say("; ", "；").join(parts)


def _dates(say: Speech, given: str) -> str:
    return given.replace("..", say(" to ", "至"))


def _days(say: Speech, days: Sequence[str]) -> str:
    return ", ".join(say(*_DAYS[d]) if d in _DAYS else d for d in days)


def pools(page: Page, say: Speech) -> None:
    """Every pool: its people, their hours, and how it serves."""
    if not say.document.pools:
        return
    page.heading(say("People", "人员"))
    models = say.document.pools
    for pool in say.program.pools:
        if pool.name in models:
            page.item("-", _pool(say, pool, models[pool.name]), 2)


def _pool(say: Speech, pool: Pool, model: PoolModel) -> str:
    shifts = [_shift(say, pool, i) for i in range(len(pool.shifts))]
    close = (
        say("pauses at closing", "下班即暂停")
        if pool.pause
        else say("finishes what is in hand at closing", "在办件办完再下班")
    )
    clauses = [say(" + ", " + ").join(shifts), close]
    if model.order in _ORDERS:
        clauses.append(say(f"serves {say(*_ORDERS[model.order])}", f"叫号：{say(*_ORDERS[model.order])}"))
    if model.preempt:
        clauses.append(say("interrupts for the urgent", "紧急件可插办"))
    if model.absent is not None:
        clauses.append(say(f"absent {say.share(model.absent)} of days", f"缺勤率{say.share(model.absent)}"))
    if model.cost is not None:
        clauses.append(say(f"cost {_cost(say, model.cost)}", f"成本{_cost(say, model.cost)}"))
    return f"{say.pool(pool.name)}{say(': ', '：')}{say('; ', '；').join(clauses)}"


def _cost(say: Speech, cost: Expr) -> str:
    found = say.quantity(cost)
    per_hour = found.value * SECONDS["h"] if found is not None and found.dim is Dim.RATE else None
    value = format_number(per_hour) if per_hour is not None else say.number(cost)
    return say(f"{value} {say.document.currency} per hour", f"每小时{value} {say.document.currency}")


def _shift(say: Speech, pool: Pool, index: int) -> str:
    shift = pool.shifts[index]
    text = say(f"{shift.staff} {'person' if shift.staff == 1 else 'people'}", f"{shift.staff}人")
    extra = [say.plain_name(shift.calendar_name)]
    for day, word in ((shift.first_day, say("from {}", "{}起")), (shift.last_day, say("until {}", "至{}"))):
        if day is not None:
            extra.append(word.format(date.fromordinal(say.program.origin.toordinal() + day)))
    if shift.speed != 1:
        extra.append(say(f"speed {format_number(shift.speed)}", f"速度{format_number(shift.speed)}"))
    return f"{text} ({', '.join(extra)})" if say.lang == "en" else f"{text}（{'，'.join(extra)}）"


__all__ = ["calendars", "period", "pools"]
