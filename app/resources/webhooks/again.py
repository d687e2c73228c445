"""A call at once, because somebody asks for it: a test, or an event once more."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from app.db.unit_of_work import UnitOfWork
from app.resources.events.schemas import place
from app.resources.events.service import AFTER, event
from app.resources.operations import retries
from app.resources.records.answers import Answer
from app.resources.webhooks import log, rows
from app.resources.webhooks.calling import Outcome, Target, Told
from app.resources.webhooks.log import Sent
from app.vocabulary import Verb
from app.web.idempotency import Claim


@dataclass(frozen=True, slots=True)
class Call:
    """What is to be called, and with what."""

    target: Target
    event: Told

    def sent(self, outcome: Outcome) -> Sent:
        """The same, made."""
        return Sent(self.event["id"], place(self.event["place"]), outcome)


def test(uow: UnitOfWork, id: UUID) -> Call:
    """A call of no consequence: an event that is in no feed."""
    row = rows.find(uow, id)
    told: dict[str, Any] = {
        "id": uuid4(),
        "place": str(rows.place_of(row)),
        "at": uow.now,
        "type": rows.TYPE,
        "verb": Verb.TESTED,
        "subject_id": row.id,
        "source": None,
        "reference": None,
        "version": row.version,
        "day": None,
        "href": f"/v1/webhooks/{row.id}",
    }
    return Call(rows.target_of(uow, row), told)


def call_of(uow: UnitOfWork, webhook: UUID, id: UUID) -> Call:
    """The event of an earlier call, as the feed has it, to where the webhook leads now."""
    row, earlier = rows.find(uow, webhook), log.find(uow, webhook, id)
    before = {"seq": earlier.seq, "position": earlier.position - 1}
    told = uow.only(AFTER, **before, most=1)
    return Call(rows.target_of(uow, row), event(uow.client.organisation_id, told))


def note(
    uow: UnitOfWork, webhook: UUID, claim: Claim | None, call: Call, outcome: Outcome
) -> Callable[[], Answer]:
    """Log a call that was asked for; the webhook's place and its rests are another matter."""
    rows.lock(uow, webhook)
    kept = retries.claimed(uow, claim) if claim else None
    if kept:
        return lambda: _answer(uow, webhook, UUID(kept["id"]), retries.REPLAYED)
    id = log.add(uow, webhook, call.sent(outcome))

    def answer() -> Answer:
        if claim:
            retries.keep(uow, claim, {"id": str(id)})
        return _answer(uow, webhook, id, {})

    return answer


def replayed(uow: UnitOfWork, webhook: UUID, claim: Claim | None) -> Answer | None:
    """What was answered under the same key before, so that nothing is sent for it again."""
    kept = retries.answered(uow, claim) if claim else None
    return _answer(uow, webhook, UUID(kept["id"]), retries.REPLAYED) if kept else None


def _answer(uow: UnitOfWork, webhook: UUID, id: UUID, headers: dict[str, str]) -> Answer:
    body = log.shown_as(log.find(uow, webhook, id)).model_dump_json().encode()
    return Answer(body, 200, headers)
