"""What a draft would flag over a period, beside what the present policy did; nothing is written."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from time import monotonic
from uuid import UUID

from app.db import jobs
from app.db.base import columns_of
from app.db.pending import Touch
from app.db.tables import Team
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.errors import Fault, Invalid
from app.resources.expectations import excusing, following
from app.resources.expectations.asking import asked
from app.resources.expectations.reevaluating import Reevaluating, reevaluating
from app.resources.expectations.rows import difference
from app.resources.expectations.rulebook import rulebook, suppose
from app.resources.expectations.streams import Loaded, worked_out
from app.resources.policies.schemas import (
    FlagsByTeam,
    FlagTotals,
    PolicyPreview,
    PolicyPreviewed,
)
from app.resources.policies.service import draft
from app.resources.records.pointers import names
from app.resources.records.team_tree import team_and_below
from app.rules.calendar import DAY
from app.rules.expectation import Expectation
from app.rules.policy import RuleBook
from app.rules.state import Excused, covers
from app.vocabulary import RecordType

AT_ONCE = 200
SECONDS_OF_A_READ = 0.4
"""A read ends after these and the next goes on, so that no snapshot is held for long."""
PRESENT, DRAFT, BOTH = "present", "draft", "both"

Place = tuple[UUID | None, str]
"""Whose team a flag counts for, and its rule."""
Counts = Counter[tuple[str, Place]]
Position = tuple[RecordType, UUID | None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked, with the rules as they would have been; `teams` None: every team."""

    first: date
    last: date
    book: RuleBook
    policy_versions: list[int]
    teams: frozenset[UUID] | None
    reevaluating: Reevaluating | None


@dataclass(slots=True)
class Preview:
    """How far a preview is: what has been counted, of how many streams, and where it goes on."""

    plan: Plan
    position: Position | None = (RecordType.WORKER, None)
    streams: int = 0
    counts: Counts = field(default_factory=Counter)


def begin(uow: UnitOfWork, sent: PolicyPreview) -> Preview:
    """Check what is asked; put the draft in force from the first day on, whatever follows it."""
    if sent.to > uow.today:
        fault = Fault("not-passed", "The period ends today at the latest.", pointer="/to")
        raise Invalid("What is to come cannot be compared.", faults=(fault,))
    book = rulebook(uow)
    new = draft(uow, sent.draft, sent.from_, place="/draft")
    before = [policy for policy in book.policies if policy.applies_from <= sent.from_]
    changes = [day for day in book.changes_after(sent.from_) if day <= sent.to]
    teams = None
    if sent.team:
        ids = columns_of(Team).id
        below = uow.rows(owned(Team, ids).where(ids.in_(team_and_below(sent.team))))
        teams = frozenset(row.id for row in below)
    plan = Plan(
        sent.from_,
        sent.to,
        replace(book, policies=(*before, new)),
        sorted({book.policy_on(day).version for day in (sent.from_, *changes)}),
        teams,
        reevaluating(uow, asked(uow, None, None)),
    )
    return Preview(plan)


def go_on(uow: UnitOfWork, preview: Preview) -> Preview:
    """Count the next streams, for a short while; its position is None once all are counted."""
    suppose(uow, preview.plan.book)
    began, loaded = monotonic(), Loaded()
    position, streams, counts = preview.position, preview.streams, Counter(preview.counts)
    while position is not None and monotonic() - began < SECONDS_OF_A_READ:
        type, after = position
        ids = jobs.next_ids(uow, type, after, AT_ONCE)
        for id in ids:
            counts.update(_stream(uow, preview.plan, type, id, loaded))
            streams, position = streams + 1, (type, id)
            if monotonic() - began > SECONDS_OF_A_READ:
                break
        else:
            position = position if len(ids) == AT_ONCE else _after(type)
    return Preview(preview.plan, position, streams, counts)


def _after(type: RecordType) -> Position | None:
    """The next type of subject, from its beginning."""
    order = [*jobs.SUBJECTS]
    later = order[order.index(type) + 1 :]
    return (later[0], None) if later else None


def _stream(
    uow: UnitOfWork, plan: Plan, type: RecordType, id: UUID, loaded: Loaded
) -> Iterator[tuple[str, Place]]:
    """The flags of one stream; one that moved from team to team counts once for each."""
    out = worked_out(uow, jobs.SUBJECTS[type], id, Touch(None), loaded)
    excused = excusing.periods(uow, _overdue(plan, (*out.stored, *out.fresh)), None)
    present = set(_flags(plan, out.stored, excused))
    if excused:  # they would follow a sibling's anchor, as they do when a policy is brought in
        heirs = following.heirs(out.stored, out.fresh, difference(out.stored, out.fresh))
        excused |= {heirs[id]: excused[id] for id in heirs.keys() & excused.keys()}
    would_be = set(_flags(plan, out.fresh, excused))
    for name, flags in ((PRESENT, present), (DRAFT, would_be), (BOTH, present & would_be)):
        yield from ((name, place) for place, _ in flags)


def _overdue(plan: Plan, stretches: Iterable[Expectation | Found]) -> set[UUID]:
    """The ids of what was a breach in the period, whether it was excused or not."""
    return {one.id for one in stretches if was_flag(one, plan.first, plan.last)}


def _flags(
    plan: Plan, stretches: Iterable[Expectation | Found], excused: excusing.Periods
) -> Iterator[tuple[Place, str]]:
    for stretch in stretches:
        is_asked = plan.teams is None or stretch.team_id in plan.teams
        exemptions = excused.get(stretch.id, ()) if excused else ()
        if is_asked and was_flag(stretch, plan.first, plan.last, exemptions):
            yield (stretch.team_id, stretch.rule), stretch.anchor


def was_flag(
    stretch: Expectation | Found, first: date, last: date, exemptions: Iterable[Excused] = ()
) -> bool:
    """Whether a stretch, or its row, is a breach on a day of the period that nothing excuses."""
    if stretch.breach_on is None:
        return False
    day = max(stretch.breach_on, stretch.from_on, first)
    for one in sorted(exemptions):
        day = one.expires_on + DAY if covers([one], day) else day
    ends = min(stretch.met_on or date.max, stretch.ended_on or date.max)
    return bool(day <= last and day < ends)


def finish(uow: UnitOfWork, preview: Preview) -> PolicyPreviewed:
    """What was counted, with the teams' references, in their order."""
    plan, counts = preview.plan, preview.counts
    places = {place for _, place in counts}
    known = names(uow, [team for team, _ in places if team])
    items = [
        FlagsByTeam(
            team_id=team,
            team_ref=known.get(str(team)),
            rule=rule,
            **{name: counts[name, (team, rule)] for name in (PRESENT, DRAFT, BOTH)},
        )
        for team, rule in sorted(places, key=lambda place: (str(place[0] or ""), place[1]))
    ]
    totals = {
        name: sum(count for (counted, _), count in counts.items() if counted == name)
        for name in (PRESENT, DRAFT, BOTH)
    }
    return PolicyPreviewed(
        from_=plan.first,
        to=plan.last,
        policy_versions=plan.policy_versions,
        streams=preview.streams,
        totals=FlagTotals(**totals),
        items=items,
        reevaluating=plan.reevaluating,
    )
