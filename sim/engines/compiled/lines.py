"""Queues: per pool, one ordered bucket for each way in which claims can be met.

Claims of one bucket (same pools and numbers of people asked for, same owner) can be met under the same
circumstances, so a pool's first claim that can be met now is the first of its buckets' heads that can:
nothing behind a head is ever looked at, however long the queue. A bucket is a doubly linked list where claims
come in order (fifo, lifo) and a pairing heap (Fredman, Sedgewick, Sleator and Tarjan 1986) elsewhere.
"""

from __future__ import annotations

from sim.engines.compiled.columns import (
    BCOUNT, BFIRST, BHEAD, BNEXT, BPREV, BTAIL, CNUM, CPROC, DEADLINE, DRAW, KA, KB, KBUCKET, KC, KPOOL,
    KVISIT, NIL, ORDER, POS, PRIORITY, VCASE, VKEYS, VLEFT, VNODE, VQUEUED, VROUND,
)  # fmt: skip
from sim.native.jit import compiled, inlined
from sim.program import Order

_FIFO, _PRIORITY, _DUE, _SHORTEST, _LIFO = (
    int(Order.FIFO),
    int(Order.PRIORITY),
    int(Order.DUE),
    int(Order.SHORTEST),
    int(Order.LIFO),
)


@compiled
def place_before(mi, mf, a, b):  # type: ignore[no-untyped-def]
    """Whether visit ``a`` comes before ``b`` by process, case, step position and round."""
    ca, cb = mi[a + VCASE], mi[b + VCASE]
    if mi[ca + CPROC] != mi[cb + CPROC]:
        return mi[ca + CPROC] < mi[cb + CPROC]
    if mi[ca + CNUM] != mi[cb + CNUM]:
        return mi[ca + CNUM] < mi[cb + CNUM]
    pa, pb = mi[mi[a + VNODE] + POS], mi[mi[b + VNODE] + POS]
    if pa != pb:
        return pa < pb
    return mi[a + VROUND] < mi[b + VROUND]


@compiled
def queued_before(mi, mf, a, b):  # type: ignore[no-untyped-def]
    """Whether ``a`` comes before ``b`` by queue instant, then place: the ties of every order, and the order
    of nominees.
    """
    if mi[a + VQUEUED] != mi[b + VQUEUED]:
        return mi[a + VQUEUED] < mi[b + VQUEUED]
    return place_before(mi, mf, a, b)


@compiled
def ordered(mi, mf, order, a, b):  # type: ignore[no-untyped-def]
    """Whether claim ``a`` stands before ``b`` in a line of this order."""
    if order == _FIFO:
        return queued_before(mi, mf, a, b)
    if order == _LIFO:
        if mi[a + VQUEUED] != mi[b + VQUEUED]:
            return mi[a + VQUEUED] > mi[b + VQUEUED]
    elif order == _PRIORITY:
        if mf[mi[a + VKEYS] + PRIORITY] != mf[mi[b + VKEYS] + PRIORITY]:
            return mf[mi[a + VKEYS] + PRIORITY] > mf[mi[b + VKEYS] + PRIORITY]
    elif order == _DUE:
        if mf[mi[a + VKEYS] + DEADLINE] != mf[mi[b + VKEYS] + DEADLINE]:
            return mf[mi[a + VKEYS] + DEADLINE] < mf[mi[b + VKEYS] + DEADLINE]
    elif order == _SHORTEST:
        if mi[a + VLEFT] != mi[b + VLEFT]:
            return mi[a + VLEFT] < mi[b + VLEFT]
    elif mf[mi[a + VKEYS] + DRAW] != mf[mi[b + VKEYS] + DRAW]:
        return mf[mi[a + VKEYS] + DRAW] < mf[mi[b + VKEYS] + DRAW]
    return queued_before(mi, mf, a, b)


@inlined
def unlink(mi, first, row, following, previous):  # type: ignore[no-untyped-def]
    """Take a row out of a chain that begins at the word ``first``, by its fields of both neighbours."""
    before, behind = mi[row + previous], mi[row + following]
    if before == NIL:
        mi[first] = behind
    else:
        mi[before + following] = behind
    if behind != NIL:
        mi[behind + previous] = before


@compiled
def unlink_sought(mi, first, row, following):  # type: ignore[no-untyped-def]
    """The same where rows know the next one only: the row before it, which is looked for from the first."""
    before, at = NIL, mi[first]
    while at != row:
        before, at = at, mi[at + following]
    if before == NIL:
        mi[first] = mi[row + following]
    else:
        mi[before + following] = mi[row + following]
    return before


@inlined
def _add_bucket(mi, mf, pool, bucket):  # type: ignore[no-untyped-def]
    """A pool's chain of buckets with claims has one more."""
    first = mi[pool + BFIRST]
    mi[bucket + BNEXT], mi[bucket + BPREV] = first, NIL
    if first != NIL:
        mi[first + BPREV] = bucket
    mi[pool + BFIRST] = bucket


