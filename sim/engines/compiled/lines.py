"""Queues: per pool, one ordered bucket for each way in which claims can be met.

Claims of one bucket (same pools and numbers of people asked for, same owner) can be met under the same circumstances, so a pool's first claim that
can be met now is the first of its buckets' heads that can: nothing behind a head is ever looked at, however long the queue.
A bucket is a doubly linked list where claims come in order (fifo, lifo) and a pairing heap (Fredman, Sedgewick, Sleator and Tarjan 1986) elsewhere.
"""

from __future__ import annotations

from numba import njit

from sim.engines.compiled.columns import (
    BCOUNT, BHEAD, BTAIL, CNUM, CPROC, DEADLINE, DRAW, KA, KB, KBUCKET, KC, KPOOL, KVISIT, NIL, ORDER, POS, PRIORITY, VCASE, VKEYS, VLEFT, VNODE,
    VQUEUED, VROUND,
)  # fmt: skip
from sim.program import Order

_FIFO, _PRIORITY, _DUE, _SHORTEST, _LIFO = int(Order.FIFO), int(Order.PRIORITY), int(Order.DUE), int(Order.SHORTEST), int(Order.LIFO)


@njit(nogil=True)
def place_before(m, a, b):  # type: ignore[no-untyped-def]
    """Whether visit ``a`` comes before ``b`` by process, case, step position and round."""
    ca, cb = m.i[a + VCASE], m.i[b + VCASE]
    if m.i[ca + CPROC] != m.i[cb + CPROC]:
        return m.i[ca + CPROC] < m.i[cb + CPROC]
    if m.i[ca + CNUM] != m.i[cb + CNUM]:
        return m.i[ca + CNUM] < m.i[cb + CNUM]
    pa, pb = m.i[m.i[a + VNODE] + POS], m.i[m.i[b + VNODE] + POS]
    if pa != pb:
        return pa < pb
    return m.i[a + VROUND] < m.i[b + VROUND]


@njit(nogil=True)
def queued_before(m, a, b):  # type: ignore[no-untyped-def]
    """Whether ``a`` comes before ``b`` by queue instant, then place: the ties of every order, and the order of nominees."""
    if m.i[a + VQUEUED] != m.i[b + VQUEUED]:
        return m.i[a + VQUEUED] < m.i[b + VQUEUED]
    return place_before(m, a, b)


@njit(nogil=True)
def ordered(m, order, a, b):  # type: ignore[no-untyped-def]
    """Whether claim ``a`` stands before ``b`` in a line of this order."""
    if order == _FIFO:
        return queued_before(m, a, b)
    if order == _LIFO:
        if m.i[a + VQUEUED] != m.i[b + VQUEUED]:
            return m.i[a + VQUEUED] > m.i[b + VQUEUED]
    elif order == _PRIORITY:
        if m.f[m.i[a + VKEYS] + PRIORITY] != m.f[m.i[b + VKEYS] + PRIORITY]:
            return m.f[m.i[a + VKEYS] + PRIORITY] > m.f[m.i[b + VKEYS] + PRIORITY]
    elif order == _DUE:
        if m.f[m.i[a + VKEYS] + DEADLINE] != m.f[m.i[b + VKEYS] + DEADLINE]:
            return m.f[m.i[a + VKEYS] + DEADLINE] < m.f[m.i[b + VKEYS] + DEADLINE]
    elif order == _SHORTEST:
        if m.i[a + VLEFT] != m.i[b + VLEFT]:
            return m.i[a + VLEFT] < m.i[b + VLEFT]
    elif m.f[m.i[a + VKEYS] + DRAW] != m.f[m.i[b + VKEYS] + DRAW]:
        return m.f[m.i[a + VKEYS] + DRAW] < m.f[m.i[b + VKEYS] + DRAW]
    return queued_before(m, a, b)


@njit(nogil=True)
def insert(m, link):  # type: ignore[no-untyped-def]
    """A claim's link joins its bucket."""
    bucket = m.i[link + KBUCKET]
    order = m.i[m.i[link + KPOOL] + ORDER]
    m.i[bucket + BCOUNT] += 1
    if order == _FIFO:
        _insert_from_tail(m, link, bucket)
    elif order == _LIFO:
        _insert_from_head(m, link, bucket)
    else:
        m.i[link + KA] = NIL
        m.i[link + KB] = NIL
        m.i[link + KC] = NIL
        m.i[bucket + BHEAD] = _meld(m, order, m.i[bucket + BHEAD], link)


