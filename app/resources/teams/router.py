"""The operations on teams."""

from app.resources.operations.standard import Shapes, standard_router
from app.resources.teams.schemas import (
    TeamChange,
    TeamCreate,
    TeamFilters,
    TeamPut,
    TeamRead,
    TeamWritten,
)
from app.resources.teams.service import WRITER, find_all

SHAPES = Shapes(
    create=TeamCreate,
    change=TeamChange,
    put=TeamPut,
    read=TeamRead,
    written=TeamWritten,
    filters=TeamFilters,
)
router = standard_router(WRITER, SHAPES, find_all, a="a team")
