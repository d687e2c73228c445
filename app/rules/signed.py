"""A record is signed by both within days, and again when its text is edited."""

from collections.abc import Iterator
from datetime import date

from app.rules.deadline import Course, deadline
from app.rules.expectation import Expectation, Step
from app.rules.facts import Session, Signatures
from app.rules.view import Placed
from app.rules.worker_view import WorkerView, opened_by
from app.vocabulary import EndReason

RECORD_SIGNED = "record-signed"
DISAGREED_ON_NOT_SENT = "disagreed_on_not_sent"


def record_signed(view: WorkerView) -> Iterator[Expectation]:
    """Both have signed, or a disagreement stands under it; after an edit from that day again."""
    for each in view.opening:
        session, fell_on = each.session, each.session.fell_on
        if fell_on is None or fell_on <= each.day:
            yield from _from(view, each, each.day, session.signatures)
            continue
        for row in _from(view, each, each.day, session.fallen):
            if row.from_on < fell_on:
                yield _until(row, fell_on)
        edited: Step = {"code": "edited", "edited_on": fell_on.isoformat()}
        for row in _from(view, each, fell_on, session.signatures):
            yield row._replace(trace=(edited, *row.trace))


def _from(
    view: WorkerView, each: Placed, day: date, signatures: Signatures | None
) -> Iterator[Expectation]:
    """What is expected from a day on: that of the session, or that of the edit."""
    policy = view.parameters(RECORD_SIGNED, each.day)
    if policy is None:
        return
    signed_on = _signed_on(signatures, each.session) if signatures else None
    unknown = signatures is not None and signatures.disagreed and signed_on is None
    course = Course(
        policy_version=policy[1],
        grace=policy[0].grace or 0,
        met_on=max(signed_on, day) if signed_on else None,
        met_by=each.session.id,
        left_on=view.left_on(each.day),
        superseded=True,
        unknown=DISAGREED_ON_NOT_SENT if unknown else None,
    )
    fact = opened_by(RECORD_SIGNED, each)
    yield from deadline(view, fact, day, policy[0], course, since=day)


def _signed_on(signatures: Signatures, session: Session) -> date | None:
    """The later of both signatures, or the day of a disagreement if that is earlier."""
    signed = [day for day in (signatures.supervisee_on, signatures.supervisor_on) if day]
    both = signatures.supervisee_on and signatures.supervisor_on
    days: list[date | None] = [max(signed)] if both else []
    if signatures.disagreed:
        days.append(signatures.disagreed_on or max(signed, default=None) or session.recorded_on)
    return min((day for day in days if day), default=None)


def _until(row: Expectation, day: date) -> Expectation:
    """A row that stood under a text until that was edited; what was signed after is not its."""
    if row.met_on and row.met_on >= day:
        row = row._replace(met_on=None, met_by=None, in_time=None)
    if row.ended_on is None or row.ended_on > day:
        row = row._replace(ended_on=day, end_reason=EndReason.CHANGED)
    return row
