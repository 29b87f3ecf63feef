"""Why a mutant survives: by its key (the change and the line in which it stands), in words that a reader can
check.
"""

from __future__ import annotations

KERNEL = "sim/engines/compiled/kernel.py"

EXPLAINED: dict[str, str] = {
    "sim/measures/native_spans.py: hi - lo) // 9 -> hi - lo) * 9 in while gap < (hi - lo) // 9:": (
        "Equivalent: the first steps of Shell's sort are too long to move anything."
    ),
    "sim/measures/native_figures.py: ended <= closes[i] -> ended < closes[i] in "
    "j = i if i >= lo and ended <= closes[i] else _place(opens, lo, hi, i, ended)": (
        "Equivalent: the interval is then looked up, and the same one is found."
    ),
    "sim/absence.py: 1 -> 2 in return max(days, shift.calendar.end[-1] // DAY + 1) if ends else days": (
        "Equivalent: a shift has no open time on the day after its last one."
    ),
    f"{KERNEL}: mi[code] == 1 and mi[code + 2] == 0 -> False in if mi[code] == 1 and mi[code + 2] == 0:": (
        "Equivalent: a short cut for constants; the stack machine gives the same number."
    ),
    f"{KERNEL}: end_limit(mi, mf, case, mi[i]) for i in range(mi[r + RFORK0] -> "
    "pass for i in range(mi[r + RFORK0]": (
        "Equivalent in what is told: a limit that expires after its case has left finds nothing to withdraw "
        "and moves nobody on; timers that are not called off only take room on the agenda."
    ),
}
