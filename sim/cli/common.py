"""Options that several commands share, and how they print."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import click

from sim.labels import Language
from sim.reporting.visible import visible
from sim.reporting.words import say
from sim.units import format_duration

Function = Callable[..., Any]

NARROW = 80
WIDE = 160
MOST_REPLICATIONS = 1_000_000


class Replications(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """``auto``, or a number of replications of at least one."""

    name = "N|auto"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | Literal["auto"]:
        """The number, or auto."""
        text = str(value)
        if text == "auto":
            return "auto"
        if text.isascii() and text.isdigit() and len(text) < 25 and 0 < int(text) <= MOST_REPLICATIONS:
            return int(text)
        self.fail(f'"{value}" is neither auto nor a whole number from 1 to {MOST_REPLICATIONS:,}', param, ctx)


class NobodyReads(Exception):  # noqa: N818 (not an error)
    """Whoever read the output (`head`, say) has gone; click would take a `BrokenPipeError` for a failure."""


class Whole(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A whole number between two bounds, written with digits only."""

    name = "N"

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number."""
        text = str(value)
        if text.isascii() and text.isdigit() and len(text) < 25 and self.least <= int(text) <= self.most:
            return int(text)
        self.fail(f'"{value}" is not a whole number from {self.least:,} to {self.most:,}', param, ctx)


SEEDS = Whole(0, 2**64 - 1)


def options(*chosen: Function) -> Callable[[Function], Function]:
    """Several options as one decorator, listed in help in this order."""

    def decorate(function: Function) -> Function:
        for option in reversed(chosen):
            function = option(function)
        return function

    return decorate


lang_option = click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    envvar="SIM_LANG",
    default="en",
    show_default=True,
    help="Language of everything a person reads.",
)
set_option = click.option(
    "--set",
    "settings",
    metavar="PATH=VALUE",
    multiple=True,
    help="Change a value of the scenario, e.g. pools.window.staff=5 (repeatable).",
)
share_option = click.option(
    "--share",
    "shares",
    metavar="POOL",
    multiple=True,
    help="People who serve several files: a pool that all of them have, or new=a:pool,b:pool (repeatable).",
)
seed_option = click.option(
    "--seed",
    type=SEEDS,
    metavar="N",
    default=1,
    show_default=True,
    help="Where all luck comes from: the same seed gives the same answer.",
)
replications_option = click.option(
    "--replications",
    type=Replications(),
    metavar="N|auto",
    default="auto",
    show_default=True,
    help="How many independent histories; "
    "auto looks at 20, 40, ... 640 and stops when every target is decided.",
)
engine_option = click.option(
    "--engine",
    default="auto",
    metavar="auto|simpy|compiled",
    show_default=True,
    help="What runs the scenario.",
)
workers_option = click.option(
    "--workers",
    type=Whole(1, 1024),
    metavar="N",
    help="Processes to run in; the answer does not depend on it. [default: all cores]",
)
cluster_option = click.option(
    "--cluster",
    default="",
    metavar="ADDRESS",
    help="Work on a Dask cluster, tcp://host:8786: the same answer to the byte.",
)
out_option = click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("results"),
    show_default=True,
    help="Where runs are saved.",
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="One JSON document on stdout and nothing else."
)
quiet_option = click.option("--quiet", is_flag=True, help="No progress and no remarks on stderr.")
debug_option = click.option("--debug", is_flag=True, help="A traceback where something goes wrong.")
strict_option = click.option(
    "--strict", is_flag=True, help="Exit with 1 if a target is missed, with 5 if one is undecided."
)
fresh_option = click.option(
    "--fresh", is_flag=True, help="Run again even where a saved run answers this question."
)
family_option = click.option(
    "--family", is_flag=True, help="Hold the 5% chance of a wrong verdict for all targets together."
)
certified_option = click.option(
    "--certified",
    is_flag=True,
    help="Decide shares by bets that stay valid whenever the run stops or goes on.",
)


def print_lines(lines: Iterable[str]) -> None:
    """Results, to stdout in UTF-8 whatever the locale says."""
    text = visible("".join(f"{line}\n" for line in lines), lines=True)
    if sys.stdout is None:
        return  # Whoever started the command closed its output.
    try:
        _write(text)
    except BrokenPipeError:
        raise NobodyReads from None


def _write(text: str) -> None:
    stream = sys.stdout
    if hasattr(stream, "buffer") and (stream.encoding or "").lower().replace("-", "") != "utf8":
        stream.flush()
        stream.buffer.write(text.encode())
        stream.buffer.flush()
        return
    stream.write(text)
    stream.flush()


def tell(text: str) -> None:
    """A message, to stderr."""
    click.echo(visible(text, lines=True), err=True)


def remark(text: str, *, quiet: bool = False) -> None:
    """A remark, to stderr."""
    if not quiet:
        tell(text)


def remark_if_cold(engine: str, lang: Language, *, quiet: bool) -> None:
    """Tell a person who would wait for nothing to be seen that the engine compiles itself first."""
    from sim.engines import is_cold

    if is_cold(engine):
        remark(say(lang, "Compiling the engine: once, a minute or two."), quiet=quiet)


def terminal_width(*, most: int = WIDE) -> int:
    """The columns of the terminal; 80 where there is none. COLUMNS overrides."""
    return max(NARROW, min(shutil.get_terminal_size((NARROW, 24)).columns, most))


def typed() -> tuple[str, ...]:
    """The command as it was typed."""
    return ("sim", *sys.argv[1:])


def exit_code(verdicts: Iterable[str], *, strict: bool) -> int:
    """0, or with ``strict`` 1 where a target is missed and 5 where one is undecided."""
    found = set(verdicts) if strict else set()
    return 1 if "missed" in found else 5 if "undecided" in found else 0


def failed(failures: Sequence[Mapping[str, Any]], lang: Language) -> int:
    """Tell of the first replication that broke off: 4 where that is our own fault, 2 where the scenario's."""
    ours = [f for f in failures if f["ours"]]
    first = (ours or failures)[0]
    sentence = "replication {replication} of {variant} failed: {message}"
    told = say(lang, sentence, **{k: first[k] for k in ("replication", "variant", "message")})
    tell(visible(told))
    return 4 if ours else 2


