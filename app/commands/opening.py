"""The database, opened for one command."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.db.database import Database
from app.main import make_database, tune_python
from app.settings import Settings


@contextmanager
def opened() -> Iterator[Database]:
    """The database that the settings name."""
    tune_python()
    database = make_database(Settings())
    try:
        yield database
    finally:
        database.close()
