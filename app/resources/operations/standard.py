"""The operations that every kind of record has, made in one place for all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.db.unit_of_work import UnitOfWork
from app.resources.expectations.asking import KnownAt
from app.resources.operations import work
from app.resources.operations.lookup import Lookup, LookupAnswer, look_up
from app.resources.operations.paths import ReferenceInPath, SourceInPath
from app.resources.operations.responses import answered, paged
from app.resources.operations.versions import VersionPage, VersionQuery, find_versions
from app.resources.operations.writers import Writer
from app.resources.records.answers import Answer
from app.resources.records.listing import ListQuery, Tombstone
from app.resources.records.schemas import Envelope, IncomingRecord, NewRecord, Put
from app.web.conditional import IfMatch, IfNoneMatch
from app.web.door import RecordsRead, RecordsWrite
from app.web.idempotency import Retry
from app.web.paging import CountedPage
from app.web.problems import problems
from app.web.routes import router as guarded

Endpoint = Callable[..., Any]
Lister = Callable[[UnitOfWork, Any], tuple[Answer, str | None]]
InQuery = Annotated[KnownAt | None, Query()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """What is sent and answered for one kind of record."""

    create: type[NewRecord]
    change: type[IncomingRecord]
    put: type[IncomingRecord]
    read: type[Envelope]
    written: type[Envelope]
    filters: type[ListQuery]


def standard_router(
    writer: Writer, shapes: Shapes, find_all: Lister, *, a: str, reading: object = RecordsRead
) -> APIRouter:
    """A router with the operations of one kind; a router of its own may add further ones.

    `a` is what a sentence calls a record ("a team"), `reading` the door through which it is read.
    The names of operations, by which clients are generated, follow from the kind's type.
    """
    made = _Standard(writer, shapes, a, reading)
    made.add_lists(find_all)
    made.add_ones()
    made.add_past()
    made.add_put()
    made.add_keyed()
    return made.router


class _Standard:
    """Adds the operations of one kind to its router.

    Endpoints are written for any kind; the decorator puts in what this kind's sends and answers.
    """

    def __init__(self, writer: Writer, shapes: Shapes, a: str, reading: object) -> None:
        type = writer.kind.type.value
        self.writer, self.kind, self.shapes, self.a = writer, writer.kind, shapes, a
        self.one, self.many = writer.kind.name.replace(" ", "_"), type.replace("-", "_")
        self.whole, self.by_id = f"/{type}", f"/{type}/{{id}}"
        self.keyed = f"/sources/{{source}}/{type}/{{reference:path}}"
        self.router = guarded("/v1", tags=[type])
        self._reading = reading

    def _add(  # noqa: PLR0913  # an operation has this many parts
        self,
        method: str,
        path: str,
        name: str,
        says: str,
        model: object = None,
        *,
        status: int = 200,
        refusals: tuple[int, ...] = (),
        **narrower: object,
    ) -> Callable[[Endpoint], Endpoint]:
        def added(endpoint: Endpoint) -> Endpoint:
            if "read" in endpoint.__annotations__:
                narrower["read"] = self._reading
            endpoint.__name__, endpoint.__doc__ = name, says
            endpoint.__annotations__.update(narrower)
            self.router.add_api_route(
                path,
                endpoint,
                methods=[method],
                status_code=status,
                response_model=model,
                responses=problems(*refusals),
            )
            return endpoint

        return added

    def add_lists(self, find_all: Lister) -> None:
        """Record one, list them, look many up."""
        written, read = self.shapes.written, self.shapes.read
        filters = _of(Annotated, (self.shapes.filters, Query()))

        @self._add(
            "POST",
            self.whole,
            f"record_{self.one}",
            f"Record {self.a}.",
            written,
            status=201,
            refusals=(409,),
            new=self.shapes.create,
        )
        async def record(new: NewRecord, write: RecordsWrite, retry: Retry) -> Response:
            return answered(await write(work.create, self.writer, new, retry))

        name, says = f"list_{self.many}", f"List {self.many.replace('_', ' ')}."

        @self._add(
            "GET", self.whole, name, says, _of(CountedPage, read | Tombstone), filters=filters
        )
        async def find_page(request: Request, filters: ListQuery, read: RecordsRead) -> Response:
            return paged(request, await read(find_all, filters))

        name = f"look_up_{self.many}"
        says = "Look many up at once, by our ids and their senders' references, in the order asked."

        @self._add("POST", f"{self.whole}/lookup", name, says, _of(LookupAnswer, read))
        async def lookup(sent: Lookup, read: RecordsRead) -> Response:
            return answered(await read(look_up, self.kind, sent))

    def add_ones(self) -> None:
        """Read, change and remove one by our id."""

        @self._add("GET", self.by_id, f"get_{self.one}", f"Read {self.a}.", self.shapes.read)
        async def get(
            id: UUID, read: RecordsRead, known_at: InQuery = None, if_none_match: IfNoneMatch = None
        ) -> Response:
            return answered(await read(work.find, self.kind, id, known_at), if_none_match)

        @self._add(
            "PATCH",
            self.by_id,
            f"change_{self.one}",
            f"Merge a patch into {self.a} (RFC 7396).",
            self.shapes.written,
            refusals=(409, 412),
            patch=self.shapes.change,
        )
        async def change(
            id: UUID, patch: IncomingRecord, write: RecordsWrite, if_match: IfMatch
        ) -> Response:
            return answered(await write(work.change, self.writer, id, patch, if_match))

        name, says = f"remove_{self.one}", f"Mark {self.a} as entered in error."

        @self._add("DELETE", self.by_id, name, says, status=204, refusals=(412,))
        async def remove(id: UUID, write: RecordsWrite, if_match: IfMatch) -> Response:
            return answered(await write(work.remove, self.writer, id, if_match))

    def add_past(self) -> None:
        """All versions of one."""
        name = f"list_versions_of_{self.one}"
        says = f"List what {self.a} has said so far: every version, also of one that was removed."
        page = _of(VersionPage, self.shapes.read)

        @self._add("GET", f"{self.by_id}/versions", name, says, page)
        async def versions(
            request: Request, id: UUID, query: Annotated[VersionQuery, Query()], read: RecordsRead
        ) -> Response:
            return paged(request, await read(find_versions, self.kind, id, query))

    def add_put(self) -> None:
        """Create or update one by its sender's key."""

        @self._add(
            "PUT",
            self.keyed,
            f"put_{self.one}",
            f"Create or update {self.a} by its sender's key.",
            _of(Put, self.shapes.read),
            refusals=(404, 409),
            sent=self.shapes.put,
        )
        async def put(
            source: SourceInPath,
            reference: ReferenceInPath,
            sent: IncomingRecord,
            write: RecordsWrite,
        ) -> Response:
            return answered(await write(work.put, self.writer, source, reference, sent))

    def add_keyed(self) -> None:
        """Read and remove one by its sender's key."""
        name, says = f"get_{self.one}_by_key", f"Read {self.a} by its sender's key."

        @self._add("GET", self.keyed, name, says, self.shapes.read)
        async def get(
            source: SourceInPath,
            reference: ReferenceInPath,
            read: RecordsRead,
            known_at: InQuery = None,
            if_none_match: IfNoneMatch = None,
        ) -> Response:
            found = await read(work.find_put, self.kind, source, reference, known_at)
            return answered(found, if_none_match)

        name = f"remove_{self.one}_by_key"
        says = f"Mark {self.a} as entered in error, by its sender's key."

        @self._add("DELETE", self.keyed, name, says, status=204)
        async def remove(
            source: SourceInPath, reference: ReferenceInPath, write: RecordsWrite
        ) -> Response:
            return answered(await write(work.remove_put, self.writer, source, reference))


def _of(generic: Any, part: object) -> object:  # noqa: ANN401  # a generic model, made for one part
    return generic[part]
