"""What a notebook calls: one scenario, one variant, the answer as a plain document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from sim.experiments.findings import (
    AuditFound,
    Compared,
    FitFound,
    Followed,
    Portfolio,
    Staffed,
    Swept,
    Tipped,
)
from sim.experiments.run import Run
from sim.experiments.running import Order, answers
from sim.labels import Language


def run(  # noqa: PLR0913 (what a notebook says by name)
    file: str | Path,
    variant: str = "today",
    *,
    settings: Mapping[str, object] | None = None,
    seed: int = 1,
    replications: int | Literal["auto"] = "auto",
    lang: Language = "en",
    workers: int = 1,
    cluster: str = "",
) -> Run:
    """The answer about a scenario file: a mapping like what ``sim run --json`` prints, with tables and plots;
    nothing is saved.

    ``settings`` are values by path: ``{"pools.window.staff": 5}``. Raises `InputError` with every
    complaint about the file, `UsageError` for an unknown variant. ``cluster`` is the address of a Dask
    scheduler whose workers do it, to the same answer: ``"tcp://192.0.2.1:8786"``.
    """
    texts = tuple(f"{path}={value}" for path, value in (settings or {}).items())
    order = Order(
        path=str(file),
        variants=(variant,),
        settings=texts,
        seed=seed,
        replications=replications,
        workers=workers,
        cluster=cluster,
    )
    (answer,) = answers(order)
    return Run(answer, lang)


def staff(  # noqa: PLR0913 (what a notebook says by name)
    file: str | Path,
    pools: Sequence[str] | str,
    *,
    most: int | None = None,
    variant: str = "today",
    settings: Mapping[str, object] | None = None,
    confidence: float = 0.95,
    seed: int = 1,
    lang: Language = "en",
    workers: int = 1,
    cluster: str = "",
) -> Staffed:
    """The cheapest staffing of these pools, as ``sim staff --json`` prints it; nothing is saved.

    ``pools`` are names (``"window"``, or ``"window.0"`` for a shift), ``most`` bounds the people of each.
    Raises `InputError` with every complaint about the file, `UsageError` for an unknown pool or variant.
    """
    from sim.experiments.staffing import Order as Staffing
    from sim.experiments.staffing import staffed

    order = Staffing(
        path=str(file),
        pools=(pools,) if isinstance(pools, str) else tuple(pools),
        most=most,
        variant=variant,
        settings=tuple(f"{path}={value}" for path, value in (settings or {}).items()),
        confidence=confidence,
        seed=seed,
        workers=workers,
        cluster=cluster,
    )
    return Staffed(staffed(order).document, lang)


def portfolio(  # noqa: PLR0913 (what a notebook says by name)
    files: Sequence[str | Path],
    pools: Sequence[str] | str,
    budget: int | None = None,
    *,
    most: int | None = None,
    variant: str = "today",
    settings: Mapping[str, object] | None = None,
    seed: int = 1,
    lang: Language = "en",
    workers: int = 1,
    cluster: str = "",
) -> Portfolio:
    """What several services need together, and with a ``budget`` of heads what each split of it does to each:
    as ``sim staff FILE FILE... --json`` prints it; nothing is saved.

    ``pools`` are names (of all files that have them, or ``"taxes:clerk"``). Raises like `staff`.
    """
    from sim.experiments.staffing import Order as Staffing
    from sim.experiments.staffing import shared

    orders = [
        Staffing(
            path=str(file),
            pools=(pools,) if isinstance(pools, str) else tuple(pools),
            most=most,
            variant=variant,
            settings=tuple(f"{path}={value}" for path, value in (settings or {}).items()),
            seed=seed,
            workers=workers,
            cluster=cluster,
        )
        for file in files
    ]
    return Portfolio(shared(orders, budget).document, lang)


def tipping(  # noqa: PLR0913 (what a notebook says by name)
    file: str | Path,
    variant: str | None = None,
    *,
    settings: Mapping[str, object] | None = None,
    replications: int = 20,
    worlds: int = 128,
    indices: int = 32,
    seed: int = 1,
    lang: Language = "en",
    workers: int = 1,
    cluster: str = "",
) -> Tipped:
    """What each verdict hangs on, as ``sim tipping --json`` prints it; nothing is saved.

    ``variant`` None is that of the plan. ``worlds`` and ``indices`` are sample sizes, 0 leaves the part out.
    Raises `InputError` with every complaint about the file, `UsageError` for an unknown variant.
    """
    from sim.experiments.tipping import Order as Tipping
    from sim.experiments.tipping import tipped

    order = Tipping(
        path=str(file),
        variant=variant,
        settings=tuple(f"{path}={value}" for path, value in (settings or {}).items()),
        replications=replications,
        worlds=worlds,
        indices=indices,
        seed=seed,
        workers=workers,
        cluster=cluster,
    )
    return Tipped(tipped(order).document, lang)


def compare(  # noqa: PLR0913 (what a notebook says by name)
    file: str | Path,
    *variants: str,
    settings: Mapping[str, object] | None = None,
    seed: int = 1,
    replications: int | Literal["auto"] = "auto",
    lang: Language = "en",
    workers: int = 1,
    cluster: str = "",
) -> Compared:
    """Variants against the first of them under common luck, as ``sim compare --json`` prints it; one alone is
    compared with today, none means all there are. Nothing is saved.

    Raises `InputError` with every complaint about the file, `UsageError` for an unknown variant.
    ``cluster`` as in `run`.
    """
    from sim.experiments.comparing import compare as compared

    order = Order(
        path=str(file),
        variants=variants,
        settings=tuple(f"{path}={value}" for path, value in (settings or {}).items()),
        seed=seed,
        replications=replications,
        workers=workers,
        cluster=cluster,
    )
    return Compared(compared(order).document, lang)


def sweep(  # noqa: PLR0913 (what a notebook says by name)
    file: str | Path,
    vary: Mapping[str, Sequence[object] | str],
    *,
    variant: str = "today",
    settings: Mapping[str, object] | None = None,
    sample: str = "",
    seed: int = 1,
    replications: int | Literal["auto"] = 20,
    out: str | Path = "results",
    lang: Language = "en",
    workers: int = 1,
    cluster: str = "",
) -> Swept:
    """Every combination of these values, as ``sim sweep --json`` prints it; finished points are kept in
    ``out``, so that the same call goes on.

    ``vary`` names paths or numbers of the ledger with their values: ``{"pools.window.staff": [3, 4, 5]}`` or
    ``{"pools.window.staff": "3..5"}``. Raises `InputError` and `UsageError` like `run`; ``cluster``
    as there.
    """
    from sim.experiments.sweep import SweepOrder
    from sim.experiments.sweep import sweep as swept

    order = SweepOrder(
        path=str(file),
        variants=(variant,),
        settings=tuple(f"{path}={value}" for path, value in (settings or {}).items()),
        vary=tuple(f"{p}={v if isinstance(v, str) else ','.join(map(str, v))}" for p, v in vary.items()),
        sample=sample,
        seed=seed,
        replications=replications,
        workers=workers,
        cluster=cluster,
        out=Path(out),
    )
    return Swept(swept(order).document, lang)


def transition(  # noqa: PLR0913 (what a notebook says by name)
    file: str | Path,
    variant: str | None = None,
    *,
    settings: Mapping[str, object] | None = None,
    replications: int = 40,
    seed: int = 1,
    lang: Language = "en",
    workers: int = 1,
    cluster: str = "",
) -> Followed:
    """A variant month by month, as ``sim transition --json`` prints it; nothing is saved.

    ``variant`` None is that of the plan. Raises `InputError` with every complaint about the file,
    `UsageError` for an unknown variant or where no target can be told by month.
    """
    from sim.experiments.transition import Order as Transition
    from sim.experiments.transition import followed

    order = Transition(
        path=str(file),
        variant=variant,
        settings=tuple(f"{path}={value}" for path, value in (settings or {}).items()),
        replications=replications,
        seed=seed,
        workers=workers,
        cluster=cluster,
    )
    return Followed(followed(order).document, lang)


def audit(
    log: str | Path,
    *targets: str,
    deadlines: Sequence[str] = (),
    against: str | Path = "",
    lang: Language = "en",
) -> AuditFound:
    """A real office's log (CSV, Excel or XES) under the same measures and targets, as ``sim audit --json``
    prints it: ``sim.audit("log.csv", "elapsed <= 20 d share 0.9")``. Nothing is saved.

    ``deadlines`` are columns of the log, ``against`` a scenario whose targets are asked. Raises `InputError`
    with every complaint.
    """
    from sim.experiments.auditing import AuditOrder, audited
    from sim.study.auditing import Questions

    questions = Questions(targets=targets, deadlines=tuple(deadlines), against=str(against))
    return AuditFound(audited(AuditOrder(path=str(log), questions=questions)).document, lang)


def fit(
    log: str | Path, out: str | Path, *, holdout: float = 0.3, replications: int = 20, lang: Language = "en"
) -> FitFound:
    """A scenario learnt from a log and written to ``out``, as ``sim fit --json`` tells it.

    The last ``holdout`` of the cases is not learnt from but predicted. Raises `InputError` where the log
    cannot be read, `UsageError` where the file exists or there are too few cases.
    """
    from sim.experiments.fitting import FitOrder, fitted

    order = FitOrder(path=str(log), target=Path(out), holdout=holdout, replications=replications)
    return FitFound(fitted(order), lang)
