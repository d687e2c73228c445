"""The operations on the catalogue of rules."""

from app.resources.rules import service
from app.resources.rules.exports import RULES
from app.resources.rules.schemas import RuleRead, Rules
from app.web.door import ComplianceRead
from app.web.formats.operations import add_exports
from app.web.routes import router as guarded

router = guarded("/v1", tags=["rules"])


@router.get("/rules", response_model=Rules)
async def list_rules(read: ComplianceRead) -> Rules:
    """List what each rule expects, why, and with which values."""
    return await read(service.find_all)


add_exports(router, RULES, ComplianceRead)


@router.get("/rules/{code}", response_model=RuleRead)
async def get_rule(code: str, read: ComplianceRead) -> RuleRead:
    """One rule."""
    return await read(service.find, code)
