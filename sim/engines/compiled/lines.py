"""Queues: per pool, one ordered bucket for each way in which claims can be met.

Claims of one bucket (same pools and numbers of people asked for, same owner) can be met under the same circumstances, so a pool's first claim that
can be met now is the first of its buckets' heads that can: nothing behind a head is ever looked at, however long the queue.
A bucket is a doubly linked list where claims come in order (fifo, lifo) and a pairing heap (Fredman, Sedgewick, Sleator and Tarjan 1986) elsewhere.
"""

from __future__ import annotations

from numba import njit

from sim.engines.compiled.columns import (
    BCOUNT, BHEAD, BTAIL, CNUM, CPROC, DEADLINE, DRAW, KA, KB, KBUCKET, KC, KPOOL, NIL, ORDER, POS, PRIORITY, VCASE, VLEFT, VNODE, VQUEUED,
    VROUND,
)  # fmt: skip
from sim.program import Order

_FIFO, _PRIORITY, _DUE, _SHORTEST, _LIFO = int(Order.FIFO), int(Order.PRIORITY), int(Order.DUE), int(Order.SHORTEST), int(Order.LIFO)


@njit(nogil=True)
def place_before(flat, m, a, b):  # type: ignore[no-untyped-def]
    """Whether visit ``a`` comes before ``b`` by process, case, step position and round."""
    ca, cb = m.visits[a, VCASE], m.visits[b, VCASE]
    if m.cases[ca, CPROC] != m.cases[cb, CPROC]:
        return m.cases[ca, CPROC] < m.cases[cb, CPROC]
    if m.cases[ca, CNUM] != m.cases[cb, CNUM]:
        return m.cases[ca, CNUM] < m.cases[cb, CNUM]
    pa, pb = flat.nodes[m.visits[a, VNODE], POS], flat.nodes[m.visits[b, VNODE], POS]
    if pa != pb:
        return pa < pb
    return m.visits[a, VROUND] < m.visits[b, VROUND]


@njit(nogil=True)
def queued_before(flat, m, a, b):  # type: ignore[no-untyped-def]
    """Whether ``a`` comes before ``b`` by queue instant, then place: the ties of every order, and the order of nominees."""
    if m.visits[a, VQUEUED] != m.visits[b, VQUEUED]:
        return m.visits[a, VQUEUED] < m.visits[b, VQUEUED]
    return place_before(flat, m, a, b)


@njit(nogil=True)
def ordered(flat, m, order, a, b):  # type: ignore[no-untyped-def]
    """Whether claim ``a`` stands before ``b`` in a line of this order."""
    if order == _FIFO:
        return queued_before(flat, m, a, b)
    if order == _LIFO:
        if m.visits[a, VQUEUED] != m.visits[b, VQUEUED]:
            return m.visits[a, VQUEUED] > m.visits[b, VQUEUED]
    elif order == _PRIORITY:
        if m.keys[a, PRIORITY] != m.keys[b, PRIORITY]:
            return m.keys[a, PRIORITY] > m.keys[b, PRIORITY]
    elif order == _DUE:
        if m.keys[a, DEADLINE] != m.keys[b, DEADLINE]:
            return m.keys[a, DEADLINE] < m.keys[b, DEADLINE]
    elif order == _SHORTEST:
        if m.visits[a, VLEFT] != m.visits[b, VLEFT]:
            return m.visits[a, VLEFT] < m.visits[b, VLEFT]
    elif m.keys[a, DRAW] != m.keys[b, DRAW]:
        return m.keys[a, DRAW] < m.keys[b, DRAW]
    return queued_before(flat, m, a, b)


@njit(nogil=True)
def insert(flat, m, link, width):  # type: ignore[no-untyped-def]
    """A claim's link joins its bucket."""
    bucket = m.links[link, KBUCKET]
    order = flat.pools[m.links[link, KPOOL], ORDER]
    m.buckets[bucket, BCOUNT] += 1
    if order == _FIFO:
        _insert_from_tail(flat, m, link, width, bucket)
    elif order == _LIFO:
        _insert_from_head(flat, m, link, width, bucket)
    else:
        m.links[link, KA] = NIL
        m.links[link, KB] = NIL
        m.links[link, KC] = NIL
        m.buckets[bucket, BHEAD] = _meld(flat, m, order, width, m.buckets[bucket, BHEAD], link)


