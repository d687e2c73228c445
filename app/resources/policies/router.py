"""The operations on policies."""

from starlette.responses import Response

from app.resources.operations.responses import answered
from app.resources.policies import preview, service
from app.resources.policies.schemas import (
    Policies,
    PolicyCreate,
    PolicyPreview,
    PolicyPreviewed,
    PolicyRead,
    PolicyWritten,
)
from app.web.door import ComplianceRead, PoliciesWrite
from app.web.idempotency import Retry
from app.web.routes import router as guarded

router = guarded("/v1", tags=["policies"])


@router.post("/policies", status_code=201, response_model=PolicyWritten)
async def record_policy(new: PolicyCreate, write: PoliciesWrite, retry: Retry) -> Response:
    """Add a version of the policy; versions are never edited.

    What it moves is worked out in the background: until that is done, answers say `reevaluating`.
    """
    return answered(await write(service.record, new, retry))


@router.post("/policies/preview")
async def preview_policy(sent: PolicyPreview, read: ComplianceRead) -> PolicyPreviewed:
    """What a draft would have flagged in a period, by team and rule; nothing is written.

    Every stream is worked out from its records as if the draft had applied from the first day on.
    """
    found = await read(preview.begin, sent)
    while found.position is not None:  # many short reads: no snapshot is held for long
        found = await read(preview.go_on, found)
    return await read(preview.finish, found)


@router.get("/policies")
async def list_policies(read: ComplianceRead) -> Policies:
    """List every version, the shipped policy first as version 0."""
    return await read(service.find_all)


@router.get("/policies/{version}")
async def get_policy(version: int, read: ComplianceRead) -> PolicyRead:
    """One version of the policy."""
    return await read(service.find, version)
