"""The kernel's memory: one arena of integers and one of floats, and what lies where in them.

Every object (a node of the program, a pool, a person, a case, a visit, an event) is a row of integers in the
arena, named by the offset at which it begins; a field is the row's offset plus one of these constants. A
compiled function that passes two arrays around compiles in seconds; sixty arrays took minutes. The constants
are plain integers because a compiled function freezes global integers into its code.
"""

from __future__ import annotations

NEVER = 2**62
"""An instant that does not come."""
NIL = -1
UNSET = -(2**63)
"""As `sim.eventlog.MISSING`."""

# Scalars, at the beginning of the arena
(
    NOW, SERIAL, HEAP, HEAP_TIMES, HEAP_EVENTS, HEAP_ROOM, EVENT_FREE, VISIT_FREE, CASE_FREE, GATHER_FREE,
    CASE_FIRST, ROWS, CASES, INSIDE, IN_HAND, TO_COME, PREEMPTS, ERROR, ERROR_CASE, ERROR_NODE, STALE,
    FRAMES, FRAMES_AT, FRAMES_ROOM, FRESH, FRESH_AT, FRESH_ROOM, HORIZON, REPLICATION, SEED_LOW, SEED_HIGH,
    LAST_EVENT, ARENA, FLOATS, SPELL_FIRST, SPELLS, SCRATCH, STACK, WD, UNTIL_SECOND, WARM_UP,
    WORKING_CALENDAR, FIRST_WEEKDAY, POOLS_AT, POOLS, PROCESSES_AT, PROCESSES, FORKS_AT, REPEATS_AT,
    LIMITS_AT, CASE_SIZE, VALUES, LINES, CREW_AT, VISIT_SIZE, BACKLOG_AT, BACKLOGS, ROWS_AT, ROWS_ROOM,
    CASES_AT, CASES_ROOM, MARKS, VALUES_AT, INTS_ROOM, FLOATS_ROOM, BEGUN, CREWS_AT,
    CREWS, CREW_LAST, UNSETTLED, HEAP_FULL, ROWS_FULL, CASES_FULL, ARENA_FULL, FLOATS_FULL, PAUSE_AT, CARE,
    APART, APART_TIME,
    SCALARS,
) = range(80)  # fmt: skip

# Nodes of the program
(
    OP, PROC, POS, LAST, NEXT, WHEN, HOLDER, AGENCY, REPEAT, OF, LIMITS, NLIMITS, LOCAL, INDEX, NQUEUEING,
    NGATHER, NTURN, Q0, Q1, Q2, Q3, Q4, Q5, Q6, Q7, Q8, Q9, Q10, Q11, Q12, Q13, Q14, NKEY, NTRAITS, NPOOL,
    NBUCKET, NAHEAD, NBLOCK,
) = range(38)  # fmt: skip
NODE_WIDTH = 38
# Traits of a task, so that a claim of the usual kind asks once: one person of one pool who need not be the
# owner; ordered by deadline or by lot in some line; with patience, room or an owner; without a condition
ONE_LINE, KEYED, WITH_TERMS, ALWAYS = 1, 2, 4, 8

# Pools; the last are whether its people work together with those of others, whether all its claims ask for
# just one of its people and none interrupts, then what changes during the run: rows in hand, claims in line,
# the instant of the pending look at an opening, idle people, whether the line must be looked at and the next
# such pool, the first bucket with claims
(
    PAUSE, ORDER, PREEMPT, PEOPLE0, NPEOPLE, GROUP0, NGROUPS, BUCKET0, NBUCKETS, BUCKET_OF, PINDEX,
    TEAM, PLAIN, IN_HAND_ROWS, IN_LINE, WAKE, IDLE, LOOK, LOOK_NEXT, BFIRST,
) = range(20)  # fmt: skip
POOL_WIDTH = 20

# People
PPOOL, PNUMBER, PGROUP, PFIRST, PLAST, PLASTCLOSE, PSPEED, PBUSY, POWNED, PSERIAL = range(10)
PERSON_WIDTH = 10
# Groups of people with the same duty: idle people, the lowest that may be idle, and a span of time in which
# the duty does not change
GCAL, GPERSON0, GN, SFREE, SHINT, SFROM, SUNTIL, SOPEN = range(8)
GROUP_WIDTH = 8

# Calendars: number of intervals, where starts, ends and cumulated seconds lie, number of open days, where
# they lie
KN, KSTART, KEND, KCUM, KNDAYS, KDAYS = range(6)

# Processes; the last five change during the run: next case number, batch number, cases left of the batch,
# instant, cursor in edges or schedule
(
    RENTRY, RATTR0, RNATTR, RKIND, REDGE0, RNEDGE, RINTEGRAL, RDRAW, RSCHED0, RNSCHED, RBATCH, RARRIVE,
    RBATCHSTREAM, RBACK0, RNBACK, RAGE, RFORK0, RNFORK, RLIM0, RNLIM, RREP0, RNREP, RNMARK, RINDEX, RSUM,
    ACASE, ABATCH, ALEFT, AAT, ACURSOR,
) = range(30)  # fmt: skip
PROCESS_WIDTH = 30
BY_NOTHING, BY_RATE, BY_RENEWAL, BY_SCHEDULE = range(4)
GAPS = 8
"""Arrivals by rate are drawn so many at once: their logarithms lie behind the sum, from RSUM on. So is the
work of as many cases at the task with which a process begins, at NAHEAD, since cases come there in order of
their numbers; the first of them is number NBLOCK times GAPS."""

