"""What people said about flags is narrative: who may read it, and that it was read."""

from uuid import UUID

from app.db.pending import Shown
from app.db.unit_of_work import UnitOfWork
from app.resources.flags.holding import version_of_subject
from app.vocabulary import Scope


def shows(uow: UnitOfWork, subject_id: UUID, *, is_new: bool = False) -> bool:
    """Whether the client may read them; if so, that stands in the read log with the subject.

    Who has just said something has not read it.
    """
    if Scope.NARRATIVE_READ not in uow.client.scopes:
        return False
    if not is_new:
        version = version_of_subject(uow, subject_id)
        uow.pending.shown.add(Shown("flags", subject_id, version, Scope.NARRATIVE_READ))
    return True
