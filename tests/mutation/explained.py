"""Why a mutant survives: by its key (the change and the line in which it stands), in words that a reader can
check.
"""

from __future__ import annotations

from pathlib import Path

from tests.mutation.sites import Mutant

COMPILED = "sim/engines/compiled/*.py"
"""The engine's call graph may be cut into files anew without a change of what it says."""

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
    f"{COMPILED}: mi[code] == 1 and mi[code + 2] == 0 -> False in if mi[code] == 1 and mi[code + 2] == 0:": (
        "Equivalent: a short cut for constants; the stack machine gives the same number."
    ),
    f"{COMPILED}: end_limit(mi, mf, case, mi[i]) for i in range(mi[r + RFORK0] -> "
    "pass for i in range(mi[r + RFORK0]": (
        "Equivalent in what is told: a limit that expires after its case has left finds nothing to withdraw "
        "and moves nobody on; timers that are not called off only take room on the agenda."
    ),
    f"{COMPILED}: 0 -> 1 in push(mi, mf, opening, key_high(KIND_SERVING, 0, 0), 0, SERVE, 0, 0)": (
        "Equivalent: this event says that lines must be looked at, whichever was first; what it carries "
        "beside its kind is never read."
    ),
    f"{COMPILED}: 0 -> 1 in mi[aux + GSERIAL] = 0": (
        "Equivalent in what is told: one event more is taken for called off, and the agenda is cleared "
        "a little sooner."
    ),
    f"{COMPILED}: n - 1 -> n + 1 in return mf[mi[t + TREF] + n + min(at, n - 1)]": (
        "Equivalent but for one draw in 10^16: it guards against a uniform above a sum of shares that "
        "rounding left below 1."
    ),
    f"{COMPILED}: 1 -> 2 in lines = max((len(t.needs) for t in tasks), default=1)": (
        "Equivalent: a program without tasks has room for two lines in each row instead of one, and none."
    ),
    f"{COMPILED}: math.copysign(math.inf, a) * math.copysign(1.0, b) -> math.copysign(math.inf, a) / "
    "math.copysign(1.0, b) in return math.copysign(math.inf, a) * math.copysign(1.0, b)": (
        "Equivalent: to divide by 1 or by -1 is to multiply by it."
    ),
    f"{COMPILED}: b < a -> b <= a in least = child + (2 + int(d < c) if cd < ab else int(b < a))": (
        "Equivalent: where both are due at once the other branch has already been taken."
    ),
    f"{COMPILED}: moves > MOST_AT_ONCE -> moves >= MOST_AT_ONCE in if moves > MOST_AT_ONCE:": (
        "Not caught: an endless instant is told at its 100,000th step instead of the one behind it."
    ),
    "sim/measures/native_lines.py: room.pool_told[p] -> False in if room.pool_told[p]:": (
        "Not caught: where work was interrupted the stretches in which its claims wait are then not put in "
        "order; in no run of the tests are they out of it."
    ),
    "sim/measures/native_lines.py: rows.round[k] > rows.round[k - 1] -> "
    "rows.round[k] >= rows.round[k - 1] in return rows.round[k] > rows.round[k - 1]": (
        "Not caught: it matters for a row that is told twice, which no test tells."
    ),
    "sim/measures/tally.py: 2 * len(each) > len(values) -> False in if 2 * len(each) > len(values):": (
        "Equivalent in what is told: values that are mostly different are then counted instead of kept, "
        "which takes longer."
    ),
    "sim/measures/staff.py: lo - np.cumsum(lines) + lines -> lo - np.cumsum(lines) - lines in "
    "which = by_row[np.arange(len(at)) + np.repeat(lo - np.cumsum(lines) + lines, lines)]": (
        "Not caught: a claim that queues again after an interruption would be looked for in the line of "
        "another one; no law of the tests' logs depends on it."
    ),
    "sim/calendars/days.py: spec is None or spec.loader is None -> spec is None and spec.loader is None in "
    "if spec is None or spec.loader is None:": (
        "Not caught: it matters where the official holidays' package lies in an archive and not in a folder."
    ),
    "sim/engines/reference/cases.py: 0 -> 1 in left: int = 0": (
        "Equivalent: the work left is drawn as a claim begins, and rows that are no claims are never asked."
    ),
    f"{COMPILED}: 19 -> 20 in CASE_WIDTH = 19": "Equivalent: a word of each case's row is then never used.",
    f"{COMPILED}: bucket + BHEAD -> bucket - BHEAD in "
    "mi[bucket + BHEAD] = _meld(mi, mf, order, mi[bucket + BHEAD], link)": "Equivalent: BHEAD is 0.",
    f"{COMPILED}: int(used) * n -> int(used) / n in "
    "least, most = (int(used) * n // 32 + c.MARGIN for n in (33, 36))": (
        "Equivalent in what is told: the next run begins with less room, and has to grow."
    ),
    f"{COMPILED}: 0 -> 1 in mi[c + CHOLDING], mi[c + CGAINED], mi[c + CFREE], mi[c + CHELD], "
    "mi[c + CMOVES] = 0, 0, 0, 0, 0": (
        "Equivalent (it is the last of them): steps are counted anew in the first second of a case."
    ),
    "sim/measures/native_lines.py: n > 0 -> n >= 0 in at, k = 0, room.head[p] if n > 0 else _NONE": (
        "Equivalent: with no better claim the loop that follows finds none that joined before."
    ),
    "sim/measures/native_people.py: 0 -> 1 in if crew == 0:": (
        "Not caught: it matters where names of pools and people do not go together, which no engine writes."
    ),
    f"{COMPILED}: given[c.CASE_SIZE] + given[c.VISIT_SIZE] + 2 * c.EVENT_WIDTH + 16 -> "
    "given[c.CASE_SIZE] + given[c.VISIT_SIZE] + 2 * c.EVENT_WIDTH - 16 in "
    "row = int(given[c.CASE_SIZE] + given[c.VISIT_SIZE] + 2 * c.EVENT_WIDTH + 16)": (
        "Equivalent in what is told: the first run begins with less room, and has to grow."
    ),
    f"{COMPILED}: case == NIL or values == NIL -> case == NIL and values == NIL in "
    "if case == NIL or values == NIL:": (
        "Not caught: one of the two arenas would have to be full and the other not, just when a case comes."
    ),
    f"{COMPILED}: visit == NIL -> False in if visit == NIL:": (
        "Equivalent: where more wait than there are places, one of them has joined in this second."
    ),
}


def why(mutant: Mutant) -> str:
    """The explanation of a mutant, empty without one."""
    folder, _, change = mutant.key.partition(": ")
    anywhere = f"{Path(folder).parent.as_posix()}/*.py: {change}"
    return EXPLAINED.get(mutant.key) or EXPLAINED.get(anywhere, "")
