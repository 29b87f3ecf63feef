"""`sim report`: one page that stands alone, and a workbook whose texts are texts."""

# ruff: noqa: E501 (a hostile scenario is made in one line each)

from __future__ import annotations

import ast
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sim.cli.main import outcome
from sim.experiments.reports import find, paper_in
from sim.labels import LANGUAGES
from sim.reporting.chinese import CHINESE
from sim.reporting.report import page, write_workbook
from sim.reporting.report.telling import RULES
from tests.helpers import desk

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>'\"]]>--><style>*{}</style>"
SCENARIO = (
    desk.SCENARIO.replace("{en: One desk, zh: 一个窗口}", json.dumps({"en": f"={HOSTILE}", "zh": f"=窗口{HOSTILE}"}))
    .replace("format: 1\n", f"format: 1\nquestion: {json.dumps({'en': HOSTILE, 'zh': HOSTILE})}\n")
    .replace("{en: within a day, zh: 一日内}", json.dumps({"en": f"=1+1 {HOSTILE}", "zh": f"+一日内 {HOSTILE}"}))
    .replace("source: none", f"source: {json.dumps('@' + HOSTILE)}")
    .replace("clerk: {staff", f"clerk: {{label: {json.dumps(HOSTILE)}, staff")
    .replace("task: review,", f"task: review, label: {json.dumps(HOSTILE)},")
    .replace("permit:\n", f"permit:\n    label: {json.dumps(HOSTILE)}\n")
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved run of a scenario whose every label attacks the page."""
    home = tmp_path_factory.mktemp("report")
    path = desk.write(home, SCENARIO, "hostile.yaml")
    words = [
        "run",
        str(path),
        "--replications",
        "3",
        "--workers",
        "1",
        "--quiet",
        "--out",
        str(home / "results"),
    ]
    assert outcome(words) == 0
    return find("latest", home / "results")


@pytest.fixture(scope="module")
def html(folder: Path) -> str:
    return page(paper_in(folder), "zh")


class Reader(HTMLParser):
    """Which elements and attributes a page has, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: dict[str, int] = {}
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_no_label_becomes_an_element_or_an_attribute(html: str) -> None:
    seen = Reader(html)
    assert not {"script", "img", "iframe", "object", "embed", "link", "form", "foreignobject"} & set(
        seen.tags
    )
    assert seen.tags["style"] == 1 + html.count('<style type="text/css">')
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    assert "alert(1)" in "".join(seen.words)


def test_the_page_needs_no_network_and_allows_no_script(html: str) -> None:
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'") and "script" not in policy
    links = [v for n, v in Reader(html).attributes if n in ("src", "href", "xlink:href", "action")]
    assert links and all(v.startswith(("#", "data:image/png;base64,")) for v in links)
    assert not re.findall(r"url\((?!#)[^)]*\)|@import", html)


def test_every_name_in_the_page_is_given_once_and_every_reference_is_answered(html: str) -> None:
    attributes = Reader(html).attributes
    names = [v for n, v in attributes if n == "id"]
    assert len(names) == len(set(names))
    used = {v[1:] for n, v in attributes if n.endswith("href") and v.startswith("#")} | set(
        re.findall(r"url\(#([^)]+)\)", html)
    )
    assert used <= set(names)


def test_both_languages_are_inside_and_the_asked_one_is_open(html: str) -> None:
    english, chinese = html.split('<article class="zh"')
    assert "Question and answer" in english and "What it rests on" in english
    assert "问题与结论" in chinese and "依据" in chinese
    assert 'id="lang-zh" checked' in html and 'id="lang-en" checked' not in html


def test_the_page_answers_what_a_reader_asks(folder: Path, html: str) -> None:
    document = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    text = " ".join(Reader(html).words)
    board = document["board"]
    assert f"{board['met']} met, {board['missed']} missed" in text
    for heading in (
        "How long cases take",
        "Who owns the delay",
        "step by step",
        "How its days count",
        "Method",
    ):
        assert heading in text
    assert "sim tipping" in text and "4,000 per year" in text


def test_without_pictures_words_and_map_remain(folder: Path) -> None:
    text = page(paper_in(folder), pictures=False)
    assert len(text) < 400_000
    assert "How long cases take" not in text and text.count("<svg") == 2 + 2


def test_the_command_writes_both_files_and_says_where(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(folder.parents[1])
    excel = str(tmp_path / "own.xlsx")
    assert (
        outcome(["report", "hostile", "--out", out, "--html", str(tmp_path / "own.html"), "--excel", excel])
        == 0
    )
    assert capsys.readouterr().out.split() == [str(tmp_path / "own.html"), excel]
    assert sorted(f.name for f in tmp_path.iterdir()) == ["own.html", "own.xlsx"]


@pytest.mark.parametrize("name", ["latest", "hostile", "hostile.yaml", "<folder>", "<part>", "<file>"])
def test_a_run_is_found_by_many_names(folder: Path, name: str) -> None:
    names = {"<folder>": str(folder), "<part>": folder.name[-8:], "<file>": str(folder / "answer.json")}
    assert find(names.get(name, name), folder.parents[1]) == folder


def test_a_wrong_name_is_told_with_the_nearest(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome(["report", "hastile", "--out", str(folder.parents[1])]) == 2
    assert 'no saved run "hastile"' in (told := capsys.readouterr().err) and "nearest: hostile" in told
    assert outcome(["report", "hastile", "--out", str(folder.parents[1]), "--lang", "zh"]) == 2
    assert "没有已保存的运行 hastile" in capsys.readouterr().err


def test_a_damaged_run_is_told(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "damaged"
    copy.mkdir()
    for file in folder.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    (copy / "charts.json").write_text("{", encoding="utf-8")
    assert outcome(["report", str(copy)]) == 2
    assert "charts.json is missing or damaged" in capsys.readouterr().err


def test_a_scoreboard_is_a_page_too(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan, out = tmp_path / "plan", tmp_path / "boards"
    plan.mkdir()
    desk.write(plan, SCENARIO, "hostile.yaml")
    assert outcome(["score", str(plan), "--replications", "2", "--workers", "1", "--out", str(out)]) == 0
    (board,) = (out / "plan").iterdir()
    (board / "report.html").unlink()
    capsys.readouterr()
    assert outcome(["report", str(board), "--lang", "zh"]) == 0
    assert capsys.readouterr().out.split() == [str(board / "report.html")]
    seen = Reader((board / "report.html").read_text(encoding="utf-8"))
    assert not {"script", "img"} & set(seen.tags) and seen.tags["table"] == 2
    assert {"Scoreboard of the plan", "方案记分表"} <= set(seen.words)


# The workbook


@pytest.fixture(scope="module", params=LANGUAGES)
def book(folder: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Any:
    target = tmp_path_factory.mktemp("book") / "run.xlsx"
    write_workbook(paper_in(folder), target, request.param)
    return openpyxl.load_workbook(target)


def test_every_text_of_the_workbook_is_a_text(book: Any) -> None:
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert {c.data_type for c in cells} <= {"s", "n", "b"}
    assert not [c for c in cells if c.hyperlink]
    firsts = {str(c.value)[0] for c in cells if isinstance(c.value, str) and c.value}
    assert {"=", "@"} <= firsts


def test_every_sheet_is_one_tidy_table(book: Any) -> None:
    assert len(book.sheetnames) == 12
    for sheet in book:
        heads = [c.value for c in sheet[1]]
        assert all(heads) and len(heads) == len(set(heads)), sheet.title
        assert sheet.freeze_panes == "A2"
        assert sheet.max_row > 1


def test_the_figures_of_the_workbook_are_those_of_the_answer(folder: Path, tmp_path: Path) -> None:
    write_workbook(paper_in(folder), tmp_path / "run.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "run.xlsx")["Measures"]
    heads, *rows = sheet.iter_rows(values_only=True)
    found = {row[1]: dict(zip(heads, row, strict=True)) for row in rows}
    document = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    for name, figures in document["measures"]["permit"].items():
        assert found[name]["mean"] == figures["mean"] and found[name]["unit"] == figures["unit"]


# Words


def test_every_sentence_of_the_report_has_its_chinese(root: Path) -> None:
    home = root / "sim" / "reporting" / "report"
    template = "".join(f.read_text(encoding="utf-8") for f in sorted(home.glob("*.jinja")))
    found = set(re.findall(r'p\.t\("((?:[^"\\]|\\.)*)"', template)) | set(RULES.values())
    for file in ("page.py", "telling.py"):
        for node in ast.walk(ast.parse((home / file).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "t":
                found |= {
                    a.value for a in node.args[:1] if isinstance(a, ast.Constant) and isinstance(a.value, str)
                }
    tree = ast.parse((home / "workbook.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in (
            "columns",
            "FIGURES",
            "BANDS",
        ):
            found |= {
                c.value
                for c in ast.walk(node.value)
                if isinstance(c, ast.Constant) and isinstance(c.value, str)
            }
    assert len(found) > 90
    assert sorted(found - CHINESE.keys()) == []


def test_figures_bear_their_unit_in_words(html: str) -> None:
    told = "\n".join(Reader(html).words)
    assert "平均 ≤ 1分钟" in told and "mean ≤ 1 minute\n" in told
    assert re.search(r"^[\d.,]+ ± [\d.,]+分钟$", told, re.MULTILINE)
    assert re.search(r"^[\d.,]+ ± [\d.,]+ minutes$", told, re.MULTILINE)
