"""A learnt process as an ordinary scenario."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sim.fitting.blocks import Block
from sim.fitting.habits import Habit, Share, habit_of, rounds_of
from sim.fitting.ledger import Ledger, figure, plain
from sim.fitting.model import Learnt
from sim.fitting.pools import NOBODY
from sim.fitting.ruling import Priorities, among, attributes, gather, holds, until
from sim.fitting.staffing import Staffing
from sim.fitting.telling import (
    afterwork_told,
    follows_told,
    gathering_told,
    holidays_told,
    order_told,
    roster_told,
    skills_told,
)
from sim.fitting.weeks import DAY, Week, is_always, on_days, written
from sim.labels import Label

Tree = dict[str, Any]
Steps = list[Tree]

UNEXPLAINED = "unexplained"
MOST_WARM_UP = 180
ABOVE_ALL = 1000
SURE = 0.9995
"""A branch that is all but always taken, or never, is no choice."""


class Writer:
    """Writes one learnt process; the pools and numbers it needs gather in it."""

    def __init__(self, learnt: Learnt, *, schedule: list[str] | str | None = None) -> None:
        self.learnt = learnt
        self._schedule = schedule
        self.ledger = Ledger(f"log {learnt.name}", (k.name for k in learnt.attributes))
        self._names: set[str] = {s for a in range(len(learnt.names)) for s in learnt.steps_of(a)}
        self._calendars: Tree = {}
        self._step = dict(zip(learnt.names, range(len(learnt.names)), strict=True))
        self._staffing = Staffing(learnt, self.ledger, self._names)
        self._priorities = {
            p: Priorities(served, self._staffing.names[p], self.ledger) for p, served in learnt.orders.items()
        }
        self._decisions: dict[str, frozenset[int]] = {}
        self._branches: dict[str, Steps] = {}
        self._used: set[str] = set()
        self._holding: dict[int, str] = {}
        self._written: set[int] = set()
        self._wd = _working_day(learnt.people.week)

    def tree(self) -> Tree:
        """The whole scenario."""
        steps = self._steps(self.learnt.block, outside=True)
        for name in sorted(self._used):
            self._branches[name].insert(0, {"set": self._fresh(f"note_{name}"), "to": {name: 1}})
        process: Tree = {"arrive": self._arrive()}
        learnt = self.learnt
        known = attributes(learnt.attributes, self.ledger) | dict.fromkeys(sorted(self._used), "0")
        if known:
            process["attributes"] = known
        process["steps"] = steps
        pools, calendars = self._staffing.tree()
        return {
            "format": 1,
            "title": {"en": f"Fitted to the log {learnt.name}", "zh": f"由日志 {learnt.name} 拟合"},
            "about": ABOUT(learnt),
            "period": self._period(),
            "working_day": "office",
            "holders": {UNEXPLAINED: {"en": "nobody that the log names", "zh": "日志未说明"}},
            "calendars": {
                "office": written(learnt.people.week, learnt.people.off),
                **calendars,
                **self._calendars,
            },
            "numbers": self.ledger.numbers,
            "pools": pools,
            "processes": {learnt.name: process},
        }

    def place(self, activity: int, *, held: bool) -> str | None:
        """The step at which a case stands, of a tree that has been written; None where it was left out as
        rare.
        """
        if activity not in self._written:
            return None
        return self._holding[activity] if held else self.learnt.steps_of(activity)[0]

    # Names

    def _fresh(self, name: str) -> str:
        base = name[:56].rstrip("_")
        fresh, again = base, 2
        while fresh in self._names:
            fresh, again = f"{base}_{again}", again + 1
        self._names.add(fresh)
        return fresh

    def _first(self, block: Block) -> str:
        """The step by which a block is named."""
        leaf = next(block.leaves(), None)
        return "nothing" if leaf is None else self.learnt.steps[self._step[leaf.activity]]

    # Steps

    def _steps(self, block: Block, *, outside: bool) -> Steps:
        if block.kind == "leaf":
            return self._leaf(self._step[block.activity])
        if block.kind == "sequence":
            return [s for child in block.children for s in self._steps(child, outside=outside)]
        if block.kind == "choice":
            return self._choice(block, outside=outside)
        if block.kind == "parallel":
            branches = {self._first(c): self._steps(c, outside=outside) for c in block.children}
            return [{"parallel": self._fresh(f"beside_{self._first(block)}"), "branches": branches}]
        if block.kind == "loop":
            return [self._loop(block)]
        return []

    def _leaf(self, activity: int) -> Steps:
        learnt = self.learnt
        name, label = learnt.steps[activity], learnt.names[activity]
        self._written.add(activity)
        found: Steps = self._held(activity, f"gather_{name}", inside=False)
        wait = learnt.waits.get(activity)
        if wait is not None:
            before = self._fresh(f"before_{name}")
            wd = self._wd if wait.clock == "working" else 0.0
            takes = self.ledger.law(before, wait.law, wd=wd)
            told = {"en": f"before {label}", "zh": f"{label}之前"}
            found.append({"wait": before, "label": told, "holder": UNEXPLAINED, "takes": takes})
        if own := self._held(activity, name, inside=True):
            return [*found, *own]
        pool = learnt.people.of[activity]
        law = learnt.work.get(activity)
        takes = "0 s" if law is None else self.ledger.law(name, law)
        if pool == NOBODY:
            holder = "applicant" if self._self_service(activity) else "agency"
            found.append({"wait": name, "label": label, "holder": holder, "takes": takes})
            return found
        task: Tree = {"task": name, "label": label, "by": self._staffing.by(pool), "takes": takes}
        if activity in learnt.patience:
            task["gives_up"] = {"after": self.ledger.law(f"{name}_patience", learnt.patience[activity])}
        if pool in self._priorities and (priority := self._priorities[pool].of(label)):
            task["priority"] = priority
        after = self._afterwork(activity) if activity in learnt.afterwork else None
        return found + self._served(activity, pool, task, after)

    def _served(self, activity: int, pool: int, task: Tree, after: Tree | None) -> Steps:
        """A step with what is done after it; where teams serve kinds of cases, one for each line."""
        teams = self.learnt.teams.get(pool)
        if teams is None:
            return [task, *self._over(task, after)]
        branches: Tree = {}
        lines = list(zip(teams.steps[activity], teams.skills.lines(), strict=True))
        for name, (kinds, numbers) in (*lines[1:], lines[0]):
            own = {**task, "task": name, "by": self._staffing.by(pool, numbers)}
            branches[name] = {
                "when": among(teams.skills.attribute, kinds),
                "steps": [own, *self._over(own, after)],
            }
        branches[lines[0][0]] = {"else": True, "steps": branches[lines[0][0]]["steps"]}
        return [{"choose": self._fresh(f"kind_of_{task['task']}"), "branches": branches}]

    def _afterwork(self, activity: int) -> Tree:
        """What a person does before the next case; it goes before all that waits."""
        name, label = f"after_{self.learnt.steps[activity]}", self.learnt.names[activity]
        priority = self.ledger.add(f"{name}_priority", ABOVE_ALL, None, "begun at once by who is free")
        return {
            "label": {"en": f"after {label}, before the next", "zh": f"{label}之后、下一件之前"},
            "takes": self.ledger.law(name, self.learnt.afterwork[activity]),
            "priority": priority,
        }

    def _over(self, task: Tree, after: Tree | None) -> Steps:
        """What follows a task while its case goes on: a second later, for what is still in a queue when the
        case goes on is taken back from it.
        """
        if after is None:
            return []
        name = task["task"]
        goes = {"wait": self._fresh(f"leaves_{name}"), "holder": "applicant", "takes": "1 s"}
        does = {"task": self._fresh(f"after_{name}"), "by": task["by"], **after}
        branches = {"case": [goes], "person": [does]}
        return [{"parallel": self._fresh(f"over_{name}"), "join": "any", "branches": branches}]

    def _held(self, activity: int, name: str, *, inside: bool) -> Steps:
        """The step in which an activity's cases wait for one another, where they do."""
        found = holds(self.learnt.gathered, activity, inside=inside)
        if found is None:
            return []
        label = self.learnt.names[activity]
        told = label if inside else {"en": f"together for {label}", "zh": f"{label}成批等待"}
        name = name if inside else self._fresh(name)
        self._holding[activity] = name
        step = until(name, found, self._calendars) if found.slots else gather(name, found, self.ledger)
        return [{**step, "label": told, "holder": "agency"}]

    def _self_service(self, activity: int) -> bool:
        return bool(self.learnt.people.pools) and self.learnt.people.of[activity] == NOBODY

    def _choice(self, block: Block, *, outside: bool) -> Steps:
        habit = habit_of(block, self.learnt.weights, self._decisions)
        kept = [i for i, s in enumerate(habit.shares) if s.value > 1 - SURE]
        if len(kept) == 1:
            return self._steps(block.children[kept[0]], outside=outside)
        *tested, last = sorted(kept, key=lambda i: block.children[i].kind == "nothing")
        optional = len(kept) == 2 and block.children[last].kind == "nothing"
        first = self._first(block.children[tested[0]])
        name = self._fresh(f"whether_{first}" if optional else f"which_{first}")
        branches: Tree = {}
        decided: list[tuple[str, int, Steps]] = []
        for i in (*tested, last):
            child = block.children[i]
            key = self._key(child, branches)
            steps = self._steps(child, outside=outside)
            branches[key] = {"steps": steps}
            if i == last:
                branches[key] = {"else": True, "steps": steps}
            else:
                share = self._share(habit, i, f"{name}_{key}" if len(kept) > 2 else name)
                branches[key] = {"share": share, "steps": steps}
            decided.append((key, i, steps))
        if outside:
            self._remember(block, decided[:-1] if optional else decided)
        return [{"choose": name, "branches": branches}]

    def _key(self, child: Block, taken: Tree) -> str:
        base = self._first(child)
        key, again = base, 2
        while key in taken:
            key, again = f"{base}_{again}", again + 1
        return key

    def _remember(self, block: Block, decided: list[tuple[str, int, Steps]]) -> None:
        """A decision outside any loop may tell something of later ones."""
        for key, i, steps in decided:
            took = frozenset(v for (v, _), (t, _) in zip(block.seen, block.taken, strict=True) if t == i)
            name = f"did_{key}"[:60]
            if name not in self._decisions:
                self._decisions[name] = took
                self._branches[name] = steps

    def _share(self, habit: Habit, branch: int, name: str) -> Any:
        if habit.yes is None or habit.no is None:
            return self.ledger.share(f"{name}_share", habit.shares[branch])
        self._used.add(habit.on)
        after = habit.on.removeprefix("did_")[:24]
        yes = self._share(habit.yes, branch, f"{name}_after_{after}")
        no = self._share(habit.no, branch, f"{name}_without_{after}")
        return f"({yes}) if {habit.on} == 1 else ({no})"

    def _loop(self, block: Block) -> Tree:
        shares, most = rounds_of(block, self.learnt.weights)
        first = self._first(block)
        name = self._fresh(f"rounds_{first}")
        numbers = [self._again(name, r, s, len(shares)) for r, s in enumerate(shares, start=1)]
        found: Tree = {"repeat": name, "again": numbers[0] if len(numbers) == 1 else numbers}
        if most > 20:
            found["most"] = min(2 * most, 200)
        body, redo = block.children
        found["steps"] = self._steps(body, outside=False)
        between = self._steps(redo, outside=False)
        if between:
            found["between"] = between
        return found

    def _again(self, name: str, round_: int, share: Share, rounds: int) -> str:
        which = f"_after_{round_}" if rounds > 1 else ""
        return self.ledger.share(f"{name}_again{which}", share)

    # Arrivals

    def _arrive(self) -> Tree:
        if self._schedule is not None:
            return {"schedule": self._schedule}
        arrivals = self.learnt.arrivals
        why = f"{arrivals.count} arrivals in {arrivals.days} days, bootstrap 95%"
        bounds = (f"{figure(arrivals.low)} per d", f"{figure(arrivals.high)} per d")
        rate = self.ledger.add("arrivals", f"{figure(arrivals.rate)} per d", bounds, why)
        found: Tree = {"rate": rate}
        shapes = {"hourly": arrivals.hourly, "weekday": arrivals.weekday, "monthly": arrivals.monthly}
        for key, weights in shapes.items():
            if weights is not None:
                why = f"arrivals by {key.removesuffix('ly')}, n = {arrivals.count}"
                found[key] = self.ledger.add(f"arrivals_{key}", [plain(w) for w in weights], None, why)
        if arrivals.off is not None:
            self._calendars["arrival_days"] = on_days({"days": list(arrivals.days_of_week)}, arrivals.off)
            found["during"] = "arrival_days"
        if arrivals.batches:
            values = ", ".join(f"({size}, {n})" for size, n in arrivals.batches)
            found["batch"] = self.ledger.add(
                "arrivals_together", f"empirical([{values}])", None, "cases per instant"
            )
        return found

    def _period(self) -> Tree:
        learnt = self.learnt
        warm = min(max(int(learnt.longest // DAY) + 1, 1), MOST_WARM_UP)
        return {
            "start": (learnt.origin - timedelta(days=learnt.origin.weekday())).isoformat(),
            "warm_up": f"{warm} d",
            "arrivals": f"{max(learnt.arrivals.days, 60)} d",
            "drain": f"{max(4 * warm, 60)} d",
        }


def _working_day(week: Week) -> float:
    """The mean open seconds of an open weekday."""
    if is_always(week):
        return float(DAY)
    each = [sum(b - a for a, b in day) for day in week if day]
    return sum(each) / len(each)


def ABOUT(learnt: Learnt) -> Tree:  # noqa: N802
    """What a reader must know of the fit."""
    quality = learnt.quality
    en = (
        f"Learnt from {learnt.cases} finished cases with {learnt.visits} visits; every figure is "
        f"of kind log. Order: distance of runs of 3 activities {quality.grams:.3f} (0 the same, 1 nothing "
        f"alike); {quality.misplaced:.1%} of visits have no place in it."
    )
    zh = (
        f"由 {learnt.cases} 个已办结案件、{learnt.visits} 次办理拟合，各参数均来自日志。"
        f"步骤顺序：三连环节分布距离 {quality.grams:.3f}（0 为相同，1 为全不同）；"
        f"{quality.misplaced:.1%} 的办理不在其中。"
    )
    people = learnt.people
    days = [] if people.kept is None else [holidays_told(learnt.country, people.kept)]
    told = [t for t in days if t is not None]
    told += rosters_told(learnt)
    told += [gathering_told(learnt.names[a], g) for a, g in learnt.gathered.items()]
    told += [
        t for p, s in learnt.orders.items() if (t := order_told(learnt.people.pools[p].label, s)) is not None
    ]
    return {"en": " ".join([en, *(t.en for t in told)]), "zh": "".join([zh, *(t.zh for t in told)])}


def rosters_told(learnt: Learnt) -> list[Label]:
    """Which rosters are those of the last week or follow the cases, what is done after a case, and who serves
    which kind.
    """
    found = []
    for p, roster in learnt.rosters.items():
        pool = learnt.people.pools[p].label
        if roster.since is not None:
            found.append(roster_told(pool, learnt.origin + timedelta(days=roster.since)))
        if roster.follows:
            found.append(follows_told(pool, roster.follows, roster.days))
        if p in learnt.teams:
            found.append(skills_told(pool, learnt.teams[p].skills))
    return found + [afterwork_told(learnt.names[a], law) for a, law in learnt.afterwork.items()]


def label_of(learnt: Learnt) -> Label:
    """What the fit is called."""
    return Label(f"Fitted to the log {learnt.name}", f"由日志 {learnt.name} 拟合")
