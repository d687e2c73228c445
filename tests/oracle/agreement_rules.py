"""An agreement's stream, rule by rule."""

from collections.abc import Iterator
from datetime import date

from app.rules.facts import EARLIEST, AgreementStream
from app.rules.policy import RuleBook
from tests.oracle.cadence import Cadence, Event
from tests.oracle.carriers import AgreementCarrier
from tests.oracle.days import DAY, Terms, terms_of
from tests.oracle.deadlines import Deadline, counting
from tests.oracle.people import running


class AgreementRules:
    """That it is signed, and looked at again every year."""

    def __init__(self, stream: AgreementStream, book: RuleBook) -> None:
        self.stream, self.book = stream, book
        self.agreement = stream.agreement
        self.carrier = AgreementCarrier(stream)

    def cadences(self) -> Iterator[Cadence]:
        yield Cadence(
            rule="agreement-reviewed",
            begins=self.begins,
            begins_unknown=None,
            inside=lambda day: bool(running([self.agreement], day)),
            terms=self.terms,
            events=self.reviews_on,
            carrier=self.carrier,
            pausing=lambda _: frozenset(),
        )

    def begins(self, day: date) -> str | None:
        return str(self.agreement.id) if day == self.agreement.started_on else None

    def terms(self, day: date) -> Terms | None:
        rule = self.book.policy_on(day).rules["agreement-reviewed"]
        return terms_of(rule, self.book.calendar_on(day)) if rule.enabled else None

    def reviews_on(self, day: date) -> list[Event]:
        """A review has no id of its own: its day names it."""
        anchor = f"{self.agreement.id}:{day.isoformat()}"
        return [Event(EARLIEST, anchor) for each in self.agreement.reviews if each == day]

    def deadlines(self) -> Iterator[Deadline]:
        start, ended_on = self.agreement.started_on, self.agreement.ended_on
        yield Deadline(
            rule="agreement-signed",
            anchor=str(self.agreement.id),
            opened_on=start,
            due=counting(self.book, "agreement-signed", start, start),
            grace=self.book.policy_on(start).rules["agreement-signed"].grace or 0,
            met_on=self.agreement.signed_on,
            left_on=ended_on + DAY if ended_on else None,
        )
