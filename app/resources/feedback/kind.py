"""Feedback as a type of record."""

from app.resources.feedback.projection import examine, prepare, project, session_id
from app.resources.feedback.schemas import FeedbackDocument, FeedbackRead
from app.resources.records.kinds import Kind
from app.vocabulary import RecordType, Scope

WORDS = ("score", "more_of", "less_of", "differently", "unasked")

FEEDBACK = Kind(
    type=RecordType.FEEDBACK,
    document=FeedbackDocument,
    read=FeedbackRead,
    project=project,
    withheld=dict.fromkeys(WORDS, Scope.FEEDBACK_READ),
    parent=session_id,
    prepare=prepare,
    examine=examine,
)
