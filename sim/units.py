"""Units of the scenario language: what a number means, base units, and how quantities are shown.

Base units are seconds for durations, working days for ``wd``, events per second for rates. A week is 7 d
and a year 365 d (the language's definitions); ``wd`` has no fixed length and so never mixes with calendar
durations.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from sim.errors import ShixianError, nearest_name

SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400, "y": 365 * 86_400}
UNITS = (*SECONDS, "wd")

_LABELS = {
    "s": ("seconds", "秒"),
    "min": ("minutes", "分钟"),
    "h": ("hours", "小时"),
    "d": ("days", "天"),
    "w": ("weeks", "周"),
    "y": ("years", "年"),
    "wd": ("working days", "个工作日"),
    "1": ("", ""),
}
_PER = {u: (f"per {word}", f"每{zh}") for u, word, zh in (
    ("s", "second", "秒"), ("min", "minute", "分钟"), ("h", "hour", "小时"),
    ("d", "day", "天"), ("w", "week", "周"), ("y", "year", "年"),
)}  # fmt: skip
_MEANT = {
    "s": "sec secs second seconds 秒 秒钟",
    "min": "m mins minute minutes 分 分钟",
    "h": "hr hrs hour hours 时 小时 个小时 钟头",
    "d": "day days 天 日 自然日 calendar",
    "w": "wk wks week weeks 周 星期 个星期",
    "y": "yr yrs year years a annum 年",
    "wd": "workday workdays working work business bd 工作日 个工作日 working_day working_days",
}
_NEAREST = {word: unit for unit, words in _MEANT.items() for word in words.split()}


class UnitError(ShixianError, ValueError):
    """A unit that the language does not know."""


class Dim(Enum):
    """What kind of thing a value is: the dimension of a quantity, or text, or a truth value."""

    NUMBER = "number"
    DURATION = "duration"
    WORKDAYS = "working days"
    RATE = "rate"
    TEXT = "text"
    BOOL = "truth value"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in base units: seconds (DURATION), working days (WORKDAYS), per second (RATE), plain
    (NUMBER), 1 or 0 (BOOL).
    """

    value: float
    dim: Dim


def quantity(value: float, unit: str | None) -> Quantity:
    """``value`` in ``unit`` as a Quantity in base units; no unit is a plain number.

    Units are ``s min h d w y wd`` and ``per s`` to ``per y``; anything else raises UnitError.
    """
    if unit is None:
        return Quantity(float(value), Dim.NUMBER)
    if unit == "wd":
        return Quantity(float(value), Dim.WORKDAYS)
    if unit in SECONDS:
        return Quantity(value * SECONDS[unit], Dim.DURATION)
    if unit.startswith("per ") and unit[4:] in SECONDS:
        return Quantity(value / SECONDS[unit[4:]], Dim.RATE)
    raise UnitError(f"given unit {unit!r}, expected one of {' '.join(UNITS)}, or per {' '.join(SECONDS)}")


def nearest_unit(word: str) -> str:
    """The unit that ``word`` (``days``, ``mins``, ``工作日``) probably means, or an empty string."""
    small = word.lower()
    if small.startswith(("mon", "个月", "月")):
        return ""  # months have no fixed length, and no unit is near
    if small in UNITS:
        return small
    return _NEAREST.get(small) or _NEAREST.get(nearest_name(small, _NEAREST), "")


def round_half_up(x: float) -> int:
    """The whole number nearest to ``x``, halves upwards (also below zero: -0.5 becomes 0)."""
    return math.floor(x + 0.5)


def unit_label(unit: str, lang: str = "en") -> str:
    """The unit in words, in English or Chinese: ``wd`` is "working days", ``per y`` is "per year"; ``1`` is
    empty.
    """
    pair = _PER.get(unit[4:]) if unit.startswith("per ") else _LABELS.get(unit)
    if pair is None:
        raise UnitError(
            f"given unit {unit!r}, expected one of {' '.join(UNITS)}, 1, or per {' '.join(SECONDS)}"
        )
    return pair[1] if lang == "zh" else pair[0]


def format_duration(seconds: float, lang: str = "en") -> str:
    """A duration in its two largest units of d, h, min, s, rounded half up to the smaller: "3 d 4 h", in
    Chinese "3天4小时".
    """
    if not math.isfinite(seconds):
        return "–"
    whole = _rounded(abs(seconds))
    parts = []
    for unit in ("d", "h", "min", "s"):
        count, whole = divmod(whole, SECONDS[unit])
        if count:
            parts.append(_amount(count, unit, lang))
    text = ("" if lang == "zh" else " ").join(parts) or _amount(0, "s", lang)
    return f"-{text}" if seconds < 0 and parts else text


def _rounded(seconds: float) -> int:
    """Whole seconds rounded to the smaller unit shown: hours from a day on, minutes from an hour on."""
    grain = 1
    for unit, smaller in (("h", "min"), ("d", "h")):
        if round_half_up(seconds / grain) * grain >= SECONDS[unit]:
            grain = SECONDS[smaller]
    return round_half_up(seconds / grain) * grain


def _amount(count: int, unit: str, lang: str) -> str:
    return f"{count}{_LABELS[unit][1]}" if lang == "zh" else f"{count} {unit}"


def format_share(share: float, digits: int = 1) -> str:
    """A share as a percentage without trailing zeros; what is not quite 0% or 100% is never shown as such."""
    if not math.isfinite(share):
        return "–"
    step = 0.1**digits
    percent = f"{100 * share:.{digits}f}"
    if 0 < share < 1 and float(percent) == 100:
        return f">{_trim(f'{100 - step:.{digits}f}')}%"
    if 0 < share < 1 and float(percent) == 0:
        return f"<{_trim(f'{step:.{digits}f}')}%"
    return f"{_trim(percent)}%"


def format_number(x: float, digits: int = 2) -> str:
    """A number with thousands separators and at most ``digits`` decimals, without trailing zeros:
    "12,345.6".
    """
    return _trim(f"{x:,.{digits}f}") if math.isfinite(x) else "–"


def format_given(x: float) -> str:
    """A number that somebody gave, with all its decimals (at most six); one that was worked out and has more
    is rounded to two, or to four figures where it is small.

    >>> [format_given(x) for x in (0.005, 0.999, 32.02, 9000, 1 / 3, 260.7142857)]
    ['0.005', '0.999', '32.02', '9,000', '0.3333', '260.71']
    """
    if not math.isfinite(x):
        return "–"
    exact = next((d for d in range(7) if math.isclose(round(x, d), x, rel_tol=1e-9)), None)
    if exact is None:
        exact = max(2, 3 - math.floor(math.log10(abs(x))))
    return _trim(f"{x:,.{exact}f}")


def _trim(text: str) -> str:
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if short == "-0" else short
