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
}
