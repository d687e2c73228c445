"""Which record, review, policy or calendar brought about what happened to a flag.

The line says what came with a change. What a day brought is found by that day: the session that
was held on it, the version that began to hold.
"""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam

from app.db import jobs
from app.db.base import columns_of, table_of
from app.db.prepared import Prepared
from app.db.tables import Discussion, SessionPerson, SupervisionSession
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.resources.expectations.action_facts import REVIEWS
from app.resources.expectations.rulebook import rulebook
from app.resources.flags.instants import OF_POLICY, Brought
from app.resources.flags.walking import Event, Why
from app.rules.expectation import Expectation
from app.rules.facts import EARLIEST
from app.rules.view import PERSONAL
from app.vocabulary import ClearedBy, JobKind, ReviewOutcome, SessionStatus, SubjectType

SESSION, PERSON = columns_of(SupervisionSession), columns_of(SessionPerson)
DISCUSSION = columns_of(Discussion)
HELD = SESSION.status == SessionStatus.HELD.value
OF_WORKER = Prepared(
    owned(SessionPerson, SESSION.id, SESSION.started_at)
    .join(
        table_of(SupervisionSession),
        (SESSION.organisation_id == PERSON.organisation_id) & (SESSION.id == PERSON.session_id),
    )
    .where(
        PERSON.worker_id == bindparam("subject_id"),
        PERSON.part == "supervisee",
        PERSON.day == bindparam("on"),
        SESSION.kind.in_([kind.value for kind in PERSONAL]),
        HELD,
    )
)
OF_CASE = Prepared(
    owned(Discussion, SESSION.id, SESSION.started_at)
    .join(
        table_of(SupervisionSession),
        (SESSION.organisation_id == DISCUSSION.organisation_id)
        & (SESSION.id == DISCUSSION.session_id),
    )
    .where(DISCUSSION.case_id == bindparam("subject_id"), DISCUSSION.day == bindparam("on"), HELD)
)
OF_STREAM = {SubjectType.WORKER: OF_WORKER, SubjectType.CASE: OF_CASE}
KINDS = {"policies": JobKind.POLICY, "calendar": JobKind.CALENDAR}
REVIEWED = frozenset(
    {ClearedBy.RECORD, ClearedBy.LATE_RECORD, ClearedBy.RE_DATED, ClearedBy.DROPPED}
)
ENDED_BY_SUBJECT = (ClearedBy.LEFT, ClearedBy.CLOSED, ClearedBy.RE_DATED)


class Cause(NamedTuple):
    """What brought something about; None: nothing of that kind, or nobody can say which.

    `by` is given where it is known better by now. `reviewed_action_id` is the action of which the
    record, a session, made a review.
    """

    by: ClearedBy | None = None
    record_id: UUID | None = None
    verb: str | None = None
    reviewed_action_id: UUID | None = None
    policy_version: int | None = None
    calendar_version: int | None = None