def resume_hint(lang: Language) -> str:
    """What to type to go on after an interruption."""
    return say(lang, "To finish it: {command}", command=shlex.join(typed()))


class Status:
    """One line on stderr that says how far a run is; nothing where stderr is no terminal."""

    def __init__(self, lang: Language, *, quiet: bool) -> None:
        self._lang = lang
        self._shown = sys.stderr.isatty() and not quiet and os.environ.get("TERM") != "dumb"
        self._prefix = ""

    def about(self, what: str) -> None:
        """What the following replications belong to."""
        self._prefix = f"{visible(what)} · " if what else ""

    def __call__(self, variant: str, done: int, most: int) -> None:
        """Show how many replications of a variant are done."""
        if self._shown:
            text = say(
                self._lang,
                "{variant}: {done} replications (at most {most})",
                variant=variant,
                done=done,
                most=most,
            )
            sys.stderr.write(f"\r\x1b[K{self._prefix}{text}")
            sys.stderr.flush()

    def show(self, text: str) -> None:
        """Show a text of one's own."""
        if self._shown:
            sys.stderr.write(f"\r\x1b[K{self._prefix}{text}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Remove the line."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


class Countdown(Status):
    """The same line for a sweep: points done, and about how long the rest takes."""

    def __call__(self, done: int, total: int, left: float | None) -> None:  # type: ignore[override]
        """Show how many of all points are done."""
        if self._shown:
            text = say(self._lang, "{done} of {total} points", done=done, total=total)
            if left is not None:
                time = format_duration(left, self._lang)
                text += say(self._lang, ", about {time} left", time=time)
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()
