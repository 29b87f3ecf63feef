"""[web] The application behind the guard: the page's files, and an answer to each of its questions."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sim.errors import Complaint, InputError, ShixianError
from sim.experiments.whatif import (
    Desk,
    Question,
    controls_of,
    film,
    glances,
    packed,
    picture_of,
    remarks_of,
    title_of,
)
from sim.labels import LANGUAGES
from sim.reporting.complaints import complaint_lines
from sim.web.calls import LOOKS, Asked, NotUnderstood, asked, mapping, text
from sim.web.workers import TooLong, Workers

STATIC_FILES = files("sim.web") / "static"
FONTS = files("sim.reporting") / "fonts"
"""The font that the package brings: a machine without Chinese fonts shows the page all the same."""

STATIC = {
    "/": ("index.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
    **{
        f"/{name}.js": (f"{name}.js", "text/javascript")
        for name in ("page", "ask", "words", "controls", "answer", "charts", "map", "film")
    },
}
"""The page's files by the only paths under which they are served."""

AT_ONCE = 2
"""Replications handed out in one piece while nobody waits for them: a new question waits for no more."""

MOST_SCENARIO = 1_000_000
"""Characters of a scenario that somebody brings along."""

_PLAIN_NAME = re.compile(r"[^\w-]+")

Answering = Callable[[Mapping[str, Any]], Awaitable[Any]]


class Superseded(ShixianError):  # noqa: N818 (nothing went wrong)
    """Somebody has asked something newer meanwhile."""


