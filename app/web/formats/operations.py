"""The operations that give a list as files, made in one place for all lists."""

from collections.abc import AsyncGenerator, Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import quote

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.web.door import Read
from app.web.formats import csvw
from app.web.formats.as_csv import CsvWriter, with_header
from app.web.formats.as_jsonl import JsonLinesWriter
from app.web.formats.as_parquet import ParquetWriter
from app.web.formats.as_xlsx import XlsxWriter
from app.web.formats.download import Download, pieces
from app.web.formats.table import Batches, Column, Table
from app.web.formats.writer import Format, Writer
from app.web.problems import problems

Q = TypeVar("Q", bound=BaseModel)
Found = tuple[tuple[tuple[str, str], ...], Batches]
"""What was asked and what answered, in words; the rows."""
Lines = AsyncGenerator[bytes, None]

_TEXT = {"type": "string"}
_BYTES = {"type": "string", "format": "binary"}
CSV = Format(CsvWriter, "CSV (RFC 4180).", _TEXT)
FORMATS = (
    CSV,
    Format(JsonLinesWriter, "JSON lines: an object a line.", _TEXT),
    Format(XlsxWriter, "An Excel workbook; its last sheet says what is in it.", _BYTES),
    Format(ParquetWriter, "Parquet; 406 where the service was installed without it.", _BYTES),
)


class Unfiltered(BaseModel):
    """What a list that cannot be narrowed takes."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Export(Generic[Q]):
    """A list as a table; `path` is that of the list, `says` a phrase for what the rows are.

    `lines` gives the rows as lines of CSV where that is faster than one by one, else None.
    """

    path: str
    says: str
    query: type[Q]
    columns: Callable[[Q], tuple[Column, ...]]
    rows: Callable[[Read, Q], Coroutine[Any, Any, Found]]
    lines: Callable[[Read, Q], Coroutine[Any, Any, Lines | None]] | None = None

    @property
    def name(self) -> str:
        """The name of the files, without an ending."""
        return self.path.strip("/").replace("/", "-")

    def table(self, query: Q, asked: tuple[tuple[str, str], ...] = ()) -> Table:
        """The table that a query asks for."""
        title = self.name.replace("-", " ").capitalize()
        return Table(self.name, title, self.columns(query), asked)


def add_exports(router: APIRouter, export: Export[Any], door: object) -> None:
    """Give a list as a file of each format, and describe its CSV; `door` is that of the list."""
    for format in FORMATS:
        _add_file(router, export, format, door)
    _add_metadata(router, export, door)


def _add_file(router: APIRouter, export: Export[Any], format: Format, door: object) -> None:
    made = format.writer

    async def give(request: Request, query: BaseModel, read: Read) -> Response:
        made.check()
        if format is not CSV:
            return await _file(made, export, query, read)
        answer = await _lines(export, query, read) or await _file(made, export, query, read)
        answer.headers["Link"] = _link(request)
        return answer

    name = f"export_{export.name.replace('-', '_')}"
    _name(give, name if format is CSV else f"{name}_{format.suffix}", export, door)
    give.__doc__ = (
        f"{export.says} as a file. {format.says}\n\nThe list itself answers so, too, "
        f"where `Accept` asks for `{format.plain_type}`."
    )
    content = {format.plain_type: {"schema": format.schema}}
    router.add_api_route(
        f"{export.path}.{format.suffix}",
        give,
        response_class=Response,
        responses={
            **problems(406),
            200: {"content": content, "description": format.says.rstrip(".")},
        },
    )


async def _file(made: type[Writer], export: Export[Any], query: BaseModel, read: Read) -> Download:
    asked, rows = await export.rows(read, query)
    table = export.table(query, asked)
    return Download(made, table, pieces(made, table, rows))


async def _lines(export: Export[Any], query: BaseModel, read: Read) -> Download | None:
    lines = await export.lines(read, query) if export.lines else None
    if lines is None:
        return None
    table = export.table(query)
    return Download(CSV.writer, table, with_header(table, lines))


def _add_metadata(router: APIRouter, export: Export[Any], door: object) -> None:
    async def describe(request: Request, query: BaseModel, read: Read) -> Response:
        url = f"{export.path.rpartition('/')[2]}.csv"
        query_string = request.scope["query_string"].decode("ascii")
        found = csvw.metadata(export.table(query), f"{url}?{query_string}" if query_string else url)
        return JSONResponse(found, media_type=csvw.MEDIA_TYPE)

    _name(describe, f"describe_{export.name.replace('-', '_')}_csv", export, door)
    describe.__doc__ = "What the columns of the CSV are, for programs (CSVW)."
    file = f"{export.path.rpartition('/')[2]}.csv"
    example = csvw.metadata(export.table(export.query()), file)
    content = {csvw.MEDIA_TYPE: {"schema": {"type": "object"}, "example": example}}
    router.add_api_route(
        f"{export.path}.{csvw.SUFFIX}",
        describe,
        response_class=Response,
        responses={200: {"content": content, "description": "Metadata for tabular data"}},
    )


def _name(endpoint: Callable[..., object], name: str, export: Export[Any], door: object) -> None:
    """Name an operation, and put in what it takes."""
    endpoint.__name__ = name
    query: Any = export.query
    endpoint.__annotations__.update({"query": Annotated[query, Query()], "read": door})


def _link(request: Request) -> str:
    """The header that leads from a CSV to its metadata, with the same filters."""
    scope = request.scope
    path = quote(scope["path"].removesuffix(f".{CSV.suffix}"))
    query = scope["query_string"].decode("ascii")
    target = f"{path}.{csvw.SUFFIX}" + (f"?{query}" if query else "")
    return f'<{target}>; rel="describedby"; type="{csvw.MEDIA_TYPE}"'
