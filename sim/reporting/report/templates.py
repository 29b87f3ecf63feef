"""The templates of the page, compiled once: what Jinja makes of them is kept in the user's cache, since
compiling them anew took a command longer than its replications.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from jinja2 import BytecodeCache, Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket

from sim.reporting import visible
from sim.reporting.visible import visible as shown


@cache
def environment() -> Environment:
    """Where the page's templates are looked up; what they show is text, and nothing that a label holds is
    markup.
    """
    return Environment(
        loader=PackageLoader("sim", "reporting/report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: shown(value, lines=True) if type(value) is str else value,
        bytecode_cache=_kept(),
    )


class _Kept(FileSystemBytecodeCache):
    """What cannot be kept is compiled again the next time."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)


def _kept() -> BytecodeCache | None:
    """A folder for each state of what decides how a template is compiled; None where there can be none."""
    import platformdirs

    digest = hashlib.sha256(version("jinja2").encode())
    for file in (__file__, visible.__file__):
        digest.update(Path(file).read_bytes())
    folder = Path(platformdirs.user_cache_dir("shixian")) / f"templates-{digest.hexdigest()[:16]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return _Kept(str(folder))
