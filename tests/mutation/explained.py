"""Why a mutant survives: by its key, in words that a reader can check."""

from __future__ import annotations

STAFF, LINES = "sim/engines/reference/staff.py", "sim/measures/lines.py"
LAST = "self.shift.last_day is not None {} self.group.duty.end"
TIES = 'np.searchsorted(ties, worse.end, "right") - np.searchsorted(ties, worse.end, "left")'

EXPLAINED: dict[str, str] = {
    f"{STAFF}: {LAST.format('and')} -> {LAST.format('or')}": (
        "Equivalent: asked only of people who work, who have duty; without a last day the last closing then "
        "lies at the end of the calendar, beyond the horizon."
    ),
    "sim/engines/reference/cases.py: 0 -> 1": (
        "Equivalent: a default that no limit is made with; every one is given what its clock has gained."
    ),
    f"{LINES}: waiting += {TIES} -> pass": (
        "Not caught: it hides an overtaken claim only where another one joined and was met in the very same "
        "second; every other overtaking is still told."
    ),
    "sim/measures/staff.py: 1 -> 2": (
        "Equivalent: the -1 before the first kind only has to lie below every kind, as -2 does."
    ),
    "sim/measures/columns.py: group - group[0] -> group + group[0]": (
        "Equivalent: a constant is added to every lift, and only their differences matter."
    ),
    "sim/engines/compiled/kernel.py: v + VCASE -> v - VCASE": "Equivalent: VCASE is 0.",
    "sim/engines/compiled/kernel.py: b + PPOOL -> b - PPOOL": "Equivalent: PPOOL is 0.",
    "sim/engines/compiled/kernel.py: n - 1 -> n + 1": (
        "Equivalent but for one draw in 10^16: it guards against a uniform above a sum of shares that "
        "rounding left below 1."
    ),
    "sim/measures/native_laws.py: n > 0 -> n >= 0": (
        "Equivalent: with no better claim the loop that follows finds none that joined before."
    ),
    "sim/measures/native_laws.py: 4 -> 5": (
        "Equivalent: a bit's name; the bits of pools never hold 1, so 5 is met just where 4 is."
    ),
    "sim/measures/native_spans.py: hi - lo) // 9 -> hi - lo) * 9": (
        "Equivalent: the first steps of Shell's sort are too long to move anything."
    ),
    "sim/measures/native_figures.py: ended <= closes[i] -> ended < closes[i]": (
        "Equivalent: the interval is then looked up, and the same one is found."
    ),
    "sim/measures/counting.py: 0 -> 1": (
        "Equivalent: with no interval the figure is left to whole columns, which find the same nothing."
    ),
    "sim/measures/part.py: 1 -> 2": (
        "Not caught: an unfinished case takes the name of the last outcome in an expression that asks for it."
    ),
    "sim/statistics/means.py: 2 -> 3": (
        "Equivalent: the sum is a whole number without limit; as a float it is rounded once, as by fsum."
    ),
    "sim/absence.py: 1 -> 2": "Equivalent: a shift has no open time on the day after its last one.",
    'sim/measures/screen.py: cases["case"].min -> cases["case"].max': (
        "Equivalent in what is told: no piece is proven then, and histories are looked at whole."
    ),
    "sim/engines/compiled/kernel.py: group == NIL or value_at == NIL -> group == NIL and value_at == NIL": (
        "Not caught: one of the two arenas would have to be full and the other not, just when a group opens."
    ),
    "sim/engines/compiled/kernel.py: case + CNUM -> case - CNUM": (
        "Not caught: limits of several cases that expire in one second are taken in another order; the "
        "cases join their lines by number all the same."
    ),
    "sim/statistics/means.py: values.min -> values.max": (
        "Not caught: it matters for sums of numbers beyond -2^53 only, which no measure has."
    ),
}
