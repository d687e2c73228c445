"""Doors: the only way from an endpoint to the data.

An endpoint declares one as a parameter, and is then authenticated, scoped and bound to the
client's organisation before its body is read:

    async def record_session(new: SessionCreate, write: RecordsWrite) -> Response:
        return answer(await write(service.record, new), status=201)
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Concatenate, ParamSpec, TypeVar

from fastapi import Depends, Header
from fastapi.dependencies.models import Dependant
from starlette.requests import HTTPConnection

from app.db.database import Database
from app.db.delegates import HEADER
from app.db.unit_of_work import Client, UnitOfWork
from app.errors import Forbidden, Malformed, Unauthenticated
from app.fields import REFERENCE
from app.vocabulary import Scope
from app.web.visit import Visit, visit_of

P = ParamSpec("P")
R = TypeVar("R")
LARGEST = 2**53 - 1
"""The last number that every reader of JSON takes as it is."""
OnBehalfOf = Annotated[
    str | None,
    Header(
        alias=HEADER,
        description="The reference of the worker for whom you act; needs the scope `delegate`.",
    ),
]
AtLeast = Annotated[
    int,
    Header(
        alias="Supervision-At-Least",
        ge=0,
        le=LARGEST,
        description="The `Supervision-Change` that a write answered: this read will know of it.",
    ),
]


@dataclass(frozen=True, slots=True)
class _Opened:
    """A door that one client has gone through."""

    database: Database
    client: Client


class Read(_Opened):
    """Runs work that reads, as this client."""

    __slots__ = ()

    async def __call__(
        self, work: Callable[Concatenate[UnitOfWork, P], R], *args: P.args, **named: P.kwargs
    ) -> R:
        """Run work on a worker thread in one snapshot, and return what it returns."""
        return await self.database.read(self.client, work, *args, **named)


@dataclass(frozen=True, slots=True)
class Write(_Opened):
    """Runs work that writes, as this client."""

    visit: Visit

    async def __call__(
        self,
        work: Callable[Concatenate[UnitOfWork, P], Callable[[], R]],
        *args: P.args,
        **named: P.kwargs,
    ) -> R:
        """Run work on a worker thread in one transaction; its answer is made, then committed."""
        answer = await self.database.write(self.client, work, *args, **named)
        self.visit.change = self.database.seen_by(self.client)
        return answer


@dataclass(frozen=True, slots=True)
class Door:
    """What an endpoint needs to reach the data, and the scope that allows it."""

    scope: Scope | None = None

    def enter(self, connection: HTTPConnection, acts_for: str | None) -> Client:
        """The client whom the route let in; checked again, as this is the last lock."""
        client = visit_of(connection.scope).client
        if client is None:
            raise Unauthenticated("Send a key.")
        if self.scope is not None:
            check_scopes(client, frozenset({self.scope}))
        return client if acts_for is None else acting_for(client, acts_for)


@dataclass(frozen=True, slots=True)
class ReadDoor(Door):
    """A door for what only reads, and whether all of that is on the line of changes.

    Of what is not, no number says whether a copy of the data has it.
    """

    is_on_line: bool = True

    async def __call__(
        self, connection: HTTPConnection, acts_for: OnBehalfOf = None, at_least: AtLeast = 0
    ) -> Read:
        """Open."""
        client = self.enter(connection, acts_for)
        if at_least or not self.is_on_line:
            client = replace(client, at_least=at_least if self.is_on_line else None)
        return Read(connection.app.state.database, client)


class WriteDoor(Door):
    """A door for what writes; the answer says which change it made, or knows of."""

    __slots__ = ()

    async def __call__(self, connection: HTTPConnection, acts_for: OnBehalfOf = None) -> Write:
        """Open."""
        client = self.enter(connection, acts_for)
        return Write(connection.app.state.database, client, visit_of(connection.scope))


def acting_for(client: Client, reference: str) -> Client:
    """The client on behalf of a worker; the key needs the scope `delegate` for that."""
    check_scopes(client, frozenset({Scope.DELEGATE}))
    if not REFERENCE.fullmatch(reference):
        raise Malformed(f"{HEADER} must hold a worker's reference.", code="malformed-header")
    return replace(client, acts_for=reference)


def check_scopes(client: Client, needed: frozenset[Scope]) -> None:
    """Raise `Forbidden` unless the client has every scope that is needed."""
    if not needed <= client.scopes:
        listed = ", ".join(sorted(needed - client.scopes))
        raise Forbidden(f"This needs a key with the scope {listed}.", code="scope-missing")


def doors_of(dependant: Dependant) -> Iterator[Door]:
    """Every door that an endpoint declares, at any depth."""
    for inner in dependant.dependencies:
        if isinstance(inner.call, Door):
            yield inner.call
        yield from doors_of(inner)


AnyClient = Annotated[Read, Depends(ReadDoor())]
RecordsRead = Annotated[Read, Depends(ReadDoor(Scope.RECORDS_READ))]
RecordsWrite = Annotated[Write, Depends(WriteDoor(Scope.RECORDS_WRITE))]
NarrativeRead = Annotated[Read, Depends(ReadDoor(Scope.NARRATIVE_READ))]
FeedbackRead = Annotated[Read, Depends(ReadDoor(Scope.FEEDBACK_READ))]
ComplianceRead = Annotated[Read, Depends(ReadDoor(Scope.COMPLIANCE_READ))]
ComplianceWrite = Annotated[Write, Depends(WriteDoor(Scope.COMPLIANCE_READ))]
PoliciesWrite = Annotated[Write, Depends(WriteDoor(Scope.POLICIES_WRITE))]
ImportsRead = Annotated[Read, Depends(ReadDoor(Scope.IMPORTS_WRITE, is_on_line=False))]
ImportsWrite = Annotated[Write, Depends(WriteDoor(Scope.IMPORTS_WRITE))]
EventsRead = Annotated[Read, Depends(ReadDoor(Scope.EVENTS_READ))]
WebhooksRead = Annotated[Read, Depends(ReadDoor(Scope.WEBHOOKS_WRITE, is_on_line=False))]
WebhooksWrite = Annotated[Write, Depends(WriteDoor(Scope.WEBHOOKS_WRITE))]
AuditRead = Annotated[Read, Depends(ReadDoor(Scope.AUDIT_READ))]
AdminRead = Annotated[Read, Depends(ReadDoor(Scope.ADMIN))]
AdminWrite = Annotated[Write, Depends(WriteDoor(Scope.ADMIN))]