@inlined
def insert(mi, mf, link):  # type: ignore[no-untyped-def]
    """A claim's link joins its bucket."""
    bucket, pool = mi[link + KBUCKET], mi[link + KPOOL]
    order, count = mi[pool + ORDER], mi[bucket + BCOUNT]
    mi[bucket + BCOUNT] = count + 1
    if count == 0:
        _add_bucket(mi, mf, pool, bucket)
    if order == _FIFO:
        tail = mi[bucket + BTAIL]
        if tail == NIL or mi[mi[tail + KVISIT] + VQUEUED] < mi[mi[link + KVISIT] + VQUEUED]:
            _between(mi, mf, link, tail, NIL, bucket)
        else:
            _insert_from_tail(mi, mf, link, bucket)
    elif order == _LIFO:
        _insert_from_head(mi, mf, link, bucket)
    else:
        mi[link + KA] = NIL
        mi[link + KB] = NIL
        mi[link + KC] = NIL
        mi[bucket + BHEAD] = _meld(mi, mf, order, mi[bucket + BHEAD], link)


@inlined
def remove(mi, mf, link):  # type: ignore[no-untyped-def]
    """A claim's link leaves its bucket."""
    bucket, pool = mi[link + KBUCKET], mi[link + KPOOL]
    order, count = mi[pool + ORDER], mi[bucket + BCOUNT] - 1
    mi[bucket + BCOUNT] = count
    if count == 0:
        unlink(mi, pool + BFIRST, bucket, BNEXT, BPREV)
        mi[bucket + BHEAD], mi[bucket + BTAIL] = NIL, NIL
    elif order in (_FIFO, _LIFO):
        before, behind = mi[link + KA], mi[link + KB]
        if before == NIL:
            mi[bucket + BHEAD] = behind
        else:
            mi[before + KB] = behind
        if behind == NIL:
            mi[bucket + BTAIL] = before
        else:
            mi[behind + KA] = before
    else:
        _cut(mi, mf, order, link, bucket)


@compiled
def _cut(mi, mf, order, link, bucket):  # type: ignore[no-untyped-def]
    """Take a link out of a pairing heap."""
    rest = _merge_children(mi, mf, order, mi[link + KA])
    if mi[bucket + BHEAD] == link:
        mi[bucket + BHEAD] = rest
        return
    # Cut the link off its parent or elder sibling, then meld its children in.
    elder, younger = mi[link + KC], mi[link + KB]
    if mi[elder + KA] == link:
        mi[elder + KA] = younger
    else:
        mi[elder + KB] = younger
    if younger != NIL:
        mi[younger + KC] = elder
    mi[bucket + BHEAD] = _meld(mi, mf, order, mi[bucket + BHEAD], rest)


@compiled
def _insert_from_tail(mi, mf, link, bucket):  # type: ignore[no-untyped-def]
    behind, before = NIL, mi[bucket + BTAIL]
    while before != NIL and queued_before(mi, mf, mi[link + KVISIT], mi[before + KVISIT]):
        behind, before = before, mi[before + KA]
    _between(mi, mf, link, before, behind, bucket)


@compiled
def _insert_from_head(mi, mf, link, bucket):  # type: ignore[no-untyped-def]
    before, behind = NIL, mi[bucket + BHEAD]
    while behind != NIL and not ordered(mi, mf, _LIFO, mi[link + KVISIT], mi[behind + KVISIT]):
        before, behind = behind, mi[behind + KB]
    _between(mi, mf, link, before, behind, bucket)


@compiled
def _between(mi, mf, link, before, behind, bucket):  # type: ignore[no-untyped-def]
    mi[link + KA] = before
    mi[link + KB] = behind
    if before == NIL:
        mi[bucket + BHEAD] = link
    else:
        mi[before + KB] = link
    if behind == NIL:
        mi[bucket + BTAIL] = link
    else:
        mi[behind + KA] = link


# In a pairing heap KA is the first child, KB the next sibling, KC the elder sibling or, of a first child, the
# parent.


@compiled
def _meld(mi, mf, order, a, b):  # type: ignore[no-untyped-def]
    if a == NIL:
        return b
    if b == NIL:
        return a
    if ordered(mi, mf, order, mi[b + KVISIT], mi[a + KVISIT]):
        a, b = b, a
    child = mi[a + KA]
    mi[b + KB] = child
    if child != NIL:
        mi[child + KC] = b
    mi[a + KA] = b
    mi[b + KC] = a
    mi[a + KB] = NIL
    mi[a + KC] = NIL
    return a


@compiled
def _merge_children(mi, mf, order, child):  # type: ignore[no-untyped-def]
    """Two passes: meld in pairs from left to right, then all from right to left."""
    pairs = NIL
    while child != NIL:
        second = mi[child + KB]
        following = NIL
        if second != NIL:
            following = mi[second + KB]
            mi[second + KB] = NIL
            mi[second + KC] = NIL
        mi[child + KB] = NIL
        mi[child + KC] = NIL
        melded = _meld(mi, mf, order, child, second)
        mi[melded + KB] = pairs
        pairs = melded
        child = following
    whole = NIL
    while pairs != NIL:
        following = mi[pairs + KB]
        mi[pairs + KB] = NIL
        mi[pairs + KC] = NIL
        whole = _meld(mi, mf, order, whole, pairs)
        pairs = following
    return whole
