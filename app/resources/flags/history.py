"""All that was known of one expectation, change by change, and the history that it tells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from operator import attrgetter
from typing import Self
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, bindparam

from app.db.base import LIVE, columns_of
from app.db.prepared import Prepared
from app.db.tables import Acknowledgement, Exemption, ExpectationRow
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.resources.expectations.asking import Asked
from app.resources.expectations.rows import expectation
from app.resources.expectations.rulebook import rulebook
from app.resources.flags import instants
from app.resources.flags.causes import Causes
from app.resources.flags.doings import Done, done, latest
from app.resources.flags.entries import entries
from app.resources.flags.instants import Brought, Made
from app.resources.flags.schemas import FlagEntry
from app.resources.flags.walking import Event, Granted, Knowledge, Walk
from app.rules.expectation import Expectation
from app.rules.state import Excused
from app.vocabulary import FlagEvent

E = columns_of(ExpectationRow)
IDS: BindParameter[list[UUID]] = bindparam("ids", expanding=True)
EVER_KNOWN = Prepared(owned(ExpectationRow).where(E.id.in_(IDS)))


def ever_known(uow: UnitOfWork, ids: Sequence[UUID], seq: int | None) -> list[Found]:
    """Every row that expectations have had up to a change, the first stretch first."""
    rows = uow.rows(EVER_KNOWN, ids=ids)
    return sorted((row for row in rows if row.known_from <= latest(seq)), key=attrgetter("from_on"))


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is stored about one expectation up to a change.

    `until` says by expectation until which change its rows count: those whose place it took, too,
    where what people did has followed.
    """

    rows: Sequence[Found]
    exemptions: Sequence[Done]
    seen: Sequence[Done]
    until: dict[UUID, int]

    @classmethod
    def about(cls, uow: UnitOfWork, id: UUID, seq: int | None) -> Self:
        """What is stored about an expectation."""
        exemptions = done(uow, Exemption, id, seq)
        seen = done(uow, Acknowledgement, id, seq)
        until: dict[UUID, int] = {}
        for row in (row for one in (*exemptions, *seen) for row in one.rows):
            until[row.expectation_id] = max(row.known_until, until.get(row.expectation_id, 0))
        until[id] = LIVE
        return cls(ever_known(uow, sorted(until), seq), exemptions, seen, until)

    def changes(self, limit: int) -> list[int]:
        """The changes by which anything that was known of it began or ended."""
        every = [*self.rows, *(row for one in self.exemptions for row in one.rows)]
        found = {row.known_from for row in every} | {row.known_until for row in every}
        return sorted(seq for seq in found if seq <= limit)

    def stretches(self, seq: int) -> tuple[Expectation, ...]:
        """Those known after a change."""
        return tuple(
            expectation(row)
            for row in self.rows
            if _is_known(row, seq) and seq < self.until[row.id]
        )

    def granted(self, seq: int) -> tuple[Granted, ...]:
        """The exemptions known after a change."""
        return tuple(
            Granted(row.id, Excused(row.from_on, row.expires_on))
            for one in self.exemptions
            for row in one.rows
            if _is_known(row, seq)
        )

    def withdrawn(self, seq: int) -> frozenset[UUID]:
        """The exemptions that a change took back."""
        return frozenset(one.last.id for one in self.exemptions if one.withdrawn_in(seq) == seq)


def history(uow: UnitOfWork, id: UUID, moment: Asked, *, with_words: bool) -> list[FlagEntry]:
    """What became of a flag up to the day, in the order in which it became known."""
    kept = Kept.about(uow, id, moment.seq)
    seqs = kept.changes(latest(moment.seq))
    made = instants.made(uow, {*seqs, *(one.last.made_in for one in kept.seen)})
    brought = instants.brought(uow, seqs)
    known = _known(uow, kept, seqs, made, brought)
    events = [
        *_walk(uow, moment).events(known),
        *_acknowledged(uow, kept.seen, made, moment.as_at),
    ]
    words = {one.last.id: one.last.reason for one in kept.exemptions}
    words |= {one.last.id: one.last.note for one in kept.seen}
    causes = Causes(uow, brought)
    return entries(uow, events, causes, made, words if with_words else {})


def _known(
    uow: UnitOfWork,
    kept: Kept,
    seqs: Sequence[int],
    made: dict[int, Made],
    brought: dict[int, Brought],
) -> list[Knowledge]:
    nothing = Brought()
    return [
        Knowledge(
            seq=seq,
            at=made[seq].at,
            on=uow.day_of(made[seq].at),
            stretches=kept.stretches(seq),
            exemptions=kept.granted(seq),
            withdrawn=kept.withdrawn(seq),
            received=brought.get(seq, nothing).received,
            is_of_policy=brought.get(seq, nothing).is_of_policy,
        )
        for seq in seqs
    ]


def _is_known(row: Found, seq: int) -> bool:
    return bool(row.known_from <= seq < row.known_until)


def _walk(uow: UnitOfWork, moment: Asked) -> Walk:
    """Up to the day, and no further than the day on which we knew."""
    zone = ZoneInfo(uow.client.time_zone)
    book = rulebook(uow)
    return Walk(
        until=min(moment.as_at, _day_known(uow, moment)),
        midnight=lambda day: datetime.combine(day, time(), zone).astimezone(UTC),
        policy_days=frozenset(each.applies_from for each in book.policies)
        | frozenset(each.applies_from for each in book.calendars),
    )


def _day_known(uow: UnitOfWork, moment: Asked) -> date:
    return uow.today if moment.seq is None else uow.day_of(moment.known_at)


def _acknowledged(
    uow: UnitOfWork, seen: Sequence[Done], made: dict[int, Made], as_at: date
) -> Iterator[Event]:
    for one in seen:
        at = made[one.last.made_in].at
        if uow.day_of(at) <= as_at:
            yield Event(
                FlagEvent.ACKNOWLEDGED,
                uow.day_of(at),
                at,
                acknowledgement_id=one.last.id,
                seq=one.last.made_in,
            )
