"""The operations on agreements."""

from app.resources.agreements.schemas import (
    AgreementChange,
    AgreementCreate,
    AgreementFilters,
    AgreementPut,
    AgreementRead,
    AgreementWritten,
)
from app.resources.agreements.service import WRITER, find_all
from app.resources.operations.standard import Shapes, standard_router

SHAPES = Shapes(
    create=AgreementCreate,
    change=AgreementChange,
    put=AgreementPut,
    read=AgreementRead,
    written=AgreementWritten,
    filters=AgreementFilters,
)
router = standard_router(WRITER, SHAPES, find_all, a="an agreement")