class Page:
    """Answers the questions of one page about these scenarios (files by id).

    ``out`` is the folder below which anything is written, ``engine`` the engine that runs.
    """

    def __init__(self, scenarios: Mapping[str, Path], workers: Workers, *, out: Path, engine: str) -> None:
        self._scenarios, self._workers = dict(scenarios), workers
        self._out, self._engine = out, engine
        self._desk, self._turn, self._lock = Desk(engine), 0, asyncio.Lock()

    def application(self) -> Starlette:
        """The routes: fixed files by GET, questions by POST."""
        questions: dict[str, Answering] = {
            "scenarios": self.scenarios,
            "titles": self.titles,
            "open": self.open,
            "map": self.map,
            "run": self.run,
            "details": self.details,
            "film": self.film,
            "notes": self.notes,
            "bring": self.bring,
        }
        routes = [Route(path, _file(STATIC_FILES, *file), methods=["GET"]) for path, file in STATIC.items()]
        routes.append(Route("/font.otf", _file(FONTS, "ShixianSansSC.otf", "font/otf"), methods=["GET"]))
        routes += [Route(f"/api/{n}", _answered(q), methods=["POST"]) for n, q in questions.items()]
        return Starlette(routes=[*routes, Route("/api/export", self.export, methods=["POST"])])

    async def scenarios(self, _: Mapping[str, Any]) -> Any:
        """What there is to choose from."""
        return {"scenarios": list(self._scenarios)}

    async def titles(self, _: Mapping[str, Any]) -> Any:
        """The titles of the scenarios, which takes a while where there are many."""
        files = {name: str(path) for name, path in self._scenarios.items()}
        return {"titles": {name: await self._workers.do(title_of, file) for name, file in files.items()}}

    async def open(self, given: Mapping[str, Any]) -> Any:
        """The controls of one scenario."""
        return await self._workers.do(controls_of, self._path(text(given, "scenario")))

    async def map(self, given: Mapping[str, Any]) -> Any:
        """The process map of a question in both languages."""
        return await self._workers.do(picture_of, self._question(asked(given)))

    async def notes(self, given: Mapping[str, Any]) -> Any:
        """The remarks on a question, which may come after its verdicts."""
        return {"notes": await self._workers.do(remarks_of, self._question(asked(given)))}

    async def film(self, given: Mapping[str, Any]) -> Any:
        """Some days of one replication."""
        day, days = given.get("day", 0), given.get("days", 30)
        if not (isinstance(day, int) and isinstance(days, int) and 0 <= day < 40_000 and 0 < days <= 366):
            raise NotUnderstood("day and days: whole numbers")
        return await self._workers.do(film, self._question(asked(given)), self._engine, day, days)

    async def run(self, given: Mapping[str, Any]) -> Any:
        """The verdicts from so many replications; those that are known already are not run again.

        The first ones come alone, so that nobody waits for pictures; `details` brings these.
        """
        question, count = self._question(order := asked(given)), order.count
        if count > LOOKS[0]:
            return await self._whole(question, count)
        self._turn += 1
        await self._gather(question, count, whole=False)
        return await self._told(self._desk.verdicts, question, count)

    async def details(self, given: Mapping[str, Any]) -> Any:
        """The same verdicts with every figure and curve."""
        question, count = self._question(order := asked(given)), order.count
        return await self._whole(question, count)

    async def _whole(self, question: Question, count: int) -> Any:
        await self._gather(question, count, whole=True)
        return await self._told(self._desk.answer, question, count)

    async def _told(self, answer: Callable[[Question, int], Any], question: Question, count: int) -> Any:
        async with self._lock:
            return await asyncio.to_thread(answer, question, count)

    async def bring(self, given: Mapping[str, Any]) -> Any:
        """A scenario that somebody brings along: checked like a file, and then to be chosen like one."""
        content = text(given, "text", MOST_SCENARIO)
        name = _PLAIN_NAME.sub("_", Path(text(given, "name")).stem)[:40] or "scenario"
        digest = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        folder = self._out / "what_if"
        file = folder / f"{name}-{digest}.yaml"
        await asyncio.to_thread(_write, file, content)
        try:
            await self._workers.do(controls_of, str(file))
        except InputError as error:
            file.unlink(missing_ok=True)
            raise InputError([_in_file(c, text(given, "name")) for c in error.complaints]) from None
        except BaseException:
            file.unlink(missing_ok=True)
            raise
        self._scenarios[file.stem] = file
        return {"scenario": file.stem}

    async def export(self, request: Request) -> Response:
        """A file for somebody who goes on elsewhere: report, workbook or scenario."""
        from sim.web.export import exported

        async def made(given: Mapping[str, Any]) -> Response:
            order = asked(given)
            kind, lang = text(given, "kind"), text(given, "lang")
            if lang not in LANGUAGES:
                raise NotUnderstood("lang: en or zh")
            return await exported(self._workers, self._question(order), order.count, kind, lang)

        return await _safely(request, made)

    async def _gather(self, question: Question, count: int, *, whole: bool) -> None:
        """Have what is missing run; what is drawn later gives way to whatever is asked meanwhile."""
        turn, order = self._turn, await asyncio.to_thread(packed, question, self._engine)
        async with self._lock:
            tasks = await asyncio.to_thread(self._desk.missing, question, count, whole=whole)
        share = AT_ONCE if whole else -(-len(tasks) // (2 * self._workers.count)) or 1
        left = deque(tasks[i : i + share] for i in range(0, len(tasks), share))
        work = partial(glances, order, whole=whole)

        async def helper() -> None:
            while left:
                if whole and turn != self._turn:
                    raise Superseded("a newer question")
                piece = left.popleft()
                found = await self._workers.do(work, piece)
                async with self._lock:
                    self._desk.add(question, piece, found)

        try:
            await asyncio.gather(*(helper() for _ in range(self._workers.count)))
        finally:
            left.clear()

    def _question(self, order: Asked) -> Question:
        return Question(self._path(order.scenario), order.cards, order.settings, order.seed)

    def _path(self, scenario: str) -> str:
        if scenario not in self._scenarios:
            raise NotUnderstood("no such scenario")
        return str(self._scenarios[scenario])


def _in_file(complaint: Complaint, name: str) -> Complaint:
    """The complaint as about the file that somebody brought, and not about our copy of it."""
    place = complaint.place
    return complaint if place is None else complaint.at(replace(place, file=name))


def _write(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode("utf-8", "surrogatepass"))


def _file(folder: Traversable, name: str, kind: str) -> Callable[[Request], Awaitable[Response]]:
    media = kind if kind.startswith("font/") else f"{kind}; charset=utf-8"

    async def served(_: Request) -> Response:
        return Response((folder / name).read_bytes(), media_type=media)

    return served


def _answered(question: Answering) -> Callable[[Request], Awaitable[Response]]:
    async def made(given: Mapping[str, Any]) -> Response:
        return JSONResponse(await question(given))

    async def answered(request: Request) -> Response:
        return await _safely(request, made)

    return answered


async def _safely(request: Request, made: Callable[[Mapping[str, Any]], Awaitable[Response]]) -> Response:
    """The answer, or in words why there is none."""
    try:
        return await made(mapping(json.loads(await request.body())))
    except InputError as error:
        wrong = {lang: complaint_lines(error.complaints, lang) for lang in LANGUAGES}
        return JSONResponse({"wrong": wrong}, 422)
    except (ValueError, RecursionError):
        return _told(400, "not JSON")
    except NotUnderstood as error:
        return _told(400, str(error))
    except Superseded:
        return _told(409, "superseded")
    except TooLong:
        return _told(503, "too long")
    except ShixianError as error:
        return _told(422, str(error))


def _told(status: int, words: str) -> Response:
    return JSONResponse({"why": words}, status)
