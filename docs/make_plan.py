"""A page for each scenario of the plan in docs/plan, in both languages: python docs/make_plan.py

What the process is, in words and as a picture; the verdicts; what they rest on and at which figure they flip;
and the three figures that a city should measure first. Written from `sim score`, `sim tipping` and
`sim describe`, whose answers are kept in results/, so that a second time is quick. `make plan-pages` runs it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from sim.labels import LANGUAGES, Language
from sim.reporting.figures import short
from sim.reporting.scoreboard import cells_of, columns_for
from sim.study.describing import picture, words
from sim.study.prepare import TODAY, Prepared, prepare

ROOT = Path(__file__).parents[1]
PLAN = ROOT / "scenarios" / "changchun_2021"
PAGES = ROOT / "docs" / "plan"
REFORM = "plan_2021"
REPLICATIONS = 8
"""Behind each break-even of these pages; `sim tipping` alone takes 20."""
MEASURE_FIRST = 3

Row = dict[str, Any]
Texts = Mapping[str, str]

EN: Texts = {
    "other": "中文",
    "measures": "Measures of the plan",
    "verdicts": "Verdicts",
    "first": "What a city should measure first",
    "first_why": "The assumed figures that decide most targets: a verdict flips nearest to their value, or "
    "moves most with them.",
    "none": "No assumed figure decides a target here.",
    "figure": "figure",
    "ledger": "ledger",
    "range": "range",
    "decides": "decides",
    "flips": "flips at",
    "never": "not in it",
    "of": "{n} of {m} targets",
    "rests": "What it rests on",
    "kinds": "{n} figures stand in the ledger: {kinds}.",
    "even": "Where verdicts flip",
    "even_why": "One figure is moved within its range while all others stay, under common luck; {n} "
    "replications behind each, so these are figures with an error, not verdicts. The three that decide each "
    "target:",
    "target": "target",
    "picture": "The process under the plan",
    "words": "The process in words, and its ledger",
    "made": "Written by `make plan-pages`: do not edit.",
    "index": "The plan of 2021, scenario by scenario",
}
ZH: Texts = {
    "other": "English",
    "measures": "方案措施",
    "verdicts": "结论",
    "first": "城市应首先实测的数据",
    "first_why": "对各项目标影响最大的假设：结论在最接近其取值处翻转，或随其变动最大。",
    "none": "此处没有由假设决定的目标。",
    "figure": "参数",
    "ledger": "取值",
    "range": "范围",
    "decides": "决定",
    "flips": "翻转于",
    "never": "范围内不翻转",
    "of": "{m} 项目标中的 {n} 项",
    "rests": "依据",
    "kinds": "参数表共 {n} 个参数：{kinds}。",
    "even": "结论在何处翻转",
    "even_why": "在相同随机条件下，每次只在范围内移动一个参数，其余不变；每个数字重复 {n} 次，"
    "故带有误差，并非结论。决定每项目标的三个参数：",
    "target": "目标",
    "picture": "方案实施后的流程",
    "words": "流程文字说明与参数表",
    "made": "由 `make plan-pages` 生成，请勿手工修改。",
    "index": "2021年方案：逐个情景",
}
SAID: dict[Language, Texts] = {"en": EN, "zh": ZH}
KINDS = {
    "assumption": ("assumption", "假设"),
    "expert": ("expert", "专家"),
    "log": ("log", "日志"),
    "plan": ("plan", "方案"),
    "published": ("published", "公开资料"),
    "statistic": ("statistic", "统计"),
    "statute": ("statute", "法定"),
}


def main() -> None:
    """Write every page and the index."""
    PAGES.mkdir(parents=True, exist_ok=True)
    boards = {lang: list(_by_scenario(_json("score", str(PLAN), "--lang", lang))) for lang in LANGUAGES}
    for (name, english), (_, chinese) in zip(boards["en"], boards["zh"], strict=True):
        file = PLAN / f"{name}.yaml"
        ready = prepare(file)
        print(name, file=sys.stderr)
        for lang in LANGUAGES:
            rows, found = (english if lang == "en" else chinese), tipping_of(file, lang)
            _write(f"{name}{_ending(lang)}.md", "\n".join(page(name, ready, rows, found, lang)) + "\n")
            _write(f"{name}{_ending(lang)}.svg", picture(ready[_reform(ready)], lang))
    for lang in LANGUAGES:
        _write(f"README{_ending(lang)}.md", "\n".join(index(boards[lang], lang)) + "\n")


def _write(name: str, text: str) -> None:
    (PAGES / name).write_text(text, encoding="utf-8")


def tipping_of(file: Path, lang: Language) -> Row:
    """What the verdicts of the plan's variant hang on; worlds and indices are left to `sim tipping`."""
    few = ("--worlds", "0", "--indices", "0", "--replications", str(REPLICATIONS))
    found: Row = _json("tipping", str(file), *few, "--lang", lang)
    return found


