"""Actions as a type of record."""

from app.resources.actions.projection import examine, origin, prepare, project
from app.resources.actions.reading import parts
from app.resources.actions.schemas import ActionDocument, ActionRead
from app.resources.records.kinds import Kind
from app.vocabulary import RecordType, Scope

ACTIONS = Kind(
    type=RecordType.ACTION,
    document=ActionDocument,
    read=ActionRead,
    project=project,
    withheld=dict.fromkeys(("description", "contingency"), Scope.NARRATIVE_READ),
    parts=parts,
    parent=origin,
    prepare=prepare,
    examine=examine,
)
