"""Rows of figures out of counts: rated, coloured by policy, led back to the rows behind them."""

from collections import Counter
from decimal import Decimal

from app.resources.compliance.groups import About
from app.resources.compliance.schemas import DueInPeriod, InTimescale
from app.rules.policy import Policy
from app.vocabulary import State

OF_A_DAY = ("subjects", "in_timescale", "overdue", "paused", "excused", "cannot_judge")


def on_the_day(policy: Policy, about: About, counted: Counter[str], href: str) -> InTimescale:
    """How many of a group's subjects are within timescale."""
    share = counted["in_timescale"], counted["subjects"]
    numbers = {name: counted[name] for name in OF_A_DAY}
    return InTimescale(**about, **numbers, rate=rate_of(*share), rag=rag(policy, *share), href=href)


def in_the_period(policy: Policy, about: About, counted: Counter[str], href: str) -> DueInPeriod:
    """What of a group was due, and what became of it."""
    met, met_late, overdue = (counted[name] for name in (State.MET, State.MET_LATE, State.OVERDUE))
    expected = met + met_late + overdue
    return DueInPeriod(
        **about,
        expected=expected,
        met=met,
        met_late=met_late,
        overdue=overdue,
        in_grace=counted[State.IN_GRACE],
        not_yet_due=counted[State.NOT_YET_DUE],
        due_soon=counted[State.DUE_SOON] + counted[State.DUE_TODAY],
        paused=counted[State.PAUSED],
        excused=counted[State.EXCUSED],
        cannot_judge=counted[State.CANNOT_JUDGE],
        rate=rate_of(met, expected),
        rag=rag(policy, met, expected),
        href=href,
    )


def rate_of(met: int, expected: int) -> float | None:
    """Nothing expected is no rate, neither 0 nor 1."""
    return met / expected if expected else None


def rag(policy: Policy, met: int, expected: int) -> str | None:
    """Green, amber or red by the policy's bands; null where there is no rate.

    In whole numbers and decimals: as floats, 57 of 100 are less than 57 per cent.
    """
    if not expected:
        return None

    def reaches(band: str) -> bool:
        return 100 * met >= Decimal(str(policy.rag[band])) * expected

    if reaches("green"):
        return "green"
    return "amber" if reaches("amber") else "red"