def page(
    name: str, ready: Mapping[str, Prepared], rows: Sequence[Row], found: Row, lang: Language
) -> Iterator[str]:
    """One page in lines."""
    said, reform = SAID[lang], ready[_reform(ready)]
    model = reform.scenario.document
    other: Language = "zh" if lang == "en" else "en"
    yield f"# {model.title(lang)}"
    source = f"[`{name}.yaml`](../../scenarios/changchun_2021/{name}.yaml)"
    yield f"\n[{said['other']}]({name}{_ending(other)}.md) · {source}"
    yield f"\n{model.question(lang)}\n\n{said['measures']}: {', '.join(map(str, model.plan))}. {said['made']}"
    yield f"\n## {said['verdicts']}\n"
    yield from _table([c.heading for c in columns_for(rows, lang, roomy=True)], _cells(rows, lang))
    yield f"\n## {said['first']}\n\n{said['first_why']}\n"
    yield from _first(found, lang)
    yield f"\n## {said['rests']}\n"
    yield _kinds(model.numbers.values(), lang)
    if model.about(lang):
        yield f"\n{model.about(lang)}"
    yield f"\n## {said['even']}\n\n{said['even_why'].format(n=found['replications'])}\n"
    yield from _table([said["target"], said["figure"], said["ledger"], said["range"], said["flips"]],
                      _tips(found, lang))  # fmt: skip
    yield f"\n## {said['picture']}\n\n![{model.title(lang)}]({name}{_ending(lang)}.svg)"
    yield f"\n## {said['words']}\n\n```text"
    yield words(reform, lang, today=ready[TODAY]).rstrip()
    yield "```"


def index(boards: Sequence[tuple[str, Sequence[Row]]], lang: Language) -> Iterator[str]:
    """The list of pages with what their targets came to."""
    said = SAID[lang]
    other: Language = "zh" if lang == "en" else "en"
    yield f"# {said['index']}\n\n[{said['other']}](README{_ending(other)}.md) · {said['made']}\n"
    heads = ["", *(("met", "missed", "undecided") if lang == "en" else ("达到", "未达到", "未定"))]
    yield from _table(heads, (_counts(name, rows, lang) for name, rows in boards))


def _counts(name: str, rows: Sequence[Row], lang: Language) -> list[str]:
    counts = [sum(r["verdict"] == v for r in rows) for v in ("met", "missed", "undecided")]
    return [f"[{rows[0]['title']}]({name}{_ending(lang)}.md)", *map(str, counts)]


def _cells(rows: Iterable[Row], lang: Language) -> Iterator[Sequence[str]]:
    return (cells_of(row, lang, roomy=True) for row in rows)


def _tips(found: Row, lang: Language) -> Iterator[list[str]]:
    """For each target the figures that decide it, and where they flip it."""
    for target in found["targets"]:
        tips = {t["number"]: t for t in target["tips"]}
        for i, name in enumerate(target["decides"]):
            figure = found["figures"][name]
            first = target["target"] if i == 0 else ""
            yield [first, _named(name, figure), *_where(figure), _flip(tips.get(name), figure, lang)]


def _first(found: Row, lang: Language) -> Iterator[str]:
    """The assumed figures that decide most targets, those that flip nearest before others."""
    said, figures = SAID[lang], found["figures"]
    decided: dict[str, list[Row | None]] = defaultdict(list)
    for target in found["targets"]:
        tips = {t["number"]: t for t in target["tips"]}
        for name in target["decides"]:
            if figures[name]["kind"] == "assumption" and not name.startswith("required"):
                decided[name].append(tips.get(name))
    chosen = sorted(decided, key=lambda n: _weight(decided[n]))[:MEASURE_FIRST]
    if not chosen:
        yield said["none"]
        return
    heads = [said["figure"], said["ledger"], said["range"], said["decides"], said["flips"]]
    rows = (
        [
            _named(name, figures[name]),
            *_where(figures[name]),
            said["of"].format(n=len(decided[name]), m=len(found["targets"])),
            _flip(_nearest(decided[name]), figures[name], lang),
        ]
        for name in chosen
    )
    yield from _table(heads, rows)


def _short(value: float) -> str:
    """A figure as the tables show it; small ones with two digits that count."""
    return f"{value:.2g}" if 0 < abs(value) < 0.1 else short(value)


def _nearest(tips: Iterable[Row | None]) -> Row | None:
    known = [t for t in tips if t is not None]
    return min(known, key=lambda t: t["distance"]) if known else None


def _weight(tips: Sequence[Row | None]) -> tuple[bool, int, float]:
    """Figures that flip something first, then by how many targets they decide, then by how near."""
    nearest = _nearest(tips)
    return (nearest is None, -len(tips), nearest["distance"] if nearest else 0.0)


def _named(name: str, figure: Row) -> str:
    return f"{figure['label']} (`{name}`)" if figure["label"] else f"`{name}`"


def _where(figure: Row) -> list[str]:
    unit = "" if figure["unit"] == "1" else f" {figure['unit']}"
    return [f"{_short(figure['value'])}{unit}", f"{_short(figure['low'])} – {_short(figure['high'])}{unit}"]


def _flip(tip: Row | None, figure: Row, lang: Language) -> str:
    unit = "" if figure["unit"] == "1" else f" {figure['unit']}"
    return f"{_short(tip['at'])}{unit}" if tip is not None else SAID[lang]["never"]


def _kinds(numbers: Iterable[Any], lang: Language) -> str:
    listed = sorted(n.kind for n in numbers)
    counts = [(kind, len(list(same))) for kind, same in groupby(listed)]
    told = ", ".join(f"{KINDS[kind][lang == 'zh']} {n}" for kind, n in counts)
    return SAID[lang]["kinds"].format(n=len(listed), kinds=told)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"| {' | '.join('---' for _ in heads)} |"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def _reform(ready: Mapping[str, Prepared]) -> str:
    return REFORM if REFORM in ready else TODAY


def _ending(lang: Language) -> str:
    return "" if lang == "en" else ".zh"


def _by_scenario(rows: Iterable[Row]) -> Iterator[tuple[str, list[Row]]]:
    for name, group in groupby(rows, key=lambda row: row["scenario"]):
        yield name, list(group)


def _json(*arguments: str) -> Any:
    """What a command prints with --json; its error is ours."""
    command = [sys.executable, "-m", "sim", *arguments, "--json", "--quiet"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command[2:])} ended with {done.returncode}: {done.stderr[-800:]}")
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
