"""The database, opened for one command."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.db.database import Database
from app.main import collect_less_often, make_database
from app.settings import Settings


@contextmanager
def opened() -> Iterator[Database]:
    """The database that the settings name."""
    collect_less_often()
    database = make_database(Settings())
    try:
        yield database
    finally:
        database.close()
