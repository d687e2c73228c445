"""What an error of the database means to the caller; its text, which holds values, goes nowhere."""

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    DisconnectionError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.errors import Conflict, Invalid, Refused, Unavailable

_SQLITE_ERROR = 1  # "no such table" and the like: our mistake, and no time heals it
_PRIMARY = 0xFF  # the lower byte of SQLite's extended codes


def meaning_of(error: SQLAlchemyError) -> Refused | None:
    """The refusal that an error amounts to; None if it is our own mistake."""
    if _will_pass(error):
        return Unavailable(
            "The database does not answer just now; send it again, with the same Idempotency-Key."
        )
    if isinstance(error, IntegrityError):
        return Conflict("This contradicts what is stored. Read it again, then decide.")
    if isinstance(error, DataError):
        return Invalid("A value is outside what can be stored.")
    return None


def state_of(error: SQLAlchemyError) -> str | None:
    """The database's own code of an error, for the log."""
    cause = getattr(error, "orig", None)
    return getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)


def _will_pass(error: SQLAlchemyError) -> bool:
    if isinstance(error, PoolTimeout | DisconnectionError | InterfaceError):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, OperationalError) and not _is_sqlite_mistake(error)


def _is_sqlite_mistake(error: OperationalError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code is not None and code & _PRIMARY == _SQLITE_ERROR
