"""The page's templates are kept compiled where they can be, and made anew where they cannot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import platformdirs
import pytest

from sim.reporting.report.templates import environment

NAME = "report.html.jinja"


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "cache"
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda _: str(place))
    environment.cache_clear()
    yield place
    environment.cache_clear()


def test_a_template_is_compiled_once(cache: Path) -> None:
    environment().get_template(NAME)
    (kept,) = cache.glob("templates-*/*")
    written = kept.stat().st_mtime_ns
    environment.cache_clear()
    environment().get_template(NAME)
    assert kept.stat().st_mtime_ns == written


def test_without_a_place_for_it_the_template_is_compiled_each_time(cache: Path) -> None:
    cache.write_text("a file where a folder would be", encoding="utf-8")
    assert environment().bytecode_cache is None
    assert environment().get_template(NAME).blocks is not None


@pytest.mark.parametrize("content", [b"", b"j2", b"no template at all"])
def test_what_is_broken_in_the_cache_is_made_anew(cache: Path, content: bytes) -> None:
    environment().get_template(NAME)
    (kept,) = cache.glob("templates-*/*")
    whole = kept.read_bytes()
    kept.write_bytes(content)
    environment.cache_clear()
    environment().get_template(NAME)
    assert len(kept.read_bytes()) == len(whole)


def test_a_folder_that_is_gone_meanwhile_breaks_nothing(cache: Path) -> None:
    found = environment()
    (folder,) = cache.glob("templates-*")
    folder.rmdir()
    found.get_template(NAME)
    assert not folder.exists()
