"""Rows of a table: a header that names the columns, and a row for each record."""

from collections.abc import Iterator, Mapping, Sequence

from app.errors import Fault, Malformed
from app.resources.imports.lines import Line

Columns = Mapping[str, str]
"""Our field for each column that is to be read; empty: columns are named after our fields."""
Cells = Sequence[str]
LONGEST_NAME = 200
"""Each row repeats the names of its fields while it waits: long ones would multiply the file."""


def rows_of_table(table: Iterator[Cells], columns: Columns) -> Iterator[Line]:
    """The rows below the header, with the text of each cell that is not empty by its field."""
    fields = _fields(next(table, ()), columns)
    for number, cells in enumerate((cells for cells in table if any(cells)), start=1):
        yield _line(number, fields, cells)


def _fields(header: Cells, columns: Columns) -> list[str | None]:
    """The field of each column, None for one that is not to be read."""
    names = [name.strip() for name in header]
    if not any(names):
        raise Malformed("The file is empty: its first line names the columns.")
    if missing := columns.keys() - set(names):
        faults = (
            Fault("column-missing", "A column named or saved is not there.", parameter="columns"),
        )
        detail = (
            f"{len(missing)} of the columns by which the file is read are not in it: send others, "
            "or columns={} where they are called as our fields are."
        )
        raise Malformed(detail, faults=faults)
    fields = [columns.get(name) if columns else name or None for name in names]
    read = [field for field in fields if field]
    if any(len(field) > LONGEST_NAME for field in read):
        raise Malformed(
            f"The name of a column is no field: it has more than {LONGEST_NAME} characters."
        )
    if len(read) != len(set(read)):
        raise Malformed("Two columns of the file are the same field.")
    return fields


def _line(number: int, fields: Sequence[str | None], cells: Cells) -> Line:
    if len(cells) > len(fields):
        return Line(
            number, {}, (Fault("too-many-cells", "Has more cells than columns.", pointer=""),)
        )
    pairs = zip(fields, cells, strict=False)
    return Line(number, {field: cell for field, cell in pairs if field and cell.strip()})
