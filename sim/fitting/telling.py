"""What a log told of its queues, in words: the order of a pool, and how cases wait for one another."""

# ruff: noqa: E501 (a sentence and its translation stand in one line)

from __future__ import annotations

from datetime import date

import numpy as np

from sim.calendars.hours import WEEKDAYS
from sim.fitting.families import Fitted
from sim.fitting.gatherings import Gathering
from sim.fitting.offdays import Kept
from sim.fitting.orders import Served
from sim.fitting.skills import Skills
from sim.labels import Label

ORDERS = {
    "priority": Label(en="{pool} serves by priority: {what}.", zh="{pool} 按优先级办理：{what}。"),
    "lifo": Label(en="{pool} serves first who came last.", zh="{pool} 后到先办。"),
    "shortest": Label(en="{pool} serves the least work first.", zh="{pool} 先办工作量最小的。"),
}
TESTED = Label(
    en=" Where that is not first come, first served, {followed} were passed as it says and {against} were not "
    "(p < 0.001, on the half of the log that was not used to find it).",
    zh="与先到先办不一致时，{followed} 件按该规则被越过，{against} 件不符（p < 0.001，在未用于寻找规则的另一半日志上）。",
)
FIFO = Label(
    en="{pool} serves first come, first served ({passed} of {lines} first in line were passed).",
    zh="{pool} 先到先办（排在最前的 {lines} 件中有 {passed} 件被越过）。",
)
UNEXPLAINED = Label(
    en="{pool}: {passed} of {lines} first in line were passed by who came later, and nothing in the log "
    "explains it; the scenario serves first come, first served.",
    zh="{pool}：排在最前的 {lines} 件中有 {passed} 件被后到者越过，日志无法解释；情景按先到先办。",
)
OWN_LINES = Label(
    en="{pool}: {passed} of {lines} first in line were passed by who came later, but hardly ever by one of the "
    "same person: people have lines of their own. The scenario has one line, first come, first served.",
    zh="{pool}：排在最前的 {lines} 件中有 {passed} 件被后到者越过，但同一人员手中几乎没有：各人各有队列。情景只设一个队列，先到先办。",
)


def order_told(pool: str, served: Served) -> Label | None:
    """The order of a pool as a sentence; None where too little queued to tell."""
    if served.state == "few":
        return None
    figures = {
        "pool": pool, "passed": served.passed, "lines": served.lines,
        "followed": served.followed, "against": served.tested - served.followed,
    }  # fmt: skip
    if served.state == "told" and served.rule != "fifo":
        what, rule = priority_told(served), ORDERS[served.rule]
        return Label(
            en=(rule.en + TESTED.en).format(**figures, what=what.en),
            zh=(rule.zh + TESTED.zh).format(**figures, what=what.zh),
        )
    said = {"told": FIFO, "unexplained": UNEXPLAINED, "own_lines": OWN_LINES}[served.state]
    return Label(en=said.en.format(**figures), zh=said.zh.format(**figures))


def priority_told(served: Served) -> Label:
    """Who goes before whom."""
    factor = served.factor
    if factor is None:
        return Label(en="", zh="")
    if factor.kind == "age":
        return Label(en="the case that arrived first", zh="先到达的案件优先")
    if served.levels:
        ranks = sorted(set(served.levels.values()), reverse=True)
        groups = [
            " / ".join(factor.names[v] for v, r in served.levels.items() if r == rank) for rank in ranks
        ]
        named = f"{factor.name} " if factor.name else ""
        return Label(en=named + ", then ".join(groups), zh=named + "，其次 ".join(groups))
    if served.above is None:
        greater = served.sign > 0
        return Label(
            en=f"the {'greater' if greater else 'smaller'} {factor.name} first",
            zh=f"{factor.name} 较{'大' if greater else '小'}者优先",
        )
    side = ("above", "大于") if served.sign > 0 else ("up to", "不大于")
    limit = f"{served.above:.5g}"
    return Label(en=f"{factor.name} {side[0]} {limit} first", zh=f"{factor.name} {side[1]} {limit} 者优先")


