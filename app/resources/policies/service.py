"""Policies: add a version and work out again what it moves; read the versions."""

import json
from collections.abc import Callable
from datetime import date
from itertools import takewhile
from typing import Any

from app.db import clients
from app.db.base import columns_of
from app.db.pending import Document, Noted
from app.db.prepared import Prepared
from app.db.tables import PolicyVersion, Record
from app.db.unit_of_work import Found, UnitOfWork, owned
from app.errors import Fault, Invalid, NotFound
from app.resources.expectations.notices import notices
from app.resources.expectations.rulebook import forget, rulebook
from app.resources.operations import retries
from app.resources.policies.schemas import Policies, PolicyCreate, PolicyRead, PolicyWritten
from app.resources.records.answers import Answer
from app.resources.records.schemas import FlagNotices
from app.rules.parameters import InvalidPolicy
from app.rules.policy import DEFAULT_POLICY, Policy
from app.vocabulary import RecordType, SubjectType, Verb
from app.web.idempotency import Claim

RECORD = columns_of(Record)
SUBJECTS = {RecordType.WORKER.value: SubjectType.WORKER, RecordType.CASE.value: SubjectType.CASE}
EVERYBODY = Prepared(
    owned(Record, RECORD.id, RECORD.type).where(
        RECORD.type.in_(tuple(SUBJECTS)), RECORD.deleted_at.is_(None)
    )
)
VERSIONS = Prepared(owned(PolicyVersion).order_by(columns_of(PolicyVersion).version))


def record(uow: UnitOfWork, new: PolicyCreate, claim: Claim | None) -> Callable[[], Answer]:
    """Add a version; a retry with the same key is answered as at first."""
    answered = retries.claimed(uow, claim) if claim else None
    if answered is not None:
        return lambda: _again(uow, answered)
    policy, row = _add(uow, new)

    def answer() -> Answer:
        flags = notices(uow)
        if claim:
            kept = {"version": policy.version, "flags": flags.model_dump(mode="json")}
            retries.keep(uow, claim, kept)
        return _answer(_read(policy, row), flags)

    return answer


def _again(uow: UnitOfWork, answered: Document) -> Answer:
    flags = FlagNotices.model_validate(answered["flags"])
    answer = _answer(find(uow, answered["version"]), flags)
    answer.headers.update(retries.REPLAYED)
    return answer


def _answer(policy: PolicyRead, flags: FlagNotices) -> Answer:
    written = PolicyWritten(**policy.model_dump(), flags=flags)
    return Answer(written.model_dump_json().encode(), 201)


def _add(uow: UnitOfWork, new: PolicyCreate) -> tuple[Policy, dict[str, Any]]:
    """Every stream is worked out again from the day on which the new version applies."""
    clients.take_turn(uow)
    applies_from = new.effective_on if new.restate else max(new.effective_on, uow.today)
    versions = rulebook(uow).policies
    base = max(versions, key=lambda policy: policy.version)
    policy = _policy(new, base, applies_from)
    row: dict[str, Any] = {
        "version": policy.version,
        "effective_on": new.effective_on,
        "applies_from": applies_from,
        "document": json.dumps(policy.to_document(), sort_keys=True),
        "created_at": uow.now,
    }
    uow.insert(PolicyVersion, [row])
    clients.use_policy(uow, policy.version)
    forget(uow)
    organisation = uow.client.organisation_id
    uow.pending.changes.append(Noted("policies", organisation, Verb.CREATED, policy.version))
    for subject in uow.rows(EVERYBODY):
        uow.pending.touch(SUBJECTS[subject.type], subject.id, applies_from)
    return policy, row


def find_all(uow: UnitOfWork) -> Policies:
    """Every version, the shipped policy first as version 0."""
    rows = {row.version: row for row in uow.rows(VERSIONS)}
    policies = sorted(rulebook(uow).policies, key=lambda policy: policy.version)
    return Policies(items=[_read(policy, rows.get(policy.version)) for policy in policies])


def find(uow: UnitOfWork, version: int) -> PolicyRead:
    """One version."""
    for policy in find_all(uow).items:
        if policy.version == version:
            return policy
    raise NotFound("There is no such version.")


def _policy(new: PolicyCreate, base: Policy, applies_from: date) -> Policy:
    document = new.model_dump(
        mode="json", exclude={"effective_on", "restate"}, exclude_unset=True, exclude_none=True
    )
    try:
        return Policy.from_document(document, base.version + 1, applies_from, base)
    except InvalidPolicy as error:
        fault = Fault("policy", f"This place {error.detail}.", pointer=_known(error.pointer, base))
        raise Invalid("The policy cannot be so.", faults=(fault,)) from None


def _known(pointer: str, policy: Policy) -> str:
    """A pointer that stops before any name that the sender made up."""
    ours = {"rules", "warning_days", "pausing_reasons", "rag", "green", "amber", *policy.rules}
    ours.update(name for rule in policy.rules.values() for name in rule.parameters)
    known = takewhile(ours.__contains__, pointer.split("/")[1:])
    return "".join(f"/{step}" for step in known)


def _read(policy: Policy, row: Found | dict[str, Any] | None) -> PolicyRead:
    stored = row if isinstance(row, dict) or row is None else row._asdict()
    known = stored or {"effective_on": None, "applies_from": None, "created_at": None}
    return PolicyRead(
        version=policy.version,
        effective_on=known["effective_on"],
        applies_from=known["applies_from"],
        restated=policy is not DEFAULT_POLICY and _is_restated(known),
        created_at=known["created_at"],
        **policy.to_document(),
    )


def _is_restated(known: dict[str, Any]) -> bool:
    return bool(known["created_at"] and known["applies_from"] < known["created_at"].date())
