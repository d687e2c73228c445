"""The calendar: add a version, which stores its dates and is brought in by a job; read them."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from app.db import clients, jobs
from app.db.base import columns_of
from app.db.line import canonical
from app.db.pending import Document, Noted
from app.db.tables import CalendarVersion
from app.db.unit_of_work import Found, UnitOfWork
from app.errors import Fault, Invalid, NotFound
from app.resources.calendars.bank_holidays import bank_holidays
from app.resources.calendars.schemas import (
    CalendarOutline,
    CalendarPut,
    CalendarRead,
    CalendarToday,
    CalendarWritten,
    Proposed,
)
from app.resources.expectations.reevaluating import progress, unfinished
from app.resources.expectations.rulebook import CALENDARS, rulebook
from app.vocabulary import JobKind, Nation, Outcome, Verb
from app.web.conditional import Expected

VERSION = columns_of(CalendarVersion).version
SAID = ("nation", "time_zone", "closure_days", "days")
"""What makes a version another one than that before it."""


def put(uow: UnitOfWork, sent: CalendarPut, expected: Expected) -> Callable[[], CalendarWritten]:
    """Add a version unless it says what the newest says already; writers take turns."""
    clients.take_turn(uow)
    newest = uow.rows(CALENDARS)[-1]
    expected.check(newest.version)
    before = _document(newest)
    document = _completed(sent, before)
    applies_from = max(sent.effective_on or uow.today, uow.today)
    is_same = all(document[name] == before[name] for name in SAID)
    if is_same and rulebook(uow).calendar_on(applies_from).version == newest.version:
        read = _read(newest)
        return lambda: CalendarWritten(outcome=Outcome.UNCHANGED, calendar=read, reevaluating=None)
    _check_zone(sent, before, applies_from, uow.today)
    row, job = _add(uow, newest.version + 1, document, applies_from)
    return lambda: CalendarWritten(
        outcome=Outcome.UPDATED, calendar=row, reevaluating=progress(job)
    )


def _completed(sent: CalendarPut, before: Document) -> Document:
    """What is sent, what stays, and the dates that follow from both."""
    changes = sent.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    whole = {**before, "effective_on": None, **changes}
    public = [day.isoformat() for day in bank_holidays(Nation(whole["nation"]))]
    return {**whole, "days": sorted({*public, *whole["closure_days"]})}


def _check_zone(sent: CalendarPut, before: Document, applies_from: date, today: date) -> None:
    """What is sent is read in one time zone from now on: it cannot change on a day to come."""
    if sent.time_zone in {None, before["time_zone"]} or applies_from <= today:
        return
    detail = "A new time zone counts from today: leave effective_on out, or send it on its day."
    fault = Fault("time-zone-later", detail, pointer="/time_zone")
    raise Invalid("The calendar cannot be so.", faults=(fault,))


def _add(
    uow: UnitOfWork, version: int, document: Document, applies_from: date
) -> tuple[CalendarRead, Found]:
    row: dict[str, Any] = {
        "version": version,
        "applies_from": applies_from,
        "document": canonical(document),
        "created_at": uow.now,
    }
    uow.insert(CalendarVersion, [row])
    clients.use_calendar(uow, version, Nation(document["nation"]), document["time_zone"])
    organisation = uow.client.organisation_id
    uow.pending.changes.append(Noted("calendar", organisation, Verb.UPDATED, version))
    job = jobs.queue(uow, JobKind.CALENDAR, version=version, since=applies_from)
    return _read(uow.rows(CALENDARS)[-1]), job


def find_today(uow: UnitOfWork) -> CalendarToday:
    """The version that applies today, with an outline of all, and what could be taken over."""
    rows = {row.version: row for row in uow.rows(CALENDARS)}
    today = rows[rulebook(uow).calendar_on(uow.today).version]
    return CalendarToday(
        **_read(today).model_dump(),
        versions=[_outline(row) for row in rows.values()],
        proposed=_proposed(_read(rows[max(rows)])),
        reevaluating=unfinished(uow),
    )


def find(uow: UnitOfWork, version: int) -> CalendarRead:
    """One version."""
    for row in uow.rows(CALENDARS):
        if row.version == version:
            return _read(row)
    raise NotFound("There is no such version.")


def _proposed(newest: CalendarRead) -> Proposed:
    now, stored = bank_holidays(newest.nation), {*newest.bank_holidays, *newest.closure_days}
    return Proposed(
        added=[day for day in now if day not in stored],
        removed=[day for day in newest.bank_holidays if day not in now],
    )


def _document(row: Found) -> Document:
    """What a version says; the first ones knew neither closure days nor a day asked for."""
    return {"closure_days": [], "effective_on": None, **json.loads(row.document)}


def _outline(row: Found) -> CalendarOutline:
    return CalendarOutline(
        version=row.version, applies_from=row.applies_from, created_at=row.created_at
    )


def _read(row: Found) -> CalendarRead:
    said = _document(row)
    closed = set(said["closure_days"])
    public = [day for day in said.pop("days") if day not in closed]
    return CalendarRead(**_outline(row).model_dump(), **said, bank_holidays=public)
