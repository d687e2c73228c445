"""What a CSV file is, for programs: W3C's metadata for tabular data (CSVW)."""

from typing import Any

from app.web.formats.table import BETWEEN, Column, Kind, Table

MEDIA_TYPE = "application/csvm+json"
SUFFIX = "csv-metadata.json"
_TYPES: dict[Kind, Any] = {
    Kind.TEXT: "string",
    Kind.INTEGER: "integer",
    Kind.NUMBER: "number",
    Kind.BOOLEAN: "boolean",
    Kind.DAY: "date",
    Kind.INSTANT: "dateTime",
    Kind.UUID: {"base": "string", "format": "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"},
    Kind.LIST: "string",
    Kind.OBJECT: "json",
}
NOTE = "Text that a spreadsheet would take for a formula has an apostrophe before it."


def metadata(table: Table, url: str) -> dict[str, Any]:
    """The metadata of the CSV file at `url`, which is relative to that of the metadata."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": url,
        "dc:title": table.title,
        "dc:description": NOTE,
        "null": "",
        "dialect": {"header": True, "encoding": "utf-8", "lineTerminators": ["\r\n"]},
        "tableSchema": {"columns": list(map(_column, table.columns))},
    }


def _column(column: Column) -> dict[str, Any]:
    made: dict[str, Any] = {"name": column.name, "titles": column.name}
    if column.description:
        made["dc:description"] = column.description
    made["datatype"] = _TYPES[column.kind]
    if column.kind is Kind.LIST:
        made["separator"] = BETWEEN
    return made
