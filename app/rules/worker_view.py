"""One supervisee's stream, as the rules look at it."""

from datetime import date
from functools import cached_property

from app.rules.carriers import Carrier, Supervisors, agreed_changes
from app.rules.content import Sheet
from app.rules.duty import Duty
from app.rules.facts import WorkerStream
from app.rules.policy import RuleBook
from app.rules.stretch import Fact
from app.rules.turns import Turns
from app.rules.view import PERSONAL, Placed, View, held, in_order, last
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
        self.earlier = stream.earlier
        self.before = last(stream.earlier)
        self.serve([each for each in held(self.sessions) if each.session.kind in PERSONAL])
        self._supervisors = Supervisors(
            ((each.place, each.session) for each in self.served), stream.earlier
        )
        self._left = Turns(self.duty.changes(), self.duty.left_on)
        self._carriers = Turns(
            (*self.duty.changes(), *self._supervisors.changes(), *agreed_changes(self.worker)),
            self._carrier,
        )

    @cached_property
    def sheets(self) -> list[tuple[Placed, Sheet]]:
        """The sessions of the window, each with what all rows about it share."""
        return [(each, Sheet(self, opened_by("", each), each.session.id)) for each in self.opening]

    def left_on(self, day: date) -> date | None:
        """The first day outside the duty that holds on a day."""
        return self._left.on(day)

    carried_until = left_on

    def carrier(self, fact: Fact, day: date) -> Carrier:
        """The worker, the team of the post of that day, the supervisor agreed or the last."""
        return self._carriers.on(day)

    def _carrier(self, day: date) -> Carrier:
        post = self.duty.post_on(day)
        supervisor_id = self._supervisors.on(day, self.worker)
        return Carrier(self.subject_id, supervisor_id, post.team_id if post else None)


def opened_by(rule: str, each: Placed) -> Fact:
    """What a session opens about itself."""
    id = each.session.id
    return Fact(rule, each.anchor, each.day, "session", id, id)
