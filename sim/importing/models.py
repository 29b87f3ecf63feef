"""A BPMN model with Prosimos' parameters as a scenario; without parameters, with assumptions to fill in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.errors import Complaint, InputError, Place
from sim.importing.bpmn import Graph, Step, read_bpmn, structured, tasks_of
from sim.importing.inflow import START, inflow_of, period_of
from sim.importing.prosimos import DAY, Law, calendar_of, law_of, read_parameters
from sim.labels import Label
from sim.naming import identifiers

Tree = dict[str, Any]
CASES = 1000
UNKNOWN_WORK = Law("30 min", 1800.0)
RANDOM = Label(
    en="cases arrive at random at the model's mean rate, whatever the spread of its gaps between arrivals",
    zh="案件按模型的平均速率随机到达，未保留其到达间隔的离散程度",
)
LEFT_OUT = {
    "batch_processing": Label(en="batch processing is not imported", zh="未导入批量处理"),
    "case_attributes": Label(en="case attributes are not imported", zh="未导入案件属性"),
    "prioritisation_rules": Label(en="prioritisation rules are not imported", zh="未导入优先规则"),
    "branch_rules": Label(en="branching rules are not imported", zh="未导入分支规则"),
}


@dataclass(frozen=True, slots=True)
class Imported:
    """The plain tree of a scenario, and what of the model it leaves out."""

    tree: Tree
    remarks: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class _Resource:
    name: str
    amount: int
    calendar: str
    cost: float


@dataclass(slots=True)
class _Pool:
    name: str
    members: list[_Resource] = field(default_factory=list)


def read_model(path: str | Path, parameters: str | Path | None = None, *, cases: int = CASES) -> Imported:
    """The scenario of a BPMN model for so many cases. Raises `InputError` with every complaint."""
    graph = read_bpmn(path)
    steps = structured(graph)
    given = None if parameters is None else read_parameters(parameters)
    return _Model(graph, steps, given, str(parameters or path), cases).imported()


class _Model:
    def __init__(self, graph: Graph, steps: list[Step], given: Tree | None, file: str, cases: int) -> None:
        self._graph, self._steps, self._given, self._file, self._cases = (
            graph,
            steps,
            given or {},
            file,
            cases,
        )
        self._assumed = given is None
        self._numbers: dict[str, Tree] = {}
        keys = list(dict.fromkeys(tasks_of(steps)))
        self._ids = dict(zip(keys, identifiers([graph.nodes[k].name for k in keys], "step"), strict=True))
        self._taken = set(self._ids.values())
        self._calendars: dict[str, Any] = {}
        self._calendar_names: dict[str, str] = {}
        self._wrong: list[Complaint] = []
        self._remarks: list[Label] = []

    def imported(self) -> Imported:
        """The whole scenario."""
        self._read_calendars()
        pools, by, takes = self._people()
        steps = self._written(self._steps, by, takes)
        arrive, period = self._arrivals()
        process = identifiers([self._graph.name if len(self._graph.name) < 60 else "process"], "process")[0]
        if self._wrong:
            raise InputError(self._wrong)
        tree: Tree = {
            "format": 1,
            "title": f"{self._graph.name} (BPMN)",
            "period": period,
            "working_day": self._working_day(),
            "calendars": self._calendars,
            "numbers": self._numbers,
            "pools": pools,
            "processes": {process: {"arrive": arrive, "steps": steps}},
        }
        remarks = self._remarks + [label for key, label in LEFT_OUT.items() if self._given.get(key)]
        if self._assumed:
            remarks.append(
                Label(
                    en="without parameters all times, shares, people and arrivals are assumptions "
                    "to be replaced",
                    zh="没有参数文件：时长、比例、人员和到达均为待替换的假设",
                )
            )
        return Imported(tree, tuple(remarks))

    def _number(self, name: str, value: Any) -> str:
        fresh, again = name[:60], 2
        while fresh in self._numbers:
            fresh, again = f"{name[:56]}_{again}", again + 1
        source = "to be replaced" if self._assumed else f"Prosimos parameters {Path(self._file).name}"
        self._numbers[fresh] = {"value": value, "kind": "assumption", "source": source}
        return fresh

    def _complain(self, given: str, expected: str) -> None:
        self._wrong.append(Complaint("", given, expected, place=Place(self._file, 1)))

    # Calendars

    def _read_calendars(self) -> None:
        listed = self._given.get("resource_calendars", [])
        names = identifiers([str(c.get("name") or c.get("id")) for c in listed], "calendar")
        for calendar, name in zip(listed, names, strict=True):
            place = Place(self._file, 1)
            self._calendars[name] = calendar_of(calendar.get("time_periods", []), place)
            self._calendar_names[str(calendar.get("id"))] = name
        if not self._calendars:
            self._calendars["office"] = {"days": "weekdays", "hours": ["09:00-17:00"]}

    def _working_day(self) -> str:
        return next(iter(self._calendars))

    # People

    def _people(self) -> tuple[Tree, dict[str, Any], dict[str, str]]:
        """The pools, who does each task, and how long it takes."""
        if self._assumed:
            staff = self._number("staff", 5)
            everybody: dict[str, Any] = dict.fromkeys(self._ids, "staff")
            return {"staff": {"staff": staff, "calendar": "office"}}, everybody, self._assumed_takes()
        resources = self._resources()
        laws: dict[str, dict[str, Law]] = defaultdict(dict)
        for entry in self._given["task_resource_distribution"]:
            for one in entry.get("resources", ()):
                law = law_of(
                    one.get("distribution_name", ""), one.get("distribution_params", []), Place(self._file, 1)
                )
                laws[str(entry.get("task_id"))][str(one.get("resource_id"))] = law
        pools, of = self._pools(resources, laws)
        by: dict[str, Any] = {}
        takes: dict[str, str] = {}
        for key, name in self._ids.items():
            if self._graph.nodes[key].kind == "mark":
                continue
            if self._graph.nodes[key].kind == "event":
                takes[key] = self._timer(key, name)
                continue
            own = laws.get(key)
            if not own:
                self._complain(
                    f"the task {self._graph.nodes[key].name} without a duration",
                    "an entry in task_resource_distribution",
                )
                continue
            who = list(dict.fromkeys(of[r] for r in own if r in of))
            by[key] = who[0] if len(who) == 1 else who
            takes[key] = self._takes(name, own, resources)
        return pools, by, takes

    def _assumed_takes(self) -> dict[str, str]:
        kinds = ("task", "event")
        return {
            key: self._number(f"{name}_takes", UNKNOWN_WORK.text)
            for key, name in self._ids.items()
            if self._graph.nodes[key].kind in kinds
        }

    def _resources(self) -> dict[str, _Resource]:
        found: dict[str, _Resource] = {}
        for profile in self._given.get("resource_profiles", []):
            for one in profile.get("resource_list", ()):
                key = str(one.get("id"))
                calendar = self._calendar_names.get(str(one.get("calendar")))
                if calendar is None:
                    self._complain(f"the calendar {one.get('calendar')}", "one of resource_calendars")
                    continue
                try:
                    amount, cost = int(float(one.get("amount", 1))), float(one.get("cost_per_hour", 0))
                except (TypeError, ValueError):
                    self._complain(f"amount {one.get('amount')}", "a whole number of people")
                    continue
                name = str(profile.get("name") or one.get("name") or key)
                found.setdefault(key, _Resource(name, max(amount, 0), calendar, cost))
        return found

    def _pools(
        self, resources: dict[str, _Resource], laws: dict[str, dict[str, Law]]
    ) -> tuple[Tree, dict[str, str]]:
        """People with the same hours, cost and work are one pool."""
        groups: dict[Any, list[str]] = defaultdict(list)
        for key, one in resources.items():
            work = tuple(sorted((task, own[key].text) for task, own in laws.items() if key in own))
            groups[(one.calendar, one.cost, work)].append(key)
        labels = [resources[keys[0]].name for keys in groups.values()]
        names = identifiers(labels, "pool", self._taken)
        pools: Tree = {}
        of: dict[str, str] = {}
        for name, label, keys in zip(names, labels, groups.values(), strict=True):
            first = resources[keys[0]]
            staff = self._number(f"{name}_staff", sum(resources[k].amount for k in keys))
            pool: Tree = {"label": label, "staff": staff, "calendar": first.calendar, "at_close": "pause"}
            if first.cost:
                pool["cost"] = self._number(f"{name}_cost", f"{first.cost:g} per h")
            pools[name] = pool
            of |= dict.fromkeys(keys, name)
        return pools, of

    def _takes(self, name: str, own: dict[str, Law], resources: dict[str, _Resource]) -> str:
        texts: dict[str, int] = defaultdict(int)
        for key, law in own.items():
            texts[law.text] += resources[key].amount if key in resources else 1
        if len(texts) == 1:
            return self._number(f"{name}_takes", next(iter(texts)))
        parts = ", ".join(f"({weight}, {text})" for text, weight in texts.items())
        return self._number(f"{name}_takes", f"mixture([{parts}])")

    def _timer(self, key: str, name: str) -> str:
        for one in self._given.get("event_distribution") or []:
            if str(one.get("event_id")) == key:
                law = law_of(
                    one.get("distribution_name", ""), one.get("distribution_params", []), Place(self._file, 1)
                )
                return self._number(f"{name}_takes", law.text)
        return "0 s"

    # Steps

    def _fresh(self, name: str) -> str:
        base, again = name[:56], 2
        fresh = base
        while fresh in self._taken:
            fresh, again = f"{base}_{again}", again + 1
        self._taken.add(fresh)
        return fresh

    def _written(self, steps: Sequence[Step], by: dict[str, Any], takes: dict[str, str]) -> list[Tree]:
        return [made for step in steps for made in self._step(step, by, takes)]

    def _step(self, step: Step, by: dict[str, Any], takes: dict[str, str]) -> Iterator[Tree]:
        if "task" in step:
            key = step["task"]
            label = self._graph.nodes[key].name
            yield {
                "task": self._ids[key],
                "label": label,
                "by": by.get(key, ""),
                "takes": takes.get(key, "0 s"),
            }
        elif "event" in step:
            key = step["event"]
            label = self._graph.nodes[key].name
            yield {
                "wait": self._ids[key],
                "label": label,
                "holder": "third_party",
                "takes": takes.get(key, "0 s"),
            }
        elif "mark" in step:
            yield {"mark": self._ids[step["mark"]], "label": self._graph.nodes[step["mark"]].name}
        elif "loop" in step:
            yield self._loop(step, by, takes)
        elif "inclusive" in step:
            yield self._inclusive(step, by, takes)
        else:
            yield self._branches(step, by, takes)

    def _branches(self, step: Step, by: dict[str, Any], takes: dict[str, str]) -> Tree:
        kind = "choice" if "choice" in step else "parallel"
        made = [(flow, self._written(inner, by, takes)) for flow, inner in step["branches"]]
        names = self._branch_names([inner for _, inner in made])
        first = next((n for n, (_, inner) in zip(names, made, strict=True) if inner), names[0])
        if kind == "parallel":
            branches = {n: inner for n, (_, inner) in zip(names, made, strict=True)}
            return {"parallel": self._fresh(f"beside_{first}"), "branches": branches}
        name = self._fresh(f"which_{first}")
        shares = self._shares(step["choice"], [flow for flow, _ in made])
        found: Tree = {}
        for place, (branch, (flow, inner)) in enumerate(zip(names, made, strict=True)):
            if place == len(made) - 1:
                found[branch] = {"else": True, "steps": inner}
            else:
                found[branch] = {"share": self._number(f"{name}_{branch}", shares[flow]), "steps": inner}
        return {"choose": name, "branches": found}

    def _inclusive(self, step: Step, by: dict[str, Any], takes: dict[str, str]) -> Tree:
        """Each branch is taken with its own chance, side by side."""
        made = [(flow, self._written(inner, by, takes)) for flow, inner in step["branches"]]
        names = self._branch_names([inner for _, inner in made])
        shares = self._shares(step["inclusive"], [flow for flow, _ in made], exclusive=False)
        name = self._fresh(f"beside_{names[0]}")
        branches: Tree = {}
        for branch, (flow, inner) in zip(names, made, strict=True):
            whether = self._fresh(f"whether_{branch}")
            share = self._number(f"{whether}_share", shares[flow])
            choice = {
                "choose": whether,
                "branches": {"yes": {"share": share, "steps": inner}, "no": {"else": True}},
            }
            branches[branch] = [choice]
        return {"parallel": name, "branches": branches}

    def _loop(self, step: Step, by: dict[str, Any], takes: dict[str, str]) -> Tree:
        body, redo = self._written(step["steps"], by, takes), self._written(step["redo"], by, takes)
        flows = self._graph.nodes[step["loop"]].out
        share = self._shares(step["loop"], flows)[step["flow"]]
        name = self._fresh(f"rounds_{_named(body) or 'again'}")
        found: Tree = {"repeat": name, "again": self._number(f"{name}_again", share), "steps": body}
        if redo:
            found["between"] = redo
        return found

    def _branch_names(self, branches: Sequence[list[Tree]]) -> list[str]:
        names: list[str] = []
        for inner in branches:
            base = _named(inner) or "nothing"
            fresh, again = base, 2
            while fresh in names:
                fresh, again = f"{base}_{again}", again + 1
            names.append(fresh)
        return names

    def _shares(self, gateway: str, flows: Sequence[str], *, exclusive: bool = True) -> dict[str, float]:
        for one in self._given.get("gateway_branching_probabilities", []):
            if str(one.get("gateway_id")) == gateway:
                try:
                    told = {str(p["path_id"]): float(p["value"]) for p in one["probabilities"]}
                    total = sum(told[f] for f in flows) if exclusive else 1.0
                    return {f: round(told[f] / total, 6) for f in flows}
                except (KeyError, TypeError, ValueError, ZeroDivisionError):
                    self._complain(
                        f"the probabilities of {gateway}", f"a share for each of {', '.join(flows)}"
                    )
                    break
        return dict.fromkeys(flows, round(1 / len(flows), 6) if exclusive else 1.0)

    # Arrivals

    def _arrivals(self) -> tuple[Tree, Tree]:
        if self._assumed:
            rate = self._number("arrivals", "20 per d")
            return {"rate": rate, "during": "office"}, period_of(START, 60 * DAY)
        inflow = inflow_of(self._given, self._calendars, self._cases, Place(self._file, 1))
        if inflow.per_year is None:
            return {"schedule": list(inflow.at_once)}, inflow.period
        self._remarks.append(RANDOM)
        return {"rate": self._number("arrivals", inflow.per_year), "during": inflow.calendar}, inflow.period


def _named(steps: Sequence[Tree]) -> str:
    """The name of the first step."""
    return next(
        (
            str(s[k])
            for s in steps
            for k in ("task", "wait", "choose", "parallel", "repeat", "mark")
            if k in s
        ),
        "",
    )
