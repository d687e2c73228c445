"""The operations on the catalogue of rules."""

import json

from starlette.responses import Response

from app.resources.rules import service
from app.resources.rules.schemas import RuleRead, Rules
from app.web.door import ComplianceRead
from app.web.exports import CSV_RESPONSES, CSV_TYPE, csv_chunks, csv_headers
from app.web.routes import router as guarded

router = guarded("/v1", tags=["what is worked out"])


@router.get("/rules", response_model=Rules)
async def list_rules(read: ComplianceRead) -> Rules:
    """List what each rule expects, why, and with which values."""
    return await read(service.find_all)


@router.get("/rules.csv", response_class=Response, responses=CSV_RESPONSES)
async def export_rules(read: ComplianceRead) -> Response:
    """The catalogue as CSV."""
    found = await read(service.find_all)
    rows = [
        {
            name: "; ".join(value) if isinstance(value, list) else value
            for name, value in rule.model_dump(mode="json", exclude={"parameters"}).items()
        }
        | {"parameters": json.dumps(rule.parameters, sort_keys=True)}
        for rule in found.items
    ]
    body = b"".join(csv_chunks(list(RuleRead.model_fields), rows))
    return Response(body, headers=csv_headers("rules"), media_type=CSV_TYPE)


@router.get("/rules/{code}", response_model=RuleRead)
async def get_rule(code: str, read: ComplianceRead) -> RuleRead:
    """One rule."""
    return await read(service.find, code)
