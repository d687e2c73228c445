"""All that was known of one expectation, change by change, and the history that it tells."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from itertools import chain
from typing import Any
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
from app.resources.flags.doings import Done, done, latest
from app.resources.flags.instants import Made
from app.resources.flags.schemas import FlagEntry
from app.resources.flags.walking import Event, Granted, Knowledge, Walk
from app.resources.records.pointers import names
from app.rules.state import Excused
from app.vocabulary import FlagEvent

E = columns_of(ExpectationRow)
IDS: BindParameter[list[UUID]] = bindparam("ids", expanding=True)
EVER_KNOWN = Prepared(owned(ExpectationRow).where(E.id.in_(IDS)))


def ever_known(uow: UnitOfWork, ids: list[UUID], moment: Asked) -> list[Found]:
    """Every row that expectations have had up to what is asked about, in no order."""
    limit = latest(moment.seq)
    return [row for row in uow.rows(EVER_KNOWN, ids=ids) if row.known_from <= limit]


def history(uow: UnitOfWork, id: UUID, moment: Asked, *, with_words: bool) -> list[FlagEntry]:
    """What became of a flag up to the day, in the order in which it became known.

    Where it took the place of a sibling and what people did has followed, the sibling's, too.
    """
    exemptions = done(uow, Exemption, id, moment.seq)
    seen = done(uow, Acknowledgement, id, moment.seq)
    ids = {id, *chain.from_iterable(one.stood_under(id) for one in (*exemptions, *seen))}
    rows = ever_known(uow, sorted(ids), moment)
    seqs = _changes(rows, exemptions, latest(moment.seq))
    made = instants.made(uow, {*seqs, *(one.last.made_in for one in seen)})
    known = _known(uow, rows, exemptions, ids, seqs, made)
    events = [*_walk(uow, moment).events(known), *_acknowledged(uow, seen, made, moment)]
    events.sort(key=lambda event: event[0].known_at if isinstance(event, tuple) else event)
    return events
