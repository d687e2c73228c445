"""The operations on oversight notes."""

from app.resources.operations.standard import Shapes, standard_router
from app.resources.oversight.schemas import (
    OversightNoteChange,
    OversightNoteCreate,
    OversightNoteFilters,
    OversightNotePut,
    OversightNoteRead,
    OversightNoteWritten,
)
from app.resources.oversight.service import WRITER, find_all

SHAPES = Shapes(
    create=OversightNoteCreate,
    change=OversightNoteChange,
    put=OversightNotePut,
    read=OversightNoteRead,
    written=OversightNoteWritten,
    filters=OversightNoteFilters,
)
router = standard_router(WRITER, SHAPES, find_all, a="an oversight note")
