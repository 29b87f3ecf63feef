"""The closed forms that the engines are held against, and which comparisons belong to each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """A closed form: what it is of, its source, and how the names of its comparisons begin."""

    title: str
    source: str
    begins: tuple[str, ...]


FORMS: tuple[Form, ...] = (
    Form("Erlang B: a loss system turns away", "Erlang 1917", ("Erlang B",)),
    Form("Loss system with any law of work", "insensitivity of Erlang B", ("M/G/4/4",)),
    Form("Erlang C: waits, their tail and p90", "Erlang 1917", ("Erlang C",)),
    Form("Erlang A: callers who give up", "Palm 1957, Erlang A", ("Erlang A",)),
    Form("Everybody waits the same time and no longer", "Barrer 1957", ("M/M/1+D",)),
    Form("M/M/c/K: few places to wait", "birth and death", ("M/M/2/3",)),
    Form("M/G/1, exponential work", "Pollaczek 1930, Khinchine 1932", ("M/G/1 Exp",)),
    Form("M/G/1, constant work", "Pollaczek 1930, Khinchine 1932", ("M/G/1 D:",)),
    Form("M/G/1, uniform and Erlang work", "Pollaczek 1930, Khinchine 1932", ("M/G/1 U", "M/G/1 Erlang")),
    Form("M/G/1, heavy-tailed lognormal work", "Pollaczek 1930, Khinchine 1932", ("M/G/1 H2",)),
    Form("M/D/c: constant work, several people", "Crommelin 1932", ("M/D/",)),
    Form("GI/M/1: renewal arrivals", "Kendall 1953", ("D/M/1", "Erlang-2/M/1", "U(0.5,1.5)/M/1")),
    Form("Arrivals in batches", "Gross and Harris 1998", ("M^[",)),
    Form("Priorities without interruption", "Cobham 1954", ("Cobham: ", "Cobham, three classes")),
    Form("Priorities at several servers", "Cobham 1954", ("Cobham, three servers",)),
    Form("Priorities that interrupt", "Jaiswal 1968", ("preemptive resume",)),
    Form("Disciplines: equal means, other spreads", "Takács 1963; Conway et al. 1967", ("M/U/1", "M/M/1 by")),
    Form("Shortest work first", "Phipps 1956", ("M/M/1 shortest",)),
    Form("Two unequal people, the first preferred", "Gumbel 1960", ("unequal pair",)),
    Form("One line, the shorter line, two lines", "Erlang; Haight 1958", ("two ", "the shorter")),
    Form("Jackson network with rework", "Jackson 1957", ("Jackson",)),
    Form("Tandem: times are independent", "Reich 1957", ("tandem",)),
    Form("Fork and join", "Flatto and Hahn 1984; Nelson and Tantawi 1988", ("fork-join",)),
    Form("Joins of some of several branches", "order statistics", ("join of",)),
    Form("Time-varying arrivals, nobody needed", "Eick, Massey and Whitt 1993", ("M_t/M/inf",)),
    Form("Groups by number or by time", "Poisson arrivals", ("groups",)),
    Form("The first 25 waits after an empty start", "Law 2015", ("transient",)),
)
"""The finite calendars follow by the clock-change identity, which is held case by case and not on average."""


def form_of(name: str) -> Form | None:
    """The closed form a comparison belongs to."""
    return next((f for f in FORMS if name.startswith(f.begins)), None)