TOGETHER = Label(
    en="{step}: {share} of the visits whose beginning shows it begin together (at most {chance} by "
    "chance), in groups of {sizes}",
    zh="{step}：可判断的办理中有 {share} 成批开始（偶然至多 {chance}），每批 {sizes} 件",
)
RULES = {
    "count": Label(en="; they wait until {count} are together", zh="；凑满 {count} 件才开始"),
    "for": Label(en="; they wait {lasts} from the first", zh="；自第一件起等 {lasts}"),
    "both": Label(
        en="; they wait until {count} are together, at most {lasts} from the first",
        zh="；凑满 {count} 件或自第一件起满 {lasts} 才开始",
    ),
    "clock": Label(en="; they wait for {slots}", zh="；等到 {slots}"),
    "": Label(
        en="; no rule of their release shows, and what they wait stays unexplained.",
        zh="；看不出成批的规则，这段等待仍属未解释。",
    ),
}
PER = Label(en=", each {per} by itself", zh="，按 {per} 分批")
KEPT = Label(en=" ({kept} of the releases).", zh="（占各批的 {kept}）。")
ALIKE = Label(
    en=" {alike} of those begun together also end together, by one person.",
    zh="成批开始的办理中有 {alike} 由同一人同时结束。",
)


def gathering_told(step: str, found: Gathering) -> Label:
    """How the cases of a step wait for one another, as a sentence."""
    parts = [TOGETHER, RULES[found.rule]]
    if found.rule:
        parts += [PER] if found.per else []
        parts.append(KEPT)
    if found.alike >= 0.5 and not found.inside:
        parts.append(ALIKE)
    low, high = found.size_low, found.size_high
    figures = {
        "step": step, "share": f"{found.share:.0%}", "chance": f"{found.chance:.0%}", "count": found.count,
        "lasts": _span(found.lasts), "slots": slots_told(found.slots), "per": found.per,
        "kept": f"{found.kept:.0%}", "alike": f"{found.alike:.0%}",
    }  # fmt: skip
    return Label(
        en="".join(p.en for p in parts).format(**figures, sizes=low if low == high else f"{low} to {high}"),
        zh="".join(p.zh for p in parts).format(**figures, sizes=low if low == high else f"{low} 至 {high}"),
    )


HOLIDAYS = {
    "kept": Label(
        en="Public holidays of {country}: {seen} fell on usual working days, and {begun} visits began on them where "
        "{usual} usually do: they are days off in the scenario.",
        zh="{country} 的公共假日：有 {seen} 天落在平时的工作日，当天开始的办理 {begun} 次，平时为 {usual} 次：情景中按休息日处理。",
    ),
    "worked": Label(
        en="Public holidays of {country}: {seen} fell on usual working days, and {begun} visits began on them where "
        "{usual} usually do: people work on them, and the scenario has no days off.",
        zh="{country} 的公共假日：有 {seen} 天落在平时的工作日，当天开始的办理 {begun} 次，平时为 {usual} 次：假日照常办理，情景不设休息日。",
    ),
    "unsure": Label(
        en="Public holidays of {country}: {seen} fell on usual working days, too few visits to tell whether people "
        "work on them; they are days off in the scenario.",
        zh="{country} 的公共假日：有 {seen} 天落在平时的工作日，办理次数太少，无法判断是否办公；情景中按休息日处理。",
    ),
}
SILENT = Label(
    en="Nothing was begun on {n} days that are usually open ({dates}): if they are public holidays, name the "
    'country, e.g. --calendar "days: netherlands".',
    zh='有 {n} 天平时办公而当天没有开始任何办理（{dates}）：如为公共假日，请指明国家，例如 --calendar "days: china"。',
)
FEWEST, SHOWN = 2, 4
LAST_WEEK = Label(
    en="{pool}: the number of people has gone steadily up or down; the scenario has those of the week from {date} on, "
    "scaled to its waits.",
    zh="{pool}：人数持续增减；情景采用 {date} 起一周的人数，并按该周的等待校准。",
)


