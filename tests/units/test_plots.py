"""Plots: no glyph is missing, nothing of the user's is touched, and what is drawn is what the charts say."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import matplotlib
import numpy as np
import pytest
import yaml
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from sim.labels import LANGUAGES, Language
from sim.reading.planmap import is_map
from sim.reporting import plots
from sim.reporting.chinese import CHINESE
from sim.reporting.plots.frame import FONT, clean
from sim.reporting.spelling import WORDS
from sim.study.charting import charts_from, plainly
from tests.helpers import charts

Draw = Callable[[Language], plots.Picture]

PLOTS: dict[str, Draw] = {
    "waiting": lambda lang: plots.waiting(charts.of_a_desk().over_time[0], lang),
    "backlog": lambda lang: plots.backlog(charts.of_a_desk().backlogs[0], lang),
    "case_times": lambda lang: plots.case_times(charts.of_a_desk().case_times[0], lang),
    "case_times_mean": lambda lang: plots.case_times(charts.of_a_desk().case_times[1], lang),
    "time_by_step": lambda lang: plots.time_by_step(charts.of_a_desk().time_spent[0], lang),
    "time_by_holder": lambda lang: plots.time_by_holder(charts.of_a_desk().time_spent[0], lang),
    "queue_profile": lambda lang: plots.queue_profile(charts.of_a_desk().profiles[0], lang),
    "pool_use": lambda lang: plots.pool_use(charts.of_a_desk().pools, lang),
    "frontier": partial(plots.frontier, charts.FRONTIER),
    "paired": partial(plots.paired, charts.COMPARISON),
    "sweep": partial(plots.sweep, charts.SWEEP),
    "tornado": partial(plots.tornado, charts.TORNADO),
    "shapley": partial(plots.shapley, charts.SHAPLEY),
}


def texts_of(value: object) -> Iterator[str]:
    """Every text of a parsed YAML file."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from (*texts_of(key), *texts_of(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner)
    elif isinstance(value, str):
        yield value


def test_the_font_has_every_character_of_every_shipped_scenario_and_of_our_own_sentences(root: Path) -> None:
    known = set(FT2Font(FONT).get_charmap())
    files = sorted(f for f in (root / "scenarios").rglob("*.yaml") if not is_map(f))
    texts = [t for f in files for t in texts_of(yaml.safe_load(f.read_text(encoding="utf-8")))]
    texts += [*CHINESE, *CHINESE.values()]
    assert len(files) >= 3 and len(texts) > 1000
    missing = {c for text in texts for c in clean(text.replace("\n", " ")) if ord(c) not in known}
    assert missing == set()


def test_the_words_of_axes_are_translated() -> None:
    assert [w for w in WORDS.values() if w not in CHINESE] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PLOTS)
def test_every_plot_draws_without_a_missing_glyph_and_is_the_same_again(name: str, lang: Language) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        first = PLOTS[name](lang).svg()
    assert first == PLOTS[name](lang).svg()
    assert "<script" not in first and len(first) > 5000


@pytest.mark.parametrize("name", PLOTS)
def test_every_plot_speaks_both_languages(name: str) -> None:
    english, chinese = (_words(PLOTS[name](lang)) for lang in LANGUAGES)
    wide = re.compile("[\u4e00-\u9fff]")
    assert not [w for w in english if wide.search(w)]
    assert len([w for w in chinese if wide.search(w)]) >= 3


def _words(picture: plots.Picture) -> list[str]:
    return [t.get_text() for t in picture.findobj(matplotlib.text.Text) if t.get_text()]


def test_the_users_settings_are_as_they_were_and_do_not_change_a_picture() -> None:
    plain = PLOTS["waiting"]("en").png()
    with matplotlib.rc_context({"font.family": ["monospace"], "axes.facecolor": "red", "text.usetex": False}):
        before = dict(matplotlib.rcParams)
        assert PLOTS["waiting"]("en").png() == plain
        assert dict(matplotlib.rcParams) == before


def test_the_font_does_not_take_the_name_of_a_font_of_the_machine() -> None:
    named = [f for f in font_manager.fontManager.ttflist if f.name == "Shixian Sans SC"]
    assert {Path(f.fname) for f in named} <= {FONT}


# Charts


def test_no_case_is_lost_between_the_bars_beyond_the_last_and_the_unfinished() -> None:
    for chart in charts.of_a_desk().case_times:
        assert sum(chart.shares) + chart.over + chart.open == pytest.approx(1)


def test_the_bars_beyond_the_limit_are_the_share_that_does_not_keep_it() -> None:
    share, mean, *_ = charts.of_a_desk().case_times
    for chart in (share, mean):
        assert chart.limit is not None and chart.beyond is not None
        beyond = sum(
            s for s, low in zip(chart.shares, chart.edges, strict=False) if low >= chart.limit - 1e-9
        )
        assert beyond + chart.over + chart.open == pytest.approx(chart.beyond)
        assert min(abs(e - chart.limit) for e in chart.edges) < 1e-9


def test_a_band_holds_its_mean_and_widens_with_single_runs() -> None:
    (waiting, _) = charts.of_a_desk().over_time[:2]
    band = waiting.band
    told = [i for i, v in enumerate(band.low) if v is not None]
    assert told
    for i in told:
        low, mean, high = band.low[i], band.mean[i], band.high[i]
        assert low is not None and mean is not None and high is not None
        assert low <= mean <= high


def test_holders_and_steps_add_up_to_the_time_a_case_takes_where_nothing_is_parallel() -> None:
    (spent,) = charts.of_a_desk().time_spent
    assert sum(h.held for h in spent.holders) == pytest.approx(spent.elapsed)
    assert sum(s.queueing + s.inside for s in spent.steps) == pytest.approx(spent.elapsed)


def test_the_profile_of_a_queue_has_the_mean_of_the_pool() -> None:
    made = charts.of_a_desk()
    hours = np.array(made.profiles[0].length)
    assert hours.shape == (7, 24)
    assert hours.min() >= 0 and np.isfinite(hours).all()


def test_charts_survive_being_saved() -> None:
    made = charts.of_a_desk()
    assert charts_from(plainly(made)) == made
    assert charts_from({"replications": 3}) is None
