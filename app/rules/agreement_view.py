"""One agreement's stream, as the rules look at it."""

from datetime import date

from app.rules.calendar import DAY
from app.rules.carriers import Carrier
from app.rules.duty import Duty
from app.rules.facts import AgreementStream
from app.rules.policy import RuleBook
from app.rules.stretch import Fact
from app.rules.view import View
from app.vocabulary import SubjectType


class AgreementView(View):
    """One agreement's stream, carried by its supervisee under its own supervisor."""

    subject_type = SubjectType.AGREEMENT

    def __init__(self, stream: AgreementStream, book: RuleBook, since: date | None) -> None:
        """Put everything in order once."""
        super().__init__(book, since)
        self.agreement = stream.agreement
        self.subject_id = stream.agreement.id
        self.until = stream.agreement.ended_on + DAY if stream.agreement.ended_on else None
        self._worker = stream.worker
        self._duty = Duty(stream.worker)

    def carried_until(self, day: date) -> date | None:
        """The first day after the agreement's last."""
        return self.until

    def carrier(self, fact: Fact, day: date) -> Carrier:
        """The supervisee, the team of their post of that day, the supervisor agreed."""
        post = self._duty.post_on(day)
        team_id = post.team_id if post else None
        return Carrier(self._worker.id, self.agreement.supervisor_id, team_id)