@dataclass(frozen=True, slots=True)
class Causes:
    """Finds out what brought events about; `brought` is what each change brought."""

    uow: UnitOfWork
    brought: dict[int, Brought]

    def of(self, event: Event) -> Cause:
        """The cause of an event that no person brought about; what people did names itself."""
        news = self.brought.get(event.news, Brought()) if event.news is not None else Brought()
        if event.flag is None or event.by is ClearedBy.EXEMPTION:
            return Cause()
        if event.by is ClearedBy.POLICY_CHANGE:
            return self._versions(event.flag, event.after, news)
        if event.by is None:
            flag = event.flag
            return self._brought_in(news) if news.is_of_policy else _written(news, flag)
        return self._record(event, event.flag, news)

    def _versions(self, flag: Expectation, after: Expectation | None, news: Brought) -> Cause:
        """Which version is another; else the one that switched the rule off, or was brought in."""
        if after is None:
            cause = self._brought_in(news)
            off = self._switched_off_by(flag, cause.policy_version or 0)
            return cause._replace(policy_version=off) if off is not None else cause
        policy, calendar = _other_versions(flag, after)
        if policy is None and calendar is None:
            return self._brought_in(news)
        return Cause(policy_version=policy, calendar_version=calendar)

    def _switched_off_by(self, flag: Expectation, newest: int) -> int | None:
        """The first version up to the one that was brought in; a job may bring in several."""
        later = (
            policy.version
            for policy in rulebook(self.uow).policies
            if flag.policy_version < policy.version <= newest
            and not policy.rules[flag.rule].enabled
        )
        return min(later, default=None)

    def _brought_in(self, news: Brought) -> Cause:
        """The version for which all was worked out again; an upgrade brings none."""
        row = next((row for row in news.rows if row.type in OF_POLICY), None)
        if row is None:
            return Cause()
        kind = KINDS.get(row.type) or JobKind(self.uow.only(jobs.ONE, id=row.subject_id).kind)
        if kind is JobKind.EVERYTHING:
            return Cause(ClearedBy.UPGRADE)
        return Cause(**{f"{kind.value}_version": row.version})

    def _record(self, event: Event, flag: Expectation, news: Brought) -> Cause:
        review = self._review(event, flag)
        if review is not None:
            return Cause(None, review, _verb(news, review), flag.record_id)
        named = event.record_id if event.by is not ClearedBy.RE_DATED else None
        found = named or self._superseding(event, flag)
        if found is None:
            cause = _written(news, flag)
            found = cause.record_id or _subject(event, flag)
        if event.by is ClearedBy.CORRECTION and _verb(news, found) is None:
            found = _written(news, flag).record_id or found
        return Cause(None, found, _verb(news, found))

    def _review(self, event: Event, flag: Expectation) -> UUID | None:
        """The session whose review of the flag's action set another day, or closed it."""
        after = event.after or flag
        if flag.record_type != "action" or event.by not in REVIEWED:
            return None
        if event.by in {ClearedBy.RECORD, ClearedBy.LATE_RECORD}:
            return event.record_id if event.record_id != flag.record_id else None
        rows = self.uow.rows(REVIEWS, ids=[flag.record_id])
        found = (row.session_id for row in rows if _says(row, event.by, after))
        return next(found, None)

    def _superseding(self, event: Event, flag: Expectation) -> UUID | None:
        """The next session of the stream, on the day on which that was held."""
        after = event.after
        if event.by is not ClearedBy.SUPERSEDED or after is None:
            return None
        query = OF_STREAM[flag.subject_type]
        rows = self.uow.rows(query, subject_id=flag.subject_id, on=after.ended_on)
        in_order = sorted((row.started_at or EARLIEST, row.id) for row in rows)
        return next((id for _, id in in_order), None)


def _says(review: Found, by: Why | None, after: Expectation) -> bool:
    """Whether a review is what set the day of a stretch, or dropped the action."""
    if by is ClearedBy.DROPPED:
        dropped = review.outcome == ReviewOutcome.NO_LONGER_NEEDED.value
        return bool(dropped and review.held_on == after.ended_on)
    return bool(review.held_on == after.from_on and review.new_due_on == after.due_on)


def _other_versions(flag: Expectation, after: Expectation) -> tuple[int | None, int | None]:
    policy = after.policy_version if after.policy_version != flag.policy_version else None
    calendar = after.calendar_version if after.calendar_version != flag.calendar_version else None
    return policy, calendar


def _written(news: Brought, flag: Expectation) -> Cause:
    """Of the records that came with a change, the flag's own, else the one that was sent."""
    records = news.records
    own = (row for row in records if row.subject_id == flag.record_id)
    row = next(own, None) or next(iter(records), None)
    return Cause(None, row.subject_id, row.verb) if row else Cause()


def _verb(news: Brought, id: UUID | None) -> str | None:
    return next((row.verb for row in news.records if row.subject_id == id), None)


def _subject(event: Event, flag: Expectation) -> UUID | None:
    """Whose posts, plans or days say so."""
    if event.by is ClearedBy.DROPPED:
        return flag.record_id
    return flag.subject_id if event.by in ENDED_BY_SUBJECT else None
