"""Sums with days that each database writes in its own way."""

from sqlalchemy import Date, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class days_between(GenericFunction[str]):  # noqa: N801  # it is called as a function
    """How many days lie between two days, as text; negative if the first is the later."""

    type = Text()
    inherit_cache = True
    _argument_type = Date()


@compiles(days_between, "sqlite")
def _in_sqlite(element: days_between, compiler: SQLCompiler, **named: object) -> str:
    first, last = (compiler.process(each, **named) for each in element.clauses)
    return f"CAST(CAST(julianday({last}) - julianday({first}) AS INTEGER) AS TEXT)"


@compiles(days_between, "postgresql")
def _in_postgresql(element: days_between, compiler: SQLCompiler, **named: object) -> str:
    first, last = (compiler.process(each, **named) for each in element.clauses)
    return f"CAST(CAST({last} AS DATE) - CAST({first} AS DATE) AS TEXT)"
