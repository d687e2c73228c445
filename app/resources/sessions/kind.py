"""Sessions as a type of record."""

from app.resources.records.kinds import Kind
from app.resources.sessions.document import SessionDocument
from app.resources.sessions.examining import examine, foresee
from app.resources.sessions.following import prepare
from app.resources.sessions.projection import project
from app.resources.sessions.reading import parts
from app.resources.sessions.schemas import SessionRead
from app.resources.sessions.signing import settle
from app.vocabulary import RecordType, Scope

NARRATIVE = (
    "check_in.note",
    "reflection",
    "appreciative_note",
    "wellbeing",
    "development",
    "family_feedback",
    "circular_questions",
    "identity_aspects",
    "discussions.analysis",
    "discussions.childs_voice",
    "discussions.decision",
    "discussions.rationale",
    "discussions.contingency",
    "action_reviews.comment",
    "actions.description",
    "actions.contingency",
    "template_answers.answer",
    "signatures.disagreement",
    "cancel_reason",
)

SESSIONS = Kind(
    type=RecordType.SESSION,
    document=SessionDocument,
    read=SessionRead,
    project=project,
    withheld={
        **dict.fromkeys(NARRATIVE, Scope.NARRATIVE_READ),
        "feedback": Scope.FEEDBACK_READ,
    },
    parts=parts,
    prepare=prepare,
    settle=settle,
    examine=examine,
    foresee=foresee,
)