@njit(nogil=True)
def remove(flat, m, link, width):  # type: ignore[no-untyped-def]
    """A claim's link leaves its bucket."""
    bucket = m.links[link, KBUCKET]
    order = flat.pools[m.links[link, KPOOL], ORDER]
    m.buckets[bucket, BCOUNT] -= 1
    if order in (_FIFO, _LIFO):
        before, behind = m.links[link, KA], m.links[link, KB]
        if before == NIL:
            m.buckets[bucket, BHEAD] = behind
        else:
            m.links[before, KB] = behind
        if behind == NIL:
            m.buckets[bucket, BTAIL] = before
        else:
            m.links[behind, KA] = before
        return
    rest = _merge_children(flat, m, order, width, m.links[link, KA])
    if m.buckets[bucket, BHEAD] == link:
        m.buckets[bucket, BHEAD] = rest
        return
    # Cut the link off its parent or elder sibling, then meld its children in.
    elder, younger = m.links[link, KC], m.links[link, KB]
    if m.links[elder, KA] == link:
        m.links[elder, KA] = younger
    else:
        m.links[elder, KB] = younger
    if younger != NIL:
        m.links[younger, KC] = elder
    m.buckets[bucket, BHEAD] = _meld(flat, m, order, width, m.buckets[bucket, BHEAD], rest)


@njit(nogil=True)
def _insert_from_tail(flat, m, link, width, bucket):  # type: ignore[no-untyped-def]
    behind, before = NIL, m.buckets[bucket, BTAIL]
    while before != NIL and queued_before(flat, m, link // width, before // width):
        behind, before = before, m.links[before, KA]
    _between(m, link, before, behind, bucket)


@njit(nogil=True)
def _insert_from_head(flat, m, link, width, bucket):  # type: ignore[no-untyped-def]
    before, behind = NIL, m.buckets[bucket, BHEAD]
    while behind != NIL and not ordered(flat, m, _LIFO, link // width, behind // width):
        before, behind = behind, m.links[behind, KB]
    _between(m, link, before, behind, bucket)


@njit(nogil=True)
def _between(m, link, before, behind, bucket):  # type: ignore[no-untyped-def]
    m.links[link, KA] = before
    m.links[link, KB] = behind
    if before == NIL:
        m.buckets[bucket, BHEAD] = link
    else:
        m.links[before, KB] = link
    if behind == NIL:
        m.buckets[bucket, BTAIL] = link
    else:
        m.links[behind, KA] = link


# In a pairing heap KA is the first child, KB the next sibling, KC the elder sibling or, of a first child, the parent.


@njit(nogil=True)
def _meld(flat, m, order, width, a, b):  # type: ignore[no-untyped-def]
    if a == NIL:
        return b
    if b == NIL:
        return a
    if ordered(flat, m, order, b // width, a // width):
        a, b = b, a
    child = m.links[a, KA]
    m.links[b, KB] = child
    if child != NIL:
        m.links[child, KC] = b
    m.links[a, KA] = b
    m.links[b, KC] = a
    m.links[a, KB] = NIL
    m.links[a, KC] = NIL
    return a


@njit(nogil=True)
def _merge_children(flat, m, order, width, child):  # type: ignore[no-untyped-def]
    """Two passes: meld in pairs from left to right, then all from right to left."""
    pairs = NIL
    while child != NIL:
        second = m.links[child, KB]
        following = NIL
        if second != NIL:
            following = m.links[second, KB]
            m.links[second, KB] = NIL
            m.links[second, KC] = NIL
        m.links[child, KB] = NIL
        m.links[child, KC] = NIL
        melded = _meld(flat, m, order, width, child, second)
        m.links[melded, KB] = pairs
        pairs = melded
        child = following
    whole = NIL
    while pairs != NIL:
        following = m.links[pairs, KB]
        m.links[pairs, KB] = NIL
        m.links[pairs, KC] = NIL
        whole = _meld(flat, m, order, width, whole, pairs)
        pairs = following
    return whole
