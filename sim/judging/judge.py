"""From an estimate to a verdict.

A target is a closed half-line: a share of at least, a mean of at most. ``met`` when the whole interval lies
in it, ``missed`` when the whole interval lies outside, else ``undecided``. ``borderline`` is said beside any
of the three when the whole interval lies within 1 point or 1% of the target: then whether it is met is of
little practical weight.
"""

from __future__ import annotations

from math import ceil, inf, isfinite, log

from sim.estimate import Certificate, Estimate
from sim.verdict import MINIMUM_REPLICATIONS, Answer, Question, Verdict

MARGIN_POINTS = 0.01
MARGIN_SHARE = 0.01


def judge(question: Question, estimate: Estimate) -> Verdict:
    """The verdict on a target: by the estimate's certificate where it has one, else by its interval.

    Fewer than 20 replications, a failed one, or no case at all decide nothing. An estimate that is only a
    bound, because of unfinished cases, decides nothing that its own unfinished cases could overturn.
    """
    barred = _bars(estimate)
    side = _by_interval(question, estimate)
    blocked = side != "undecided" and side == _open_side(question, estimate)
    answer: Answer = "undecided" if barred or blocked else side
    sure = ("certified",) if estimate.certificate is not None else ()
    notes = (*estimate.notes, *barred, *(("bound_only",) if blocked else ()), *sure, *_reading(question))
    more = _more(question, estimate) if answer == "undecided" and not blocked else None
    return _verdict(question, estimate, answer=answer, more=more, notes=notes)


def _bars(estimate: Estimate) -> tuple[str, ...]:
    failed = ("failed_replication",) if estimate.failed else ()
    few = ("few_replications",) if estimate.replications < MINIMUM_REPLICATIONS else ()
    return (*failed, *few)


def _by_interval(question: Question, estimate: Estimate) -> Answer:
    if estimate.estimate is None:
        return "undecided"
    if estimate.certificate is not None:
        return _by_bets(estimate.certificate)
    target = question.threshold
    if question.wants_more:
        return "met" if estimate.low >= target else "missed" if estimate.high < target else "undecided"
    return "met" if estimate.high <= target else "missed" if estimate.low > target else "undecided"


def _by_bets(sure: Certificate) -> Answer:
    return "met" if sure.met >= sure.bar else "missed" if sure.missed >= sure.bar else "undecided"


def _open_side(question: Question, estimate: Estimate) -> Answer | None:
    """The answer that unfinished cases could still overturn; both bounds together could overturn either."""
    if not (estimate.lower_bound or estimate.upper_bound):
        return None
    if estimate.lower_bound and estimate.upper_bound:
        return _by_interval(question, estimate)
    return "missed" if estimate.lower_bound == question.wants_more else "met"


def _reading(question: Question) -> tuple[str, ...]:
    return ("read_as_999",) if question.required_share != question.required else ()


def is_borderline(question: Question, estimate: Estimate) -> bool:
    """Whether the whole interval lies within 1 point (shares, ratios, changes) or 1% of the target."""
    target = question.threshold
    in_points = question.estimand in "ABE" or estimate.kind in ("flag", "ratio")
    margin = MARGIN_POINTS if in_points else MARGIN_SHARE * abs(target)
    # A point such as 0.96 against 0.95 must not fall out of the margin by rounding alone.
    margin += 1e-12 * max(abs(target), 1.0)
    return (
        estimate.estimate is not None and target - margin <= estimate.low and estimate.high <= target + margin
    )


def _more(question: Question, estimate: Estimate) -> int | None:
    if estimate.failed or estimate.estimate is None or not isfinite(estimate.estimate):
        return None
    if estimate.certificate is not None:
        return _more_bets(estimate.certificate, estimate.replications)
    return _further(
        estimate.replications, _reach(question, estimate), abs(estimate.estimate - question.threshold)
    )


def _more_bets(sure: Certificate, replications: int) -> int | None:
    """How many more replications the richer gambler needs if he goes on as so far; None where he has lost."""
    gained = log(max(sure.met, sure.missed))
    missing = max(MINIMUM_REPLICATIONS - replications, 0)
    if gained <= 0:
        return missing or None
    return max(ceil(replications * log(sure.bar) / gained) - replications, missing, 1)


def _reach(question: Question, estimate: Estimate) -> float:
    """How far the interval reaches from the estimate towards the target."""
    value = estimate.estimate or 0.0
    reach = value - estimate.low if value > question.threshold else estimate.high - value
    return reach if isfinite(reach) else inf


def _further(replications: int, half_width: float, distance: float) -> int | None:
    """How many more replications would probably bring the interval's end to the target.

    The half-width shrinks as 1 / sqrt(R). None where the estimate lies on the target or the interval has no
    end, and never fewer than are missing to the 20 that a verdict needs.
    """
    missing = max(MINIMUM_REPLICATIONS - replications, 0)
    if half_width == inf or distance == 0:
        return missing or None
    needed = replications * (half_width / distance) ** 2
    if needed > 10**9:
        return None
    return max(ceil(needed) - replications, missing, 1)


def _verdict(
    question: Question, estimate: Estimate, *, answer: Answer, more: int | None, notes: tuple[str, ...]
) -> Verdict:
    return Verdict(
        label=question.label,
        plan=question.plan,
        process=question.process,
        measure=question.measure,
        statistic=question.statistic,
        side=question.side,
        limit=question.limit,
        unit=question.unit,
        required=question.required,
        estimate=estimate.estimate,
        low=estimate.low,
        high=estimate.high,
        level=estimate.level,
        verdict=answer,
        borderline=is_borderline(question, estimate),
        replications=estimate.replications,
        unfinished=estimate.unfinished,
        estimand=question.estimand,
        more=more,
        pool=question.pool,
        missing=estimate.missing,
        lower_bound=estimate.lower_bound,
        per=question.per,
        chance=question.chance if question.per else None,
        against=question.against,
        notes=notes,
    )
