"""The operations on cases."""

from app.resources.cases.schemas import (
    CaseChange,
    CaseCreate,
    CaseFilters,
    CasePut,
    CaseRead,
    CaseWritten,
)
from app.resources.cases.service import WRITER, find_all
from app.resources.operations.standard import Shapes, standard_router

SHAPES = Shapes(
    create=CaseCreate,
    change=CaseChange,
    put=CasePut,
    read=CaseRead,
    written=CaseWritten,
    filters=CaseFilters,
)
router = standard_router(WRITER, SHAPES, find_all, a="a case")
