"""Agreements: signed soon after they begin, and looked at again every year."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from app.rules.agreement_view import AgreementView
from app.rules.cadence import Anchor, Cadence, Segment, joined
from app.rules.deadline import Course, deadline
from app.rules.expectation import Expectation, written
from app.rules.recurring import in_turn
from app.rules.stretch import Fact
from app.rules.terms import terms_of
from app.vocabulary import EndReason

AGREEMENT_SIGNED = "agreement-signed"
AGREEMENT_REVIEWED = "agreement-reviewed"


def agreement_signed(view: AgreementView) -> Iterator[Expectation]:
    """Signed within days of its start; signed before counts as on the first day."""
    agreement = view.agreement
    day, signed_on = agreement.started_on, agreement.signed_on
    policy = view.parameters(AGREEMENT_SIGNED, day)
    if policy is None:
        return
    course = Course(
        policy_version=policy[1],
        grace=policy[0].grace or 0,
        met_on=max(signed_on, day) if signed_on else None,
        met_by=agreement.id,
        closed_on=view.until,
    )
    fact = Fact(AGREEMENT_SIGNED, str(agreement.id), day, "agreement", agreement.id)
    yield from deadline(view, fact, day, policy[0], course)


def agreement_reviewed(view: AgreementView) -> Iterator[Expectation]:
    """A review within a year of the start, and of each review."""
    agreement = view.agreement
    until = view.until or date.max
    cadence = Cadence(
        book=view.book,
        segments=_segments(view, agreement.started_on, until),
        until=until,
        ends_as=EndReason.CLOSED,
    )
    id = agreement.id
    start = Anchor(agreement.started_on, id, "agreement", str(id))
    reviews = [_review(id, on) for on in sorted(set(agreement.reviews)) if start.on <= on < until]
    yield from in_turn(view, AGREEMENT_REVIEWED, cadence, start, reviews)


def _review(id: UUID, on: date) -> Anchor:
    """A review is known by its agreement and its day."""
    return Anchor(on, id, "review", f"{id}:{written(on)}")


def _segments(view: AgreementView, first: date, until: date) -> tuple[Segment, ...]:
    later = {day for day in view.book.changes_after(first) if day < until}
    return joined(_segment(view, day) for day in (first, *sorted(later)))


def _segment(view: AgreementView, day: date) -> Segment:
    rule = view.book.policy_on(day).rules[AGREEMENT_REVIEWED]
    if not rule.enabled:
        return Segment(day, silence=EndReason.CHANGED)
    return Segment(day, terms_of(rule.interval or 0, day, rule, view.book))
