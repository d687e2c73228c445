"""The operations on frozen returns."""

from uuid import UUID

from starlette.responses import Response

from app.resources.operations.responses import answered
from app.resources.returns import comparing, service
from app.resources.returns.schemas import Comparison, ReturnCreate, ReturnRead, Returns
from app.web.door import ComplianceRead, ComplianceWrite
from app.web.idempotency import Retry
from app.web.routes import router as guarded

router = guarded("/v1", tags=["returns"])


@router.post("/returns", status_code=201, response_model=ReturnRead)
async def record_return(new: ReturnCreate, write: ComplianceWrite, retry: Retry) -> Response:
    """Freeze figures: they are kept as they are answered now, whatever is sent later."""
    return answered(await write(service.record, new, retry))


@router.get("/returns")
async def list_returns(read: ComplianceRead) -> Returns:
    """List the latest 200 returns, the newest first."""
    return await read(service.find_all)


@router.get("/returns/{id}")
async def get_return(id: UUID, read: ComplianceRead) -> ReturnRead:
    """One return, as it was answered when it was made."""
    return await read(service.find, id)


@router.get("/returns/{id}/compare/{other}")
async def compare_returns(id: UUID, other: UUID, read: ComplianceRead) -> Comparison:
    """Which figures of a later return differ from those of an earlier one, and why.

    Each difference is parted by cause: another day, records that came late, policy, calendar,
    exemptions, an upgrade of the rules.
    """
    return await read(comparing.compare, id, other)
