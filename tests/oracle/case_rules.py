"""A case's stream, rule by rule."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from app.rules.calendar import Calendar, Unit
from app.rules.facts import Allocation, CaseStream, Discussion, Note, Session
from app.rules.policy import RuleBook
from app.vocabulary import PlanProgress, SessionKind
from tests.oracle import actions
from tests.oracle.cadence import Cadence, Event
from tests.oracle.carriers import CaseCarrier
from tests.oracle.content import Content
from tests.oracle.days import DAY, rolled
from tests.oracle.deadlines import Deadline, counting
from tests.oracle.measures import long_enough, not_copied
from tests.oracle.people import held, running
from tests.oracle.plans import Episodes


class CaseRules:
    """Everything that is expected on one case."""

    def __init__(self, stream: CaseStream, book: RuleBook) -> None:
        self.stream, self.book = stream, book
        self.episodes = Episodes(stream, book)
        self.talks = [
            (session, said)
            for session in held(stream.sessions)
            for said in session.discussions
            if said.case_id == stream.case_id
        ]
        self.session_days = actions.session_days(session for session, _ in self.talks)
        self.carrier = CaseCarrier(stream, self.episodes.left_on, self.episodes.type_on)

    def opened_in(self, session_id: UUID | None) -> CaseCarrier:
        return replace(self.carrier, origin=session_id)

    def cadences(self) -> Iterator[Cadence]:
        for code, events in (
            ("case-timescale", self.discussions_on),
            ("oversight-gap", self.oversight_on),
        ):
            yield Cadence(
                rule=code,
                begins=self.episodes.begins,
                begins_unknown=None,
                inside=self.episodes.inside,
                terms=self.episodes.terms(code),
                events=events,
                carrier=self.carrier,
                pausing=lambda _: frozenset(),
                plan_type=partial(self.episodes.type_on, code=code),
            )

    def talked_on(self, code: str, day: date) -> list[Event]:
        kinds = self.book.policy_on(day).rules[code].kinds
        assert kinds is not None
        return [
            Event(session.received_at, str(session.id))
            for session, _ in self.talks
            if session.held_on == day and session.kind in kinds
        ]

    def discussions_on(self, day: date) -> list[Event]:
        return self.talked_on("case-timescale", day)

    def oversight_on(self, day: date) -> list[Event]:
        notes = [
            Event(note.received_at, str(note.id))
            for note in self.stream.notes
            if note.decided_on == day
        ]
        return notes + self.talked_on("oversight-gap", day)

    def deadlines(self) -> Iterator[tuple[Deadline, CaseCarrier]]:
        for session, said in self.talks:
            if session.kind is not SessionKind.INFORMAL:
                yield self.written_up(session, said), self.opened_in(session.id)
        for allocation in self.stream.allocations:
            yield self.first(allocation), replace(self.carrier, worker_id=allocation.worker_id)
        for note in self.stream.notes:
            yield self.recorded(note), self.carrier
        for action in self.stream.actions:
            found = actions.completion(action, self.book, lambda _: None)
            if found:
                yield found, self.opened_in(action.agreed_in)

    def written_up(self, session: Session, said: Discussion) -> Deadline:
        day = session.held_on
        assert day
        rule = self.book.policy_on(day).rules["record-on-time"]
        written_on = said.recorded_on or session.recorded_on
        interval = (rule.intervals or {}).get("discussion")
        return Deadline(
            rule="record-on-time",
            anchor=str(said.id),
            opened_on=day,
            due=counting(self.book, "record-on-time", day, day, interval),
            grace=rule.grace or 0,
            met_on=written_on,
            sessions=self.session_days,
            judged=written_on is not None,
        )

    def last_day(self, allocation: Allocation) -> date | None:
        """On a hand-over day the old one has made way, be it to the same worker."""
        last = allocation.ended_on
        if not last or last == allocation.started_on:
            return last
        handed_over = any(other.started_on == last for other in self.stream.allocations)
        return last - DAY if handed_over else last

    def first(self, allocation: Allocation) -> Deadline:
        """The first talk about the case with that worker in the room."""
        start, closed_on = allocation.started_on, self.stream.closed_on
        ends = [day + DAY for day in (self.last_day(allocation), closed_on) if day]
        talked = [
            session.held_on
            for session, _ in self.talks
            if session.kind is not SessionKind.INFORMAL
            and session.held_on
            and session.held_on >= start
            and allocation.worker_id in (*session.supervisees, *session.supervisors)
        ]
        return Deadline(
            rule="case-first",
            anchor=str(allocation.id),
            opened_on=start,
            due=counting(self.book, "case-first", start, start),
            grace=self.book.policy_on(start).rules["case-first"].grace or 0,
            met_on=min(talked, default=None),
            left_on=min(ends, default=None),
        )

    def recorded(self, note: Note) -> Deadline:
        day = note.decided_on
        rule = self.book.policy_on(day).rules["oversight-recorded"]
        known = note.recorded_on is not None
        due = counting(self.book, "oversight-recorded", day, day)
        by_the_hour = None
        if rule.unit is Unit.HOUR:
            assert rule.interval
            hours = timedelta(hours=rule.interval)
            due_on, roll = last_day(note, hours, self.book.calendar_on(day)), rule.roll
            assert roll

            def due(calendar: Calendar) -> date:
                return rolled(calendar, due_on, roll)

            if note.decided_at and note.recorded_at:
                by_the_hour = due_on, note.recorded_at <= note.decided_at + hours
        return Deadline(
            rule="oversight-recorded",
            anchor=str(note.id),
            opened_on=day,
            due=due,
            grace=rule.grace or 0,
            met_on=note.recorded_on,
            by_the_hour=by_the_hour,
            judged=known,
        )

    def contents(self) -> Iterator[tuple[Content, CaseCarrier]]:
        for session, said in self.talks:
            for code, shows in self.shown(session, said):
                day = session.held_on
                assert day
                found = Content(code, str(said.id), day, shows, self.session_days)
                yield found, self.opened_in(session.id)
        for note in self.stream.notes:
            for code, shows in self.noted(note):
                found = Content(code, str(note.id), note.decided_on, shows, self.session_days)
                yield found, self.carrier
        for action in self.stream.actions:
            for found, session_id in actions.contents(action, self.book, self.session_days):
                yield found, self.opened_in(session_id)

    def noted(self, note: Note) -> Iterator[tuple[str, bool | None]]:
        yield "oversight-independent", self.independent(note)
        if note.decided:
            yield "decision-reasoned", note.reasoned

    def independent(self, note: Note) -> bool | None:
        if not self.stream.allocations:
            return None
        holders = running(self.stream.allocations, note.decided_on)
        return all(each.worker_id != note.author_id for each in holders)

    def shown(self, session: Session, said: Discussion) -> Iterator[tuple[str, bool | None]]:
        assert session.held_on
        rules = self.book.policy_on(session.held_on).rules
        progress = said.plan_progress
        yield (
            "plan-progress",
            None if progress is None else progress is not PlanProgress.NOT_RECORDED,
        )
        if progress is PlanProgress.OFF_TRACK:
            yield "contingency-set", said.contingency
        if said.decided:
            yield "decision-reasoned", said.reasoned
        yield (
            "reflection-recorded",
            long_enough(said.analysis, rules["reflection-recorded"].minimum_words),
        )
        index = self.talks.index((session, said))
        if index:
            rule = rules["record-not-copied"]
            before = self.talks[index - 1][1].analysis
            copied = not_copied(said.analysis, before, rule.minimum_words, rule.similarity)
            yield "record-not-copied", copied
        serving = [each for each, _ in self.talks if each.kind is not SessionKind.GROUP]
        if session.kind is not SessionKind.GROUP:
            due = actions.owed(self.stream.actions, session, serving, self.book)
            if due:
                yield "previous-actions-reviewed", all(a.id in session.reviewed for a in due)


def last_day(note: Note, hours: timedelta, calendar: Calendar) -> date:
    """The civil day on which the hours are over; without a time they begin as its day ends."""
    zone = ZoneInfo(calendar.time_zone)
    if note.decided_at:
        return (note.decided_at + hours).astimezone(zone).date()
    end = datetime.combine(note.decided_on, time.max, zone).astimezone(UTC)
    return (end + hours).astimezone(zone).date()
