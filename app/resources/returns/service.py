"""Returns: frozen, listed, read; never edited."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam

from app.db.base import columns_of, new_id
from app.db.line import canonical, seq_at
from app.db.pending import Noted
from app.db.prepared import Prepared
from app.db.tables import FrozenReturn
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.errors import NotFound
from app.resources.compliance.figures import figures
from app.resources.compliance.schemas import Compliance
from app.resources.expectations.asking import asked
from app.resources.operations import retries
from app.resources.records.answers import Answer
from app.resources.returns.schemas import ReturnCreate, ReturnListed, ReturnRead, Returns
from app.vocabulary import Verb
from app.web.idempotency import Claim

R = columns_of(FrozenReturn)
LATEST = Prepared(owned(FrozenReturn).order_by(R.created_at.desc(), R.id.desc()).limit(200))
ONE = Prepared(owned(FrozenReturn).where(R.id == bindparam("id")))


def record(uow: UnitOfWork, new: ReturnCreate, claim: Claim | None) -> Callable[[], Answer]:
    """Freeze the figures at the last change that there is; what comes after it is not in them."""
    answered = retries.claimed(uow, claim) if claim else None
    if answered is not None:
        return lambda: _answer(uow, UUID(answered["id"]), retries.REPLAYED)
    known_at = asked(uow, new.asked.as_at, new.asked.known_at).known_at
    found = figures(uow, new.asked.model_copy(update={"known_at": known_at}))
    id = new_id()
    row = {
        "id": id,
        "title": new.title,
        "asked": canonical(new.asked.model_dump(mode="json", by_alias=True, exclude_none=True)),
        "figures": found.model_dump_json(by_alias=True),
        "seq": seq_at(uow, found.known_at),
        "client_id": uow.client.id,
        "created_at": uow.now,
    }
    uow.insert(FrozenReturn, [row])
    uow.pending.changes.append(Noted("returns", id, Verb.CREATED))

    def answer() -> Answer:
        if claim:
            retries.keep(uow, claim, {"id": str(id)})
        return _answer(uow, id, {})

    return answer


def find_all(uow: UnitOfWork) -> Returns:
    """The latest ones, without their figures."""
    return Returns(items=[listed(row) for row in uow.rows(LATEST)])


def find(uow: UnitOfWork, id: UUID) -> ReturnRead:
    """One return with its figures."""
    row = row_of(uow, id)
    return ReturnRead(
        **_said(row),
        asked=json.loads(row.asked),
        figures=Compliance.model_validate_json(row.figures),
    )


def row_of(uow: UnitOfWork, id: UUID) -> Found:
    """The row of a return."""
    row = uow.one(ONE, id=id)
    if row is None:
        raise NotFound("There is no such return.")
    return row


def listed(row: Found) -> ReturnListed:
    """A return without its figures."""
    return ReturnListed(**_said(row))


def _said(row: Found) -> dict[str, Any]:
    own = {name: getattr(row, name) for name in ("id", "title", "created_at", "client_id")}
    told = json.loads(row.figures)
    return own | {
        name: told[name] for name in ("measure", "from", "to", "as_at", "known_at", "hash")
    }


def _answer(uow: UnitOfWork, id: UUID, headers: dict[str, str]) -> Answer:
    body = find(uow, id).model_dump_json(by_alias=True).encode()
    return Answer(body, 201, {"Location": f"/v1/returns/{id}", **headers})
