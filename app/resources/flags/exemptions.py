"""Exemptions: granted, withdrawn and listed; each is a change, never an edit."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.db.base import new_id
from app.db.pending import Document
from app.db.tables import Exemption
from app.db.unit_of_work import Found, UnitOfWork
from app.errors import Fault, Invalid, NotFound
from app.resources.expectations import excusing
from app.resources.expectations.asking import asked
from app.resources.expectations.flags import is_excused, is_overdue, note
from app.resources.expectations.notices import notices
from app.resources.expectations.rows import expectation
from app.resources.flags import holding, instants
from app.resources.flags.doings import among, done, latest
from app.resources.flags.history import ever_known
from app.resources.flags.schemas import (
    ExemptionCreate,
    ExemptionRead,
    Exemptions,
    ExemptionWritten,
)
from app.resources.flags.words import shows
from app.resources.operations import retries
from app.resources.records.answers import Answer
from app.resources.records.pointers import names, resolve
from app.resources.records.schemas import FlagNotices
from app.rules.state import Excused
from app.vocabulary import Verb
from app.web.idempotency import Claim

Row = dict[str, Any]


def grant(
    uow: UnitOfWork, id: UUID, new: ExemptionCreate, claim: Claim | None
) -> Callable[[], Answer]:
    """Excuse an expectation on some days; a retry with the same key is answered as at first."""
    answered = retries.claimed(uow, claim) if claim else None
    if answered is not None:
        return lambda: _again(uow, answered)
    stretches = holding.standing(uow, id)
    row = _row(uow, new, stretches)
    flag = _flag(uow, stretches)
    known = excusing.live(uow, [id]).get(id, [])
    uow.pending.excused[id] = known
    was_flag = flag is not None and not is_excused(uow, id)
    uow.pending.excused[id] = [*known, Excused(row["from_on"], row["expires_on"])]
    uow.pending.begun.setdefault(Exemption, []).append(row)
    note(uow, id, Verb.EXEMPTED)
    if was_flag and is_excused(uow, id):
        note(uow, id, Verb.CLEARED)
        uow.pending.cleared.append(expectation(flag))

    def answer() -> Answer:
        flags = notices(uow)
        if claim:
            kept = {"id": str(row["id"]), "flags": flags.model_dump(mode="json")}
            retries.keep(uow, claim, kept)
        with_words = shows(uow, stretches[0].subject_id, is_new=True)
        return _written(_read(uow, row, with_words=with_words), flags, 201)

    return answer


def _row(uow: UnitOfWork, new: ExemptionCreate, stretches: Sequence[Found]) -> Row:
    """The exemption as it is stored; nobody approves their own."""
    approver_id = UUID(resolve(uow, new)["approver_id"])
    if approver_id in {stretch.worker_id for stretch in stretches}:
        place = "/approver_id" if new.approver_id else "/approver_ref"
        detail = "Whoever carries an expectation cannot approve its exemption: name somebody else."
        fault = Fault("own-approver", detail, pointer=place)
        raise Invalid("An exemption has another approver than its subject.", faults=(fault,))
    return {
        "id": new_id(),
        "expectation_id": stretches[0].id,
        **holding.place(stretches[0]),
        "from_on": new.from_on,
        "expires_on": new.expires_on,
        "approver_id": approver_id,
        "reason": new.reason,
        "created_at": uow.now,
        "client_id": uow.client.id,
        "on_behalf_of": uow.on_behalf_of,
    }


def _flag(uow: UnitOfWork, stretches: Sequence[Found]) -> Found | None:
    """The stretch that is overdue today, whether it is excused or not."""
    return next((one for one in stretches if is_overdue(one, uow.today)), None)


def withdraw(uow: UnitOfWork, id: UUID, exemption_id: UUID) -> Callable[[], Answer]:
    """Let an exemption count no longer, from this change on; it stays in the history.

    Its expectation may be gone: what comes back, or takes its place, is then not excused.
    """
    subject_id = holding.hold(uow, id)
    stretches = holding.stretches(uow, id)
    (one, *_) = among(uow, Exemption, [exemption_id], None) or (None,)
    if one is None or one.last.expectation_id != id or one.withdrawn_in(latest(None)):
        raise NotFound("There is no such exemption, or it was withdrawn.")
    flag = _flag(uow, stretches)
    uow.pending.excused |= excusing.live(uow, [id])
    was_excused = is_excused(uow, id)
    uow.pending.excused[id].remove(Excused(one.last.from_on, one.last.expires_on))
    uow.pending.ended.setdefault(Exemption, []).append({"by_id": exemption_id})
    note(uow, id, Verb.EXEMPTION_WITHDRAWN)
    if flag is not None and was_excused and not is_excused(uow, id):
        note(uow, id, Verb.RAISED)
        uow.pending.raised.append(expectation(flag))

    def answer() -> Answer:
        with_words = shows(uow, subject_id)
        read = _read(uow, one.last._asdict(), with_words=with_words, withdrawn_at=uow.now)
        return _written(read, notices(uow), 200)

    return answer


def find_all(uow: UnitOfWork, id: UUID, known_at: date | datetime | None) -> Exemptions:
    """All exemptions of an expectation, withdrawn ones too, as known then."""
    moment = asked(uow, None, known_at)
    stretches = ever_known(uow, [id], moment.seq)
    if not stretches:
        raise NotFound("There is no such expectation.")
    found = [one for one in done(uow, Exemption, id, moment.seq) if not one.has_moved_on]
    with_words = bool(found) and shows(uow, stretches[0].subject_id)
    ends = {one.last.id: one.withdrawn_in(latest(moment.seq)) for one in found}
    made = instants.made(uow, {seq for seq in ends.values() if seq})
    items = []
    for one in found:
        end = ends[one.last.id]
        withdrawn_at = made[end].at if end else None
        row = one.last._asdict()
        items.append(_read(uow, row, with_words=with_words, withdrawn_at=withdrawn_at))
    return Exemptions(known_at=moment.known_at, items=items)


def _again(uow: UnitOfWork, answered: Document) -> Answer:
    """As it was granted, whatever has become of it since."""
    (one,) = among(uow, Exemption, [UUID(answered["id"])], None)
    first = one.rows[0]
    (stretch, *_) = ever_known(uow, [first.expectation_id], None)
    with_words = shows(uow, stretch.subject_id)
    flags = FlagNotices.model_validate(answered["flags"])
    answer = _written(_read(uow, first._asdict(), with_words=with_words), flags, 201)
    answer.headers.update(retries.REPLAYED)
    return answer


def _read(
    uow: UnitOfWork, row: Row, *, with_words: bool, withdrawn_at: datetime | None = None
) -> ExemptionRead:
    known = names(uow, [id for id in (row["approver_id"], row["on_behalf_of"]) if id])
    return ExemptionRead(
        **{name: row[name] for name in ("id", "expectation_id", "from_on", "expires_on")},
        reason=row["reason"] if with_words else None,
        approver_id=row["approver_id"],
        approver_ref=known.get(str(row["approver_id"])),
        created_at=row["created_at"],
        client_id=row["client_id"],
        on_behalf_of_id=row["on_behalf_of"],
        on_behalf_of_ref=known.get(str(row["on_behalf_of"])),
        withdrawn_at=withdrawn_at,
        withheld=[] if with_words else ["reason"],
    )


def _written(read: ExemptionRead, flags: FlagNotices, status: int) -> Answer:
    written = ExemptionWritten(**read.model_dump(), flags=flags)
    return Answer(written.model_dump_json().encode(), status)
