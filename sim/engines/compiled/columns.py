"""Column numbers of the kernel's tables.

The kernel keeps everything in a few two-dimensional integer arrays, a row an object and a column a field; these are the fields. They are plain
integers because a compiled function freezes global integers into its code.
"""

from __future__ import annotations

NEVER = 2**62
"""An instant that does not come."""
NIL = -1
UNSET = -(2**63)
"""As `sim.eventlog.MISSING`."""

# Nodes of the program
(
    OP, PROC, POS, LAST, NEXT, WHEN, HOLDER, AGENCY, REPEAT, OF, LIMITS, NLIMITS, LOCAL,
    Q0, Q1, Q2, Q3, Q4, Q5, Q6, Q7, Q8, Q9, Q10, Q11, Q12, Q13, Q14, Q15,
) = range(29)  # fmt: skip
NODE_WIDTH = 29

# Pools
PAUSE, ORDER, PREEMPT, PEOPLE0, NPEOPLE, GROUP0, NGROUPS, BUCKET0, NBUCKETS = range(9)
POOL_WIDTH = 9

# People and their groups
PPOOL, PNUMBER, PGROUP, PFIRST, PLAST, PLASTCLOSE = range(6)
PERSON_WIDTH = 6
GCAL, GPERSON0, GN = range(3)
GROUP_WIDTH = 3
# What changes of a group: idle people, the lowest that may be idle, and a span of time in which its duty does not change
SFREE, SHINT, SFROM, SUNTIL, SOPEN = range(5)
GROUP_STATE_WIDTH = 5

# Processes
(
    RENTRY, RATTR0, RNATTR, RKIND, REDGE0, RNEDGE, RDRAW, RSCHED0, RNSCHED, RBATCH, RARRIVE, RBATCHSTREAM, RBACK0, RNBACK, RAGE,
    RFORK0, RNFORK, RLIM0, RNLIM, RREP0, RNREP, RNMARK,
) = range(22)  # fmt: skip
PROCESS_WIDTH = 22
BY_NOTHING, BY_RATE, BY_RENEWAL, BY_SCHEDULE = range(4)

# What changes of a process's arrivals: next case number, batch number, cases left of the batch, instant, position in edges or schedule
ACASE, ABATCH, ALEFT, AAT, ACURSOR = range(5)
ARRIVING_WIDTH = 5

# Attributes
TKIND, TSTREAM, TREF, TN = range(4)
ATTRIBUTE_WIDTH = 4
T_DRAW, T_CODE, T_SHARES = range(3)

# Cases
(
    CPROC, CNUM, CARRIVED, CMEASURED, CFINISHED, COUTCOME, COWNER, CHOLDING, CGAINED, CSINCE, CLIVE, CFREE, CHELD,
) = range(13)  # fmt: skip
CASE_WIDTH = 13
# then, from offsets in the header: milestones, forks, repeats, limits
FSERIAL, FARRIVED, FBEGUN = range(3)
FORK_WIDTH = 3
UROUNDS, UENTRY = range(2)
REPEAT_WIDTH = 2
LMODE, LGAINED, LEXPIRES, LTIMER, LTIME, LPENDING, LACTED, LARMED = range(8)
LIMIT_WIDTH = 8
ABSENT, RUNNING, FINISHING, ESCALATED = range(4)

# Visits
(
    VCASE, VNODE, VROUND, VQUEUED, VSTARTED, VWORKED, VLEFT, VSPELL, VDUE, VPATIENCE, VSTATE, VDETACHED, VFINISHING, VLINES, VLINE,
    VNEXT, VPREV, VSLOT, VGROUP, VMEMBER, VCREW, VPOOLS, VPERSONS, VSPELLS, VID,
) = range(25)  # fmt: skip
VISIT_WIDTH = 25
WAITING, QUEUED, WORKING = range(3)
PRIORITY, DEADLINE, DRAW = range(3)

# A visit's place in a pool's line
KPOOL, KBUCKET, KA, KB, KC = range(5)
LINK_WIDTH = 5
# Buckets: claims of one pool that can be met under the same circumstances
BHEAD, BTAIL, BCOUNT = range(3)
BUCKET_WIDTH = 3

# Events
EK1, EK2, ETYPE, EID, EAUX, ESERIAL = range(6)
EVENT_WIDTH = 6
ARRIVE, BACKLOG, END, PASS, GO_TURNED_AWAY, WORK_FINISHED, GIVE_UP, GATHERED, EXPIRE, SERVE = range(10)

# Groups of a gather
GNODE, GNEXT, GSERIAL, GHEAD, GCOUNT, GTAIL = range(6)
GATHER_WIDTH = 6

# Scalars
(
    NOW, SERIAL, HEAP, EVENTS, EVENT_FREE, VISITS, VISIT_FREE, CASES, CASE_FREE, ROWS, SPELLS, CREWS, DONE_CASES, INSIDE, IN_HAND,
    TO_COME, SERVING, ERROR, ERROR_CASE, ERROR_NODE, STALE, GATHERS, GATHER_FREE, FRAMES, HORIZON, REPLICATION, SEED_LOW, SEED_HIGH,
    VISIT_IDS, FRESH, LAST_EVENT,
) = range(31)  # fmt: skip
SCALARS = 31

# Why the kernel came back
FINISHED, GROW, FAULT = range(3)
# Faults
NO_FAULT, NOT_FINITE, NOT_A_CHANCE, NEGATIVE_WORK, NO_OWNER, TOO_MANY, FULL, BACKLOG_TOO_OLD = range(8)

# Rows of the log
(
    WPROC, WCASE, WPOS, WROUND, WHOLDER, WQUEUED, WSTARTED, WENDED, WWORKED, WPOOL, WPERSON, WOUTCOME, WSPELLS,
) = range(13)  # fmt: skip
ROW_WIDTH = 13

# Header: sizes and offsets of the program
HMARK, HFORK, HREPEAT, HLIMIT, HCASE, HVALUES, HLINES, HCREW, HUNTIL, HWARM_UP, HWORKING, HPOOLS, HPROCESSES, HWEEKDAY, HNODES = range(15)
HEADER = 15