@njit(nogil=True)
def remove(m, link):  # type: ignore[no-untyped-def]
    """A claim's link leaves its bucket."""
    bucket = m.i[link + KBUCKET]
    order = m.i[m.i[link + KPOOL] + ORDER]
    m.i[bucket + BCOUNT] -= 1
    if order in (_FIFO, _LIFO):
        before, behind = m.i[link + KA], m.i[link + KB]
        if before == NIL:
            m.i[bucket + BHEAD] = behind
        else:
            m.i[before + KB] = behind
        if behind == NIL:
            m.i[bucket + BTAIL] = before
        else:
            m.i[behind + KA] = before
        return
    rest = _merge_children(m, order, m.i[link + KA])
    if m.i[bucket + BHEAD] == link:
        m.i[bucket + BHEAD] = rest
        return
    # Cut the link off its parent or elder sibling, then meld its children in.
    elder, younger = m.i[link + KC], m.i[link + KB]
    if m.i[elder + KA] == link:
        m.i[elder + KA] = younger
    else:
        m.i[elder + KB] = younger
    if younger != NIL:
        m.i[younger + KC] = elder
    m.i[bucket + BHEAD] = _meld(m, order, m.i[bucket + BHEAD], rest)


@njit(nogil=True)
def _insert_from_tail(m, link, bucket):  # type: ignore[no-untyped-def]
    behind, before = NIL, m.i[bucket + BTAIL]
    while before != NIL and queued_before(m, m.i[link + KVISIT], m.i[before + KVISIT]):
        behind, before = before, m.i[before + KA]
    _between(m, link, before, behind, bucket)


@njit(nogil=True)
def _insert_from_head(m, link, bucket):  # type: ignore[no-untyped-def]
    before, behind = NIL, m.i[bucket + BHEAD]
    while behind != NIL and not ordered(m, _LIFO, m.i[link + KVISIT], m.i[behind + KVISIT]):
        before, behind = behind, m.i[behind + KB]
    _between(m, link, before, behind, bucket)


@njit(nogil=True)
def _between(m, link, before, behind, bucket):  # type: ignore[no-untyped-def]
    m.i[link + KA] = before
    m.i[link + KB] = behind
    if before == NIL:
        m.i[bucket + BHEAD] = link
    else:
        m.i[before + KB] = link
    if behind == NIL:
        m.i[bucket + BTAIL] = link
    else:
        m.i[behind + KA] = link


# In a pairing heap KA is the first child, KB the next sibling, KC the elder sibling or, of a first child, the parent.


@njit(nogil=True)
def _meld(m, order, a, b):  # type: ignore[no-untyped-def]
    if a == NIL:
        return b
    if b == NIL:
        return a
    if ordered(m, order, m.i[b + KVISIT], m.i[a + KVISIT]):
        a, b = b, a
    child = m.i[a + KA]
    m.i[b + KB] = child
    if child != NIL:
        m.i[child + KC] = b
    m.i[a + KA] = b
    m.i[b + KC] = a
    m.i[a + KB] = NIL
    m.i[a + KC] = NIL
    return a


@njit(nogil=True)
def _merge_children(m, order, child):  # type: ignore[no-untyped-def]
    """Two passes: meld in pairs from left to right, then all from right to left."""
    pairs = NIL
    while child != NIL:
        second = m.i[child + KB]
        following = NIL
        if second != NIL:
            following = m.i[second + KB]
            m.i[second + KB] = NIL
            m.i[second + KC] = NIL
        m.i[child + KB] = NIL
        m.i[child + KC] = NIL
        melded = _meld(m, order, child, second)
        m.i[melded + KB] = pairs
        pairs = melded
        child = following
    whole = NIL
    while pairs != NIL:
        following = m.i[pairs + KB]
        m.i[pairs + KB] = NIL
        m.i[pairs + KC] = NIL
        whole = _meld(m, order, whole, pairs)
        pairs = following
    return whole
