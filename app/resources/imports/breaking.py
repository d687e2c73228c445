"""Rows that break what nobody foresaw: logged, told and left out, so that the rest goes on."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from app.db.line import DayPassed
from app.db.unit_of_work import Found, UnitOfWork
from app.errors import Fault, Unavailable
from app.resources.expectations.evaluation import evaluate
from app.resources.imports.putting import Came, put_rows
from app.vocabulary import ImportOutcome
from app.web.database_errors import meaning_of
from app.web.log import note_trouble

T = TypeVar("T")


class PutRows(Protocol):
    """Puts rows, and says what each came to."""

    def __call__(self, rows: Sequence[Found], *, may_wait: bool) -> list[Came]:
        """Rows that point at what is not there are let wait, if they may."""


BROKEN = Fault(
    "internal",
    "The service made a mistake over this row, and left it out. What happened is in its log.",
    pointer="",
)


def unbroken(uow: UnitOfWork, work: Callable[[PutRows], T]) -> T:
    """What rows came to that `work` puts by what it is given, and the rules with them.

    Where that breaks it is undone and done once more, by what finds the rows that break it.
    """
    try:
        with uow.attempt():
            came = work(partial(put_rows, uow))
            evaluate(uow)
    except Exception as error:
        if will_pass(error):
            raise
        return work(partial(_put_in_halves, uow))
    return came


def _put_in_halves(uow: UnitOfWork, rows: Sequence[Found], *, may_wait: bool) -> list[Came]:
    """Rows that break something, in ever smaller parts, until they stand alone."""
    try:
        with uow.attempt():
            came = put_rows(uow, rows, may_wait=may_wait)
            _try_rules(uow)
    except Exception as error:
        if will_pass(error):
            raise
        if len(rows) == 1:
            return [_left_out(rows[0], error)]
    else:
        return came
    half = len(rows) // 2
    first = _put_in_halves(uow, rows[:half], may_wait=may_wait)
    return first + _put_in_halves(uow, rows[half:], may_wait=may_wait)


def _try_rules(uow: UnitOfWork) -> None:
    """Raise what the rules would raise at the end, and leave nothing of it."""
    with uow.attempt() as attempt:
        evaluate(uow)
        attempt.undone = True


def _left_out(row: Found, error: Exception) -> Came:
    note_trouble(f"row {row.number} of import {row.import_id}", error)
    return Came(row.number, ImportOutcome.REFUSED, faults=(BROKEN,))


def will_pass(error: Exception) -> bool:
    """Whether it is nobody's mistake, and will be tried again: the database is away, a day came."""
    if isinstance(error, SQLAlchemyError):
        return isinstance(meaning_of(error), Unavailable)
    return isinstance(error, Unavailable | DayPassed | MemoryError)