# Attributes, scheduled arrivals, backlog entries, sessions, draws
TKIND, TSTREAM, TREF, TN = range(4)
ATTRIBUTE_WIDTH = 4
T_DRAW, T_CODE, T_SHARES = range(3)
SAT, SVALUES, SNVALUES = range(3)
SCHEDULE_WIDTH = 3
HSTARTS, HN, HSLOTS, HBOOKED = range(4)
DFAMILY, DAT, DUNIT = range(3)
# Backlog cases before second 0: process, number, arrival, node, measured
EPROC, ENUM, EARRIVED, ENODE, EMEASURED = range(5)
ENTRY_WIDTH = 5

# Cases; then, from offsets among the scalars: forks, repeats, limits
(
    CPROC, CNUM, CARRIVED, CPLACE, CFINISHED, COWNER, CHOLDING, CGAINED, CSINCE, CLIVE, CFREE,
    CHELD, CVALUES, CNEXT, CPREV, CLEAVING, CMOVED, CMOVES, CKEY,
) = range(19)  # fmt: skip
CASE_WIDTH = 19
FSERIAL, FARRIVED, FBEGUN = range(3)
FORK_WIDTH = 3
UROUNDS, UENTRY = range(2)
REPEAT_WIDTH = 2
LMODE, LGAINED, LEXPIRES, LTIMER, LTIME, LPENDING, LACTED, LARMED = range(8)
LIMIT_WIDTH = 8
RUNNING, FINISHING, ESCALATED = 1, 2, 3

# Visits; then the places in the lines, then the crew
(
    VCASE, VNODE, VROUND, VQUEUED, VLEFT, VSPELL, VDUE, VPATIENCE, VSTATE, VDETACHED, VFINISHING, VLINES,
    VNEXT, VPREV, VSLOT, VGROUP, VMEMBER, VCREW, VSPELLS, VROW, VKEYS, VOWNER,
) = range(22)  # fmt: skip
VISIT_WIDTH = 22
WAITING, QUEUED, WORKING = range(3)
# What orders claims, in the arena of floats from VKEYS on
PRIORITY, DEADLINE, DRAW = range(3)
KEYS = 3

# A visit's place in a pool's line
KVISIT, KPOOL, KBUCKET, KA, KB, KC = range(6)
LINK_WIDTH = 6
# Buckets: claims of one pool that can be met under the same circumstances
BHEAD, BTAIL, BCOUNT, BNEXT, BPREV = range(5)
BUCKET_WIDTH = 5

# Events
EK1, EK2, ETYPE, EID, EAUX, ESERIAL = range(6)
EVENT_WIDTH = 6
ARRIVE, BACKLOG, END, PASS, GO_TURNED_AWAY, WORK_FINISHED, GIVE_UP, GATHERED, EXPIRE, SERVE = range(10)

# Groups of a gather; frames of forks that are beginning; working spells of interrupted work
GNODE, GNEXT, GSERIAL, GHEAD, GCOUNT, GTAIL, GVALUE = range(7)
GATHER_WIDTH = 7
FFORK, FOFSERIAL, FBRANCH = range(3)
FRAME_WIDTH = 3
XROW, XSTARTED, XENDED, XPOOLS, XPERSONS, XNEXT = range(6)
SPELL_WIDTH = 6
# Crews of several people that have worked together: the next of the same slot, the one first seen before, its
# number, how many they are; then the people
YNEXT, YBEFORE, YNUMBER, YN = range(4)
CREW_WIDTH = 4
CREW_SLOTS = 64

# Why the kernel came back
FINISHED, GROW, FAULT, PAUSED = range(4)
# Faults
(
    NO_FAULT, NOT_FINITE, NOT_A_CHANCE, NEGATIVE_WORK, NO_OWNER, TOO_MANY, FULL, TOO_MANY_STEPS,
) = range(8)  # fmt: skip

# Rows of the log: a column for each field; columns begin ROWS_ROOM from each other. They lie outside the
# arena, as the log keeps them: ROWS_AT is how far away from its beginning
(
    WPROC, WCASE, WPOS, WROUND, WHOLDER, WQUEUED, WSTARTED, WENDED, WWORKED, WPOOL, WPERSON, WOUTCOME,
) = range(12)  # fmt: skip
ROW_WIDTH = 12
# Cases of the log, likewise; milestones are the columns from JMARKS on, and attributes, which VALUES_AT names
# for the arena of floats, those behind them
JPROC, JCASE, JARRIVED, JFINISHED, JOUTCOME, JMEASURED, JMARKS = range(7)

MARGIN = 256
"""Free rows of each kind that the kernel asks for before each event."""
