"""Flags: one of them whole, and somebody's word that they have seen it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.db.base import LIVE, new_id
from app.db.pending import Document
from app.db.tables import Acknowledgement
from app.db.unit_of_work import Found, UnitOfWork
from app.errors import Conflict, NotFound
from app.resources.expectations import excusing
from app.resources.expectations import service as expectations
from app.resources.expectations.asking import Asked, asked
from app.resources.expectations.flags import is_excused, is_overdue, note
from app.resources.expectations.reevaluating import reevaluating
from app.resources.expectations.rulebook import restated_versions
from app.resources.flags import holding
from app.resources.flags.doings import among
from app.resources.flags.history import ever_known, history
from app.resources.flags.schemas import (
    AcknowledgementCreate,
    AcknowledgementRead,
    FlagEntry,
    FlagWhole,
)
from app.resources.flags.words import shows
from app.resources.operations import retries
from app.resources.records.answers import Answer
from app.resources.records.pointers import names
from app.rules.catalogue import RULES
from app.vocabulary import FlagEvent, Scope, Verb
from app.web.idempotency import Claim

DONE_BY_PEOPLE = (FlagEvent.ACKNOWLEDGED, FlagEvent.EXEMPTED)


def find(
    uow: UnitOfWork, id: UUID, as_at: date | None, known_at: date | datetime | None
) -> FlagWhole:
    """One flag with its history, also one that is cleared or whose expectation is gone."""
    moment = asked(uow, as_at, known_at)
    rows = ever_known(uow, [id], moment.seq)
    if not any(row.from_on <= moment.as_at for row in rows):
        raise NotFound("There is no such flag.")
    with_words = Scope.NARRATIVE_READ in uow.client.scopes
    told = history(uow, id, moment, with_words=with_words)
    has_words = any(entry.what in DONE_BY_PEOPLE for entry in told)
    if has_words:
        shows(uow, rows[0].subject_id)
    hidden = ["history.note"] if has_words and not with_words else []
    return _whole(uow, rows, moment, (as_at, known_at), told, hidden)


def _whole(  # noqa: PLR0913, PLR0917  # what a flag is made of
    uow: UnitOfWork,
    rows: list[Found],
    moment: Asked,
    as_asked: tuple[date | None, date | datetime | None],
    told: list[FlagEntry],
    hidden: list[str],
) -> FlagWhole:
    rule = RULES[rows[0].rule]
    about: dict[str, Any] = {"severity": rule.severity, "history": told, "withheld": hidden}
    if any(_stands(row, moment) for row in rows):
        explained = expectations.explain(uow, rows[0].id, *as_asked)
        state = explained.stretches[-1].state
        return FlagWhole(**explained.model_dump(), **about, state=state)
    return FlagWhole(
        as_at=moment.as_at,
        known_at=moment.known_at,
        restated_policy_versions=restated_versions(uow, moment.as_at, moment.known_at),
        reevaluating=reevaluating(uow, moment),
        id=rows[0].id,
        rule=rule.code,
        expects=rule.expects,
        basis=[*rule.basis.duty, *rule.basis.number],
        clears_when=None,
        paragraph=None,
        stretches=[],
        **about,
        state=None,
    )


def _stands(row: Found, moment: Asked) -> bool:
    """Whether a row is what was known, and had begun by the day."""
    seq = moment.seq
    is_known = row.known_until == LIVE if seq is None else row.known_until > seq
    return bool(is_known and row.from_on <= moment.as_at)


def acknowledge(
    uow: UnitOfWork, id: UUID, new: AcknowledgementCreate, claim: Claim | None
) -> Callable[[], Answer]:
    """Note that somebody has seen a flag; it must be one today, and may be seen by several."""
    answered = retries.claimed(uow, claim) if claim else None
    if answered is not None:
        return lambda: _again(uow, answered)
    stretches = holding.standing(uow, id)
    uow.pending.excused |= excusing.live(uow, [id])
    if is_excused(uow, id) or not any(is_overdue(one, uow.today) for one in stretches):
        raise Conflict(
            "Only what is overdue today can be acknowledged: look at its state.",
            code="illegal-transition",
        )
    row: dict[str, Any] = {
        "id": new_id(),
        "expectation_id": id,
        **holding.place(stretches[0]),
        "note": new.note,
        "created_at": uow.now,
        "client_id": uow.client.id,
        "on_behalf_of": uow.on_behalf_of,
    }
    uow.pending.begun.setdefault(Acknowledgement, []).append(row)
    note(uow, id, Verb.ACKNOWLEDGED)

    def answer() -> Answer:
        if claim:
            retries.keep(uow, claim, {"id": str(row["id"])})
        return _answer(uow, row, with_words=shows(uow, stretches[0].subject_id, is_new=True))

    return answer


def _again(uow: UnitOfWork, answered: Document) -> Answer:
    (one,) = among(uow, Acknowledgement, [UUID(answered["id"])], None)
    first = one.rows[0]
    (stretch, *_) = ever_known(uow, [first.expectation_id], None)
    answer = _answer(uow, first._asdict(), with_words=shows(uow, stretch.subject_id))
    answer.headers.update(retries.REPLAYED)
    return answer


def _answer(uow: UnitOfWork, row: dict[str, Any], *, with_words: bool) -> Answer:
    known = names(uow, [row["on_behalf_of"]] if row["on_behalf_of"] else [])
    read = AcknowledgementRead(
        id=row["id"],
        flag_id=row["expectation_id"],
        note=row["note"] if with_words else None,
        created_at=row["created_at"],
        client_id=row["client_id"],
        on_behalf_of_id=row["on_behalf_of"],
        on_behalf_of_ref=known.get(str(row["on_behalf_of"])),
        withheld=[] if with_words else ["note"],
    )
    return Answer(read.model_dump_json().encode(), 201)
