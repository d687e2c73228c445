"""Which records a file may hold, in the order in which they lean on each other."""

from typing import NamedTuple

from app.resources.actions.schemas import ActionPut
from app.resources.actions.service import WRITER as ACTIONS
from app.resources.agreements.schemas import AgreementPut
from app.resources.agreements.service import WRITER as AGREEMENTS
from app.resources.cases.schemas import CasePut
from app.resources.cases.service import WRITER as CASES
from app.resources.feedback.schemas import FeedbackPut
from app.resources.feedback.service import WRITER as FEEDBACK
from app.resources.operations.writers import Writer
from app.resources.oversight.schemas import OversightNotePut
from app.resources.oversight.service import WRITER as NOTES
from app.resources.records.schemas import IncomingRecord
from app.resources.sessions.schemas import SessionPut
from app.resources.sessions.service import WRITER as SESSIONS
from app.resources.teams.schemas import TeamPut
from app.resources.teams.service import WRITER as TEAMS
from app.resources.workers.schemas import WorkerPut
from app.resources.workers.service import WRITER as WORKERS
from app.vocabulary import RecordType


class Taken(NamedTuple):
    """What a record of one type is sent as, and who writes it."""

    writer: Writer
    sent: type[IncomingRecord]


TYPES = {
    RecordType.TEAM: Taken(TEAMS, TeamPut),
    RecordType.WORKER: Taken(WORKERS, WorkerPut),
    RecordType.CASE: Taken(CASES, CasePut),
    RecordType.AGREEMENT: Taken(AGREEMENTS, AgreementPut),
    RecordType.OVERSIGHT_NOTE: Taken(NOTES, OversightNotePut),
    RecordType.SESSION: Taken(SESSIONS, SessionPut),
    RecordType.ACTION: Taken(ACTIONS, ActionPut),
    RecordType.FEEDBACK: Taken(FEEDBACK, FeedbackPut),
}
