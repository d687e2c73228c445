"""A worker's stream, rule by rule."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from app.rules.facts import Feedback, Session, WorkerStream, day_of, place_of
from app.rules.policy import RuleBook
from app.vocabulary import Direction, SessionKind, SessionStatus
from tests.oracle import actions
from tests.oracle.cadence import Cadence, Event
from tests.oracle.carriers import WorkerCarrier
from tests.oracle.content import Content
from tests.oracle.deadlines import Deadline, counting
from tests.oracle.intervals import worker_terms
from tests.oracle.measures import at_least, long_enough, not_copied, signed_on, signed_some_day
from tests.oracle.people import PERSONAL, Employment, held, personal

CALLED_OFF = (SessionStatus.CANCELLED, SessionStatus.MISSED)
UP = Direction.SUPERVISEE_TO_SUPERVISOR


class WorkerRules:
    """Everything that is expected of one supervisee."""

    def __init__(self, stream: WorkerStream, book: RuleBook) -> None:
        self.stream, self.book = stream, book
        self.employment = Employment(stream.worker)
        self.carrier = WorkerCarrier(stream, self.employment)
        self.held, self.personal = held(stream.sessions), personal(stream.sessions)
        self.session_days = actions.session_days(self.personal)

    def cadences(self) -> Iterator[Cadence]:
        yield self.cadence("personal-timescale", self.personal_events, by_agreement=True)
        yield self.cadence("identity-explored", self.identity_events, by_agreement=False)

    def cadence(
        self, code: str, events: Callable[[date], list[Event]], *, by_agreement: bool
    ) -> Cadence:
        employment = self.employment
        return Cadence(
            rule=code,
            begins=self.begins,
            begins_unknown=self.begins_unknown(),
            inside=employment.inside,
            terms=lambda day: worker_terms(
                code, employment, self.book, day, by_agreement=by_agreement
            ),
            events=events,
            carrier=self.carrier,
            pausing=lambda day: frozenset(self.book.policy_on(day).pausing_reasons),
            absences=self.stream.worker.absences,
        )

    def begins(self, day: date) -> str | None:
        if not self.employment.first_day(day):
            return None
        return str(min(self.employment.posts_on(day), key=lambda p: (p.received_on, p.id)).id)

    def begins_unknown(self) -> tuple[date, str] | None:
        """A duty of unknown start is expected from the day we heard of it."""
        posts = self.employment.posts
        if not posts or self.employment.known_from:
            return None
        first = min(posts, key=lambda post: (post.received_on, post.id))
        return first.received_on, str(first.id)

    def personal_events(self, day: date) -> list[Event]:
        rule = self.book.policy_on(day).rules["personal-timescale"]
        assert rule.kinds is not None
        least = rule.minimum_minutes or 0
        return [
            Event(each.received_at, str(each.id), certain=each.minutes is not None or not least)
            for each in self.held
            if each.held_on == day
            and each.kind in rule.kinds
            and (each.minutes is None or each.minutes >= least)
        ]

    def identity_events(self, day: date) -> list[Event]:
        rule = self.book.policy_on(day).rules["identity-explored"]
        assert rule.kinds is not None
        return [
            Event(each.received_at, str(each.id), certain=bool(each.identity_explored))
            for each in self.held
            if each.held_on == day
            and each.kind in rule.kinds
            and each.identity_explored is not False
        ]

    def deadlines(self) -> Iterator[Deadline]:
        for session in self.personal:
            yield from self.after(session)
        for session in self.held:
            if session.kind is not SessionKind.INFORMAL:
                yield self.follow(
                    "record-on-time",
                    session,
                    session.recorded_on,
                    judged=session.recorded_on is not None,
                    bound=False,
                )
            for feedback in session.feedback:
                if self.low(feedback, session):
                    answered = self.answered(feedback, session)
                    if not (answered.left_on and answered.left_on <= answered.from_on):
                        yield answered
        yield from self.rearranged()
        for action in self.stream.actions:
            found = actions.completion(action, self.book, self.employment.left_on)
            if found:
                yield found

    def after(self, session: Session) -> Iterator[Deadline]:
        assert session.held_on
        given = [f.given_on for f in session.feedback if self.mine(f) and f.direction is UP]
        listed = session.feedback_listed or bool(session.feedback)
        yield self.follow("feedback-sought", session, min(given, default=None), judged=listed)
        yield self.follow("record-shared", session, session.shared_on)
        yield from self.signed(session)

    def follow(
        self,
        code: str,
        session: Session,
        met_on: date | None,
        *,
        judged: bool = True,
        bound: bool = True,
    ) -> Deadline:
        day = session.held_on
        assert day
        return Deadline(
            rule=code,
            anchor=str(session.id),
            opened_on=day,
            due=counting(self.book, code, day, day),
            grace=self.book.policy_on(day).rules[code].grace or 0,
            met_on=met_on,
            left_on=self.employment.left_on(day) if bound else None,
            sessions=self.session_days,
            judged=judged,
        )

    def signed(self, session: Session) -> Iterator[Deadline]:
        """Signatures that fell away are asked for again from the day we received the edit."""
        assert session.held_on
        day, fell_on = session.held_on, session.fell_on
        first = session.signatures if fell_on is None else session.fallen
        before = self.follow(
            "record-signed",
            session,
            signed_on(first, session),
            judged=not signed_some_day(first, session),
        )
        yield before
        if fell_on and not (before.left_on and before.left_on <= fell_on):
            yield replace(
                before,
                from_on=fell_on,
                due=counting(self.book, "record-signed", fell_on, day),
                met_on=signed_on(session.signatures, session),
                judged=not signed_some_day(session.signatures, session),
            )

    def mine(self, feedback: Feedback) -> bool:
        return feedback.worker_id == self.stream.worker.id

    def low(self, feedback: Feedback, session: Session) -> bool:
        assert session.held_on
        threshold = self.book.policy_on(session.held_on).rules["low-score-followed-up"].threshold
        assert threshold is not None
        return (
            self.mine(feedback)
            and feedback.direction is UP
            and feedback.score is not None
            and feedback.score <= threshold
        )

    def answered(self, feedback: Feedback, session: Session) -> Deadline:
        """By an action agreed in the next personal session, which is also when it is due."""
        assert session.held_on
        opened_on = max(feedback.given_on, session.held_on)
        following = next(
            (
                each
                for each in self.personal
                if place_of(each) > place_of(session) and each.held_on and each.held_on >= opened_on
            ),
            None,
        )
        next_on = following.held_on if following else None
        agreed = following and any(a.agreed_in == following.id for a in self.stream.actions)
        return Deadline(
            rule="low-score-followed-up",
            anchor=str(feedback.id),
            opened_on=session.held_on,
            from_on=opened_on,
            due=None,
            moves={next_on: next_on} if next_on else {},
            met_on=next_on if agreed else None,
            left_on=self.employment.left_on(session.held_on),
        )

    def rearranged(self) -> Iterator[Deadline]:
        code = "cancellation-rearranged"
        for session in self.stream.sessions:
            day = day_of(session)
            if session.status not in CALLED_OFF or session.kind not in PERSONAL or not day:
                continue
            later = [each.held_on for each in self.personal if each.held_on and each.held_on >= day]
            yield Deadline(
                rule=code,
                anchor=str(session.id),
                opened_on=day,
                due=counting(self.book, code, session.planned_on or day, day),
                grace=self.book.policy_on(day).rules[code].grace or 0,
                met_on=min(later, default=None),
                left_on=self.employment.left_on(day),
            )

    def contents(self) -> Iterator[Content]:
        for session in self.personal:
            assert session.held_on
            for code, shows in self.shown(session):
                yield Content(code, str(session.id), session.held_on, shows, self.session_days)
        for action in self.stream.actions:
            for found, _ in actions.contents(action, self.book, self.session_days):
                yield found

    def shown(self, session: Session) -> Iterator[tuple[str, bool | None]]:
        assert session.held_on
        rules = self.book.policy_on(session.held_on).rules
        length = None
        if session.minutes is not None:
            length = session.minutes - (session.interrupted_minutes or 0)
        yield "personal-duration", at_least(length, rules["personal-duration"].threshold)
        yield "check-in", session.check_in
        yield "feedback-time", at_least(session.feedback_minutes, rules["feedback-time"].threshold)
        both = {f.direction for f in session.feedback if self.mine(f) and not f.declined}
        listed = session.feedback_listed or bool(session.feedback)
        yield "feedback-two-way", len(both) == len(Direction) if listed else None
        yield "appreciation-recorded", session.appreciated
        yield (
            "reflection-recorded",
            long_enough(session.reflection, rules["reflection-recorded"].minimum_words),
        )
        index = self.personal.index(session)
        if index:
            rule = rules["record-not-copied"]
            before = self.personal[index - 1].reflection
            yield (
                "record-not-copied",
                not_copied(session.reflection, before, rule.minimum_words, rule.similarity),
            )
        due = actions.owed(self.stream.actions, session, self.personal, self.book)
        if due:
            yield "previous-actions-reviewed", all(each.id in session.reviewed for each in due)
