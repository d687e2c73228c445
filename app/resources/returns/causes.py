"""Why what was counted differs between two moments of knowledge: the change that moved it last."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from operator import attrgetter
from typing import Any

from sqlalchemy import BindParameter, bindparam

from app.db.base import columns_of
from app.db.prepared import Prepared
from app.db.tables import Change, ExpectationRow, Job
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.resources.compliance.queries import ComplianceQuery
from app.resources.returns.parts import key_of
from app.resources.returns.schemas import Cause
from app.vocabulary import JobKind

E, CHANGE, JOB = columns_of(ExpectationRow), columns_of(Change), columns_of(Job)
AT_ONCE = 500
COUNTED = attrgetter(
    "id", "from_on", "ended_on", "due_on", "breach_on", "met_on", "in_time", "judgement", "team_id",
    "supervisor_id", "worker_id", "plan_type", "rule",
)  # fmt: skip
"""All of a stretch that a figure can depend on."""

SEQS: BindParameter[list[int]] = bindparam("seqs", expanding=True)
FIRST_CHANGES = Prepared(
    owned(Change, CHANGE.seq, CHANGE.type, CHANGE.subject_id).where(
        CHANGE.seq.in_(SEQS), CHANGE.position == 0
    )
)
JOBS = Prepared(owned(Job, JOB.id, JOB.kind))
OF_JOB = {
    JobKind.POLICY: Cause.POLICY,
    JobKind.CALENDAR: Cause.CALENDAR,
    JobKind.EVERYTHING: Cause.RULES,
}
OF_CHANGE = {"policies": Cause.POLICY, "calendar": Cause.CALENDAR}


def causes(
    uow: UnitOfWork,
    query: ComplianceQuery,
    keys: Collection[Any],
    seqs: tuple[int, int],
    otherwise: Cause,
) -> dict[Any, Cause]:
    """By what adds to a figure: what moved it between two changes.

    `otherwise` is why where no change of its own rows has moved it.
    """
    after, until = sorted(seqs)
    moved = {key: seq for key, seq in _last_moves(uow, query, keys, after, until) if seq}
    kinds = _kinds(uow, sorted(set(moved.values())))
    return {key: kinds[moved[key]] if key in moved else otherwise for key in keys}


def _last_moves(
    uow: UnitOfWork, query: ComplianceQuery, keys: Collection[Any], after: int, until: int
) -> Iterator[tuple[Any, int | None]]:
    """The last change that moved anything that the figures of each can depend on."""
    ordered, key = sorted(keys), attrgetter(key_of(query).name)
    for start in range(0, len(ordered), AT_ONCE):
        rows = uow.rows(
            owned(ExpectationRow).where(
                key_of(query).in_(ordered[start : start + AT_ONCE]),
                E.known_from <= until,
                E.known_until > after,
            )
        )
        by_key: defaultdict[Any, list[Found]] = defaultdict(list)
        for row in rows:
            by_key[key(row)].append(row)
        for each, known in by_key.items():
            yield each, _last_move(known, after, until)


def _last_move(rows: list[Found], after: int, until: int) -> int | None:
    seqs = {row.known_from for row in rows} | {row.known_until for row in rows}
    last, before = None, _known(rows, after)
    for seq in sorted(seq for seq in seqs if after < seq <= until):
        now = _known(rows, seq)
        if now != before:
            last, before = seq, now
    return last


def _known(rows: list[Found], seq: int) -> set[tuple[Any, ...]]:
    """What was known after a change of all that a figure can depend on."""
    return {COUNTED(row) for row in rows if row.known_from <= seq < row.known_until}


def _kinds(uow: UnitOfWork, seqs: list[int]) -> dict[int, Cause]:
    """What each change was: of a policy, of a calendar, of the rules, else of records."""
    jobs = {row.id: OF_JOB[JobKind(row.kind)] for row in uow.rows(JOBS)} if seqs else {}
    found = {}
    for start in range(0, len(seqs), AT_ONCE):
        for row in uow.rows(FIRST_CHANGES, seqs=seqs[start : start + AT_ONCE]):
            found[row.seq] = jobs.get(row.subject_id) or OF_CHANGE.get(row.type, Cause.RECORDS)
    return found