FOLLOWS = Label(
    en="{pool}: more people are at work when more cases come: on a day with 10% more about {more} more ({days} days, "
    "p < 0.05). The scenario has those of usual days; a held-out part is predicted with as many as its cases ask for.",
    zh="{pool}：案件多时在岗人员也多：当日案件多 10% 时在岗约多 {more}（{days} 天，p < 0.05）。情景采用平常日子的人数；留出部分按其案件数配备人员。",
)
AFTERWORK = Label(
    en="{step}: who has ended one takes the next {median} later, {mean} in the mean, although somebody waits (n = {n}); "
    "the scenario holds the person so long.",
    zh="{step}：办完一件后，即使有人等候，接下一件也要隔 {median}（中位数），平均 {mean}（n = {n}）；情景中该时间仍占用人员。",
)
SKILLS = Label(
    en="{pool}: not everybody serves every {attribute} ({found} of {tried} pairs of a person and a kind are far rarer "
    "than chance allows). The scenario has {count} teams: {teams}.",
    zh="{pool}：并非人人办理各类 {attribute}（{tried} 对人员与类别中有 {found} 对远少于随机应有）。情景分为 {count} 组：{teams}。",
)


def follows_told(pool: str, follows: float, days: int) -> Label:
    """That people follow cases."""
    figures = {"pool": pool, "more": f"{1.1**follows - 1:.1%}", "days": days}
    return Label(en=FOLLOWS.en.format(**figures), zh=FOLLOWS.zh.format(**figures))


def afterwork_told(step: str, law: Fitted) -> Label:
    """What is done after a case."""
    # `values` are quantiles of those that took any time.
    median = 0.0 if law.zeros >= 0.5 else float(np.quantile(law.values, (0.5 - law.zeros) / (1 - law.zeros)))
    figures = {"step": step, "median": f"{median:.0f} s", "mean": f"{law.overall:.0f} s", "n": law.n}
    return Label(en=AFTERWORK.en.format(**figures), zh=AFTERWORK.zh.format(**figures))


def skills_told(pool: str, skills: Skills) -> Label:
    """Who serves which kind of case."""
    figures = {
        "pool": pool, "attribute": skills.attribute.name, "found": skills.found, "tried": skills.tried,
        "count": len(skills.teams),
    }  # fmt: skip
    kinds = [skills.kinds(k) for k in range(len(skills.teams))]
    sizes = [len(t.persons) for t in skills.teams]
    teams = Label(
        en="; ".join(f"{n} serve {en}" for n, (en, _) in zip(sizes, kinds, strict=True)),
        zh="；".join(f"{n} 人办理{zh}" for n, (_, zh) in zip(sizes, kinds, strict=True)),
    )
    return Label(
        en=SKILLS.en.format(**figures, teams=teams.en), zh=SKILLS.zh.format(**figures, teams=teams.zh)
    )


def roster_told(pool: str, since: date) -> Label:
    """That a roster is that of the last week."""
    figures = {"pool": pool, "date": since.isoformat()}
    return Label(en=LAST_WEEK.en.format(**figures), zh=LAST_WEEK.zh.format(**figures))


def holidays_told(country: str, kept: Kept) -> Label | None:
    """How public holidays show in a log, or days that may be some; None where there is nothing to tell."""
    if country:
        said = HOLIDAYS["unsure" if not kept.sure else "kept" if kept.kept else "worked"]
        figures = {"country": country, "seen": kept.seen, "begun": kept.begun, "usual": f"{kept.usual:.0f}"}
        return Label(en=said.en.format(**figures), zh=said.zh.format(**figures))
    if len(kept.silent) < FEWEST:
        return None
    dates = ", ".join(d.isoformat() for d in kept.silent[:SHOWN]) + (
        ", ..." if len(kept.silent) > SHOWN else ""
    )
    n = len(kept.silent)
    return Label(en=SILENT.en.format(n=n, dates=dates), zh=SILENT.zh.format(n=n, dates=dates))


def _span(seconds: int) -> str:
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds} s"


def slots_told(slots: tuple[tuple[int, int], ...]) -> str:
    """Slots of a week in few words: ``tue fri 14:00``."""
    hours: dict[int, list[str]] = {}
    for day, second in slots:
        hours.setdefault(second, []).append(WEEKDAYS[day])
    return ", ".join(
        f"{' '.join(days)} {s // 3600:02}:{s % 3600 // 60:02}" for s, days in sorted(hours.items())
    )
