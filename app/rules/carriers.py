"""Who supervised whom on a day: by agreement, else as the last session had it."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from app.rules.calendar import DAY
from app.rules.facts import EARLIEST, Agreement, Place, Session, Supervised, Worker


class Carrier(NamedTuple):
    """Who carried an expectation, and under which plan."""

    worker_id: UUID | None
    supervisor_id: UUID | None
    team_id: UUID | None
    plan_type: str | None = None


class Supervisors:
    """Who supervised last, as at any day."""

    __slots__ = ("_days", "_ids")

    def __init__(
        self, held: Iterable[tuple[Place, Session]], earlier: Iterable[Supervised]
    ) -> None:
        """Put all held sessions that count in order."""
        known: list[tuple[Place, UUID | None]] = [
            (place, session.supervisors[0] if session.supervisors else None)
            for place, session in held
        ]
        known += [
            ((each.held_on, each.started_at or EARLIEST, each.id), each.supervisor_id)
            for each in earlier
        ]
        known.sort(key=lambda pair: pair[0])
        self._days = [place[0] for place, _ in known]
        self._ids = [supervisor_id for _, supervisor_id in known]

    def changes(self) -> Iterator[date]:
        """The days from which on somebody else supervised last."""
        before = None
        for day, id in zip(self._days, self._ids, strict=True):
            if id != before:
                yield day
            before = id

    def on(self, day: date, worker: Worker | None) -> UUID | None:
        """The supervisor agreed for that day, else the first of the last session by then."""
        running = [one for one in worker.agreements if runs(one, day)] if worker else ()
        if running:
            return max(running, key=lambda one: (one.started_on, one.id)).supervisor_id
        index = bisect_right(self._days, day)
        return self._ids[index - 1] if index else None


def agreed_changes(worker: Worker) -> Iterator[date]:
    """The days on which what is agreed about who supervises a worker may change."""
    for agreement in worker.agreements:
        yield agreement.started_on
        if agreement.ended_on:
            yield agreement.ended_on + DAY


def running(agreements: Iterable[Agreement], day: date) -> list[Agreement]:
    """Those in force on a day; on a hand-over day the old one has made way for the new."""
    found = [one for one in agreements if runs(one, day)]
    if not any(one.started_on == day for one in found):
        return found
    return [one for one in found if one.started_on == day or one.ended_on != day]


def runs(agreement: Agreement, day: date) -> bool:
    """Whether an agreement is in force on a day."""
    ended_on = agreement.ended_on
    return agreement.started_on <= day and (ended_on is None or day <= ended_on)
