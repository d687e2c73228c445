"""Which figures of two returns differ, and how much of it each cause has moved."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.db.unit_of_work import Found, UnitOfWork
from app.errors import Conflict
from app.resources.compliance.figures import figures
from app.resources.compliance.groups import EVERY_FIELD, FIELDS, in_order
from app.resources.compliance.queries import ComplianceQuery
from app.resources.compliance.schemas import Compliance, DueInPeriod, InTimescale
from app.resources.compliance.scope import scope_of
from app.resources.returns.causes import causes
from app.resources.returns.parts import parts, touched
from app.resources.returns.schemas import Cause, Comparison, Difference, Moved
from app.resources.returns.service import listed, row_of
from app.vocabulary import Measure

NUMBERS = {
    Measure.DUE_IN_PERIOD: (
        "expected", "met", "met_late", "overdue", "in_grace", "not_yet_due", "due_soon", "paused",
        "excused", "cannot_judge",
    ),
    Measure.IN_TIMESCALE: (
        "subjects", "in_timescale", "overdue", "paused", "excused", "cannot_judge",
    ),
}  # fmt: skip
EXPECTED = ("met", "met_late", "overdue")
OF_A_MOMENT = ("as_at", "known_at", "from", "to")
"""The parameters in which two returns may differ and still be compared."""

Place = tuple[Any, ...]
Figures = dict[Place, DueInPeriod | InTimescale]
Moves = defaultdict[Place, defaultdict[str, Counter[Cause]]]


def compare(uow: UnitOfWork, id: UUID, other: UUID) -> Comparison:
    """The second beside the first, group by group."""
    first, second = row_of(uow, id), row_of(uow, other)
    if _question(first) != _question(second):
        raise Conflict("These returns asked different questions.", code="not-comparable")
    then = Compliance.model_validate_json(first.figures)
    now = Compliance.model_validate_json(second.figures)
    query = _asked_again(second, now)
    # The second question, answered with what was known for the first: the rest is the day's doing.
    meanwhile = figures(uow, query.model_copy(update={"known_at": then.known_at}))
    before, after = _by_place(query, then), _by_place(query, now)
    moves: Moves = defaultdict(lambda: defaultdict(Counter))
    _add_days(moves, query, before, _by_place(query, meanwhile))
    _add_knowledge(uow, moves, query, then.known_at, (first.seq, second.seq))
    items = list(_differences(moves, query, before, after))
    return Comparison(first=listed(first), second=listed(second), same=not items, items=items)


def _question(row: Found) -> dict[str, Any]:
    asked = json.loads(row.asked)
    return {name: value for name, value in asked.items() if name not in OF_A_MOMENT}


def _asked_again(row: Found, answer: Compliance) -> ComplianceQuery:
    """What was asked, with the days that were not told as they were understood then."""
    asked = json.loads(row.asked) | {"as_at": answer.as_at.isoformat()}
    if answer.from_ and answer.to:
        asked |= {"from": answer.from_.isoformat(), "to": answer.to.isoformat()}
    return ComplianceQuery.model_validate(asked | {"known_at": answer.known_at.isoformat()})


def _by_place(query: ComplianceQuery, answer: Compliance) -> Figures:
    """Figures by what they are about."""
    return {tuple(getattr(i, FIELDS[group]) for group in query.groups): i for i in answer.items}


def _number(found: Figures, place: Place, number: str) -> int:
    return getattr(found[place], number) if place in found else 0


def _add_days(moves: Moves, query: ComplianceQuery, before: Figures, after: Figures) -> None:
    """What another day, or another period, has moved."""
    for place in before.keys() | after.keys():
        for number in NUMBERS[query.measure]:
            moved = _number(after, place, number) - _number(before, place, number)
            moves[place][number][Cause.DAY] += moved


def _add_knowledge(
    uow: UnitOfWork,
    moves: Moves,
    query: ComplianceQuery,
    known_at: date | datetime,
    seqs: tuple[int, int],
) -> None:
    """What has moved because more was known than at an instant, by cause."""
    moments = (query.model_copy(update={"known_at": known_at}), query)
    # Another number of warning days moves what no change has touched: look at everything, then.
    warning_days = {scope_of(uow, moment).warning_days for moment in moments}
    all_may_differ = len(warning_days) > 1
    only = None if all_may_differ else touched(query, *sorted(seqs))
    before, after = (parts(uow, moment, only) for moment in moments)
    differ = [key for key in before.keys() | after.keys() if before[key] != after[key]]
    otherwise = Cause.POLICY if all_may_differ else Cause.EXEMPTIONS
    why = causes(uow, query, differ, seqs, otherwise)
    for key in differ:
        added = after[key].copy()
        added.subtract(before[key])
        for (place, number), times in added.items():
            moves[place][number][why[key]] += times
            if query.measure is Measure.DUE_IN_PERIOD and number in EXPECTED:
                moves[place]["expected"][why[key]] += times


def _differences(
    moves: Moves, query: ComplianceQuery, before: Figures, after: Figures
) -> Iterator[Difference]:
    for place in sorted(before.keys() | after.keys(), key=in_order):
        moved = [
            Moved(
                number=number,
                first=_number(before, place, number),
                second=_number(after, place, number),
                by={cause: times for cause, times in moves[place][number].items() if times},
            )
            for number in NUMBERS[query.measure]
            if any(moves[place][number].values())
        ]
        if moved:
            about = after.get(place) or before[place]
            yield Difference(
                **{name: getattr(about, name) for name in EVERY_FIELD},
                rate_first=before[place].rate if place in before else None,
                rate_second=after[place].rate if place in after else None,
                moved=moved,
            )
