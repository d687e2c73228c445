"""One supervisee's stream, as the rules look at it."""

from datetime import date

from app.rules.carriers import Carrier, Supervisors
from app.rules.duty import Duty
from app.rules.facts import WorkerStream
from app.rules.policy import RuleBook
from app.rules.stretch import Fact
from app.rules.view import PERSONAL, View, held, in_order, last
from app.vocabulary import SubjectType


class WorkerView(View):
    """One supervisee's stream; served by held personal and joint sessions."""

    subject_type = SubjectType.WORKER

    def __init__(self, stream: WorkerStream, book: RuleBook, since: date | None) -> None:
        """Put everything in order once."""
        super().__init__(book, since)
        self.worker = stream.worker
        self.subject_id = stream.worker.id
        self.sessions = in_order(stream.sessions)
        self.actions = stream.actions
        self.explored = stream.explored
        self.duty = Duty(stream.worker)
        self.before = last(stream.earlier)
        self._carriers: dict[date, Carrier] = {}
        self._left: dict[date, date | None] = {}
        self.serve([each for each in held(self.sessions) if each.session.kind in PERSONAL])
        self._supervisors = Supervisors(
            ((each.place, each.session) for each in self.served), stream.earlier
        )

    def left_on(self, day: date) -> date | None:
        """The first day outside the duty that holds on a day."""
        if day not in self._left:
            self._left[day] = self.duty.left_on(day)
        return self._left[day]

    carried_until = left_on

    def carrier(self, fact: Fact, day: date) -> Carrier:
        """The worker, the team of the post of that day, the supervisor agreed or the last."""
        if day not in self._carriers:
            post = self.duty.post_on(day)
            supervisor_id = self._supervisors.on(day, self.worker)
            team_id = post.team_id if post else None
            self._carriers[day] = Carrier(self.subject_id, supervisor_id, team_id)
        return self._carriers[day]
