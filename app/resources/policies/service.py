"""Policies: add a version, which is brought in by a job; read the versions."""

import json
from collections.abc import Callable
from datetime import date
from itertools import takewhile
from typing import Any

from app.db import clients, jobs
from app.db.base import columns_of
from app.db.pending import Document, Noted
from app.db.prepared import Prepared
from app.db.tables import PolicyVersion
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.errors import Fault, Invalid, NotFound
from app.resources.expectations.reevaluating import Reevaluating, progress
from app.resources.expectations.rulebook import is_restated, rulebook
from app.resources.operations import retries
from app.resources.policies.intervals import check_names
from app.resources.policies.schemas import Policies, PolicyCreate, PolicyRead, PolicyWritten
from app.resources.records.answers import Answer
from app.resources.records.schemas import FlagNotices
from app.rules.calendar import DAY
from app.rules.parameters import InvalidPolicy
from app.rules.policy import Policy, RuleBook
from app.vocabulary import JobKind, Verb
from app.web.idempotency import Claim

VERSIONS = Prepared(owned(PolicyVersion).order_by(columns_of(PolicyVersion).version))
NO_FLAGS = FlagNotices(raised=[], cleared=[])


def record(uow: UnitOfWork, new: PolicyCreate, claim: Claim | None) -> Callable[[], Answer]:
    """Add a version; a retry with the same key is answered as at first."""
    answered = retries.claimed(uow, claim) if claim else None
    if answered is not None:
        return lambda: _again(uow, answered)
    policy, row, job = _add(uow, new)

    def answer() -> Answer:
        brought_in, read = progress(job), _read(uow, policy, row)
        if claim:
            told = brought_in.model_dump(mode="json")
            until = read.model_dump(mode="json", include={"holds_until"})
            retries.keep(uow, claim, {"version": policy.version, "reevaluating": told, **until})
        return _answer(read, NO_FLAGS, brought_in)

    return answer


def _again(uow: UnitOfWork, answered: Document) -> Answer:
    # Before there were jobs, the flags were told, and nothing was left to do.
    flags = FlagNotices.model_validate(answered.get("flags", NO_FLAGS))
    told = answered.get("reevaluating")
    reevaluating = Reevaluating.model_validate(told) if told else None
    # What has followed it since was not known then.
    then = {"replaced_by": None, "holds_until": answered.get("holds_until")}
    read = PolicyRead.model_validate({**find(uow, answered["version"]).model_dump(), **then})
    answer = _answer(read, flags, reevaluating)
    answer.headers.update(retries.REPLAYED)
    return answer


def _answer(policy: PolicyRead, flags: FlagNotices, reevaluating: Reevaluating | None) -> Answer:
    written = PolicyWritten(**policy.model_dump(), flags=flags, reevaluating=reevaluating)
    return Answer(written.model_dump_json().encode(), 201)


def _add(uow: UnitOfWork, new: PolicyCreate) -> tuple[Policy, dict[str, Any], Found]:
    """Every stream is worked out again from the day on which the new version applies: by a job.

    What others write meanwhile is judged by the new version, by whichever of two ways: who makes a
    subject holds the organisation, so it is there before this version and its job, or is made and
    judged after both; who writes about one reads the versions once the subject is locked, so that
    either this version is seen, or the job waits for that lock and comes after.
    """
    clients.take_turn(uow)
    applies_from = new.effective_on if new.restate else max(new.effective_on, uow.today)
    policy = draft(uow, new, applies_from)
    row: dict[str, Any] = {
        "version": policy.version,
        "effective_on": new.effective_on,
        "applies_from": applies_from,
        "document": json.dumps(policy.to_document(), sort_keys=True),
        "created_at": uow.now,
    }
    uow.insert(PolicyVersion, [row])
    clients.use_policy(uow, policy.version)
    organisation = uow.client.organisation_id
    uow.pending.changes.append(Noted("policies", organisation, Verb.CREATED, policy.version))
    job = jobs.queue(uow, JobKind.POLICY, version=policy.version, since=applies_from)
    return policy, row, job


def draft(uow: UnitOfWork, new: PolicyCreate, applies_from: date, place: str = "") -> Policy:
    """The version that would come next, sent at a place.

    What is left out is as in the one that would hold on its first day without it, which is not one
    that was sent before it and begins later.
    """
    check_names(new.rules, place)
    book = rulebook(uow)
    version = max(policy.version for policy in book.policies) + 1
    return _policy(new, book.policy_on(applies_from), version, applies_from, place)


def find_all(uow: UnitOfWork) -> Policies:
    """Every version, the shipped policy first as version 0."""
    rows = {row.version: row for row in uow.rows(VERSIONS)}
    policies = sorted(rulebook(uow).policies, key=lambda policy: policy.version)
    return Policies(items=[_read(uow, policy, rows.get(policy.version)) for policy in policies])


def find(uow: UnitOfWork, version: int) -> PolicyRead:
    """One version."""
    for policy in find_all(uow).items:
        if policy.version == version:
            return policy
    raise NotFound("There is no such version.")


def _policy(
    new: PolicyCreate, base: Policy, version: int, applies_from: date, place: str
) -> Policy:
    document = new.model_dump(
        mode="json", exclude={"effective_on", "restate"}, exclude_unset=True, exclude_none=True
    )
    try:
        return Policy.from_document(document, version, applies_from, base)
    except InvalidPolicy as error:
        fault = Fault(
            "policy", f"This place {error.detail}.", pointer=place + _known(error.pointer, base)
        )
        raise Invalid("The policy cannot be so.", faults=(fault,)) from None


def _known(pointer: str, policy: Policy) -> str:
    """A pointer that stops before any name that the sender made up."""
    ours = {"rules", "warning_days", "pausing_reasons", "rag", "green", "amber", *policy.rules}
    ours.update(name for rule in policy.rules.values() for name in rule.parameters)
    known = takewhile(ours.__contains__, pointer.split("/")[1:])
    return "".join(f"/{step}" for step in known)


def _read(uow: UnitOfWork, policy: Policy, row: Found | dict[str, Any] | None) -> PolicyRead:
    stored = row if isinstance(row, dict) or row is None else row._asdict()
    known = stored or {"effective_on": None, "applies_from": None, "created_at": None}
    return PolicyRead(
        version=policy.version,
        effective_on=known["effective_on"],
        applies_from=known["applies_from"],
        **_followed(rulebook(uow), policy),
        restated=bool(stored) and is_restated(uow, known["applies_from"], known["created_at"]),
        created_at=known["created_at"],
        **policy.to_document(),
    )


def _followed(book: RuleBook, policy: Policy) -> dict[str, Any]:
    """Until when a version holds; of two that apply from one day, the one received later does."""
    later = [one for one in book.policies if one.applies_from > policy.applies_from]
    same = [one for one in book.policies if one.applies_from == policy.applies_from]
    if same[-1].version != policy.version:
        return {"holds_until": None, "replaced_by": same[-1].version}
    return {"holds_until": later[0].applies_from - DAY if later else None, "replaced_by": None}
