"""The group of commands, and what every command has in common: languages, exit codes, one-line errors."""

from __future__ import annotations

import gc
import io
import os
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

import click

from sim.cli.audit import audit
from sim.cli.check import check
from sim.cli.common import NobodyReads, tell
from sim.cli.compare import compare
from sim.cli.describe import describe
from sim.cli.fit import fit
from sim.cli.new import new
from sim.cli.report import report
from sim.cli.run import run
from sim.cli.score import score
from sim.cli.serve import serve
from sim.cli.staff import staff
from sim.cli.sweep import sweep
from sim.cli.tipping import tipping
from sim.cli.transition import transition
from sim.cli.usage import context_of, in_words
from sim.errors import InputError, SimulationError, UsageError, nearest_name
from sim.labels import LANGUAGES, Language
from sim.reporting.visible import visible
from sim.reporting.words import say

CODE_INPUT = 2
CODE_OURS = 4
CODE_INTERRUPTED = 130


class Commands(click.Group):
    """A group that answers an unknown command with the nearest one; its commands keep their natural order."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands as they were added."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was typed; an unknown one is a usage error with the nearest name."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            nearest = nearest_name(args[0], self.commands)
            hint = f' Did you mean "{nearest}"?' if nearest else ""
            ctx.fail(f'No such command "{args[0]}".{hint}')
        return super().resolve_command(ctx, args)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from sim import __version__

        click.echo(f"sim {__version__}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version and exit.",
)
def sim() -> None:
    """Whether a plan's time limits for public services will be met: a scenario file in, a verdict out."""


for command in (
    new,
    check,
    describe,
    run,
    report,
    score,
    compare,
    sweep,
    staff,
    tipping,
    transition,
    audit,
    serve,
    fit,
):
    sim.add_command(command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit.

    0: it ran; 1 or 5: a target is missed or undecided (--strict); 2: wrong usage or input; 4: our own fault;
    130: interrupted.
    """
    # A command starts with a million objects that all stay: looking through them for garbage again and again
    # took a sixth of the time to the first result.
    gc.set_threshold(50_000, 20, 20)
    argv = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(outcome(argv))


def outcome(argv: Sequence[str]) -> int:
    """The exit code of a command line; whatever goes wrong is told in words on stderr."""
    lang, debug = language_of(argv), "--debug" in argv
    translate(sim, lang)
    try:
        found = sim.main(list(argv), prog_name="sim", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
        return found if isinstance(found, int) else 0
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        return _wrongly_typed(error, lang)
    except (click.Abort, KeyboardInterrupt):
        click.echo(say(lang, "Interrupted."), err=True)
        return CODE_INTERRUPTED
    except NobodyReads:
        return _nobody_reads()
    except Exception as error:
        return _told(error, lang, debug)


def _wrongly_typed(error: click.ClickException, lang: Language) -> int:
    words = io.StringIO()
    error.show(file=words)
    tell(in_words(words.getvalue().rstrip("\n"), lang))
    return CODE_INPUT


def _told(error: Exception, lang: Language, debug: bool) -> int:
    if debug:
        traceback.print_exc()
    if isinstance(error, InputError):
        from sim.reporting.complaints import complaint_lines

        tell("\n".join(complaint_lines(error.complaints, lang)))
        return CODE_INPUT
    if isinstance(error, UsageError):
        tell(visible(in_words(str(error), lang)))
        return CODE_INPUT
    if isinstance(error, OSError) and not debug:
        _drop_what_is_left()
        tell(visible(f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")))
        return CODE_INPUT
    if isinstance(error, SimulationError):
        tell(visible(str(error)))
        return CODE_INPUT
    hint = "" if debug else " " + say(lang, "(--debug shows where)")
    tell(visible(say(lang, "our own fault: {what}", what=f"{type(error).__name__}: {error}") + hint))
    return CODE_OURS


def _nobody_reads() -> int:
    _drop_what_is_left()
    return 0


def _drop_what_is_left() -> None:
    """What could not be written (to a full disk, say) would be tried again at the end, and told badly."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def language_of(argv: Sequence[str]) -> Language:
    """The language of help and errors: that of ``--lang``, else of SIM_LANG, else English."""
    given = os.environ.get("SIM_LANG", "")
    for i, word in enumerate(argv):
        if word == "--lang" and i + 1 < len(argv):
            given = argv[i + 1]
        elif word.startswith("--lang="):
            given = word.removeprefix("--lang=")
    return next((lang for lang in LANGUAGES if lang == given), "en")


_english: dict[int, str | None] = {}


def translate(command: click.Command, lang: Language) -> None:
    """Put the help texts of a command, its options and its subcommands into a language."""
    command.context_class = context_of(lang)
    command.help = _said(command, command.help, lang)
    for option in command.params:
        if isinstance(option, click.Option):
            option.help = _said(option, option.help, lang)
    for inner in getattr(command, "commands", {}).values():
        translate(inner, lang)


def _said(owner: object, text: str | None, lang: Language) -> str | None:
    # The English text is the key, so it is kept: one process may speak both languages, one after the other.
    english = _english.setdefault(id(owner), text)
    return say(lang, " ".join(english.split())) if english and lang != "en" else english
