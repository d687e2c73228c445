"""Who a key belongs to."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from app.vocabulary import Scope
from app.web.door import AnyClient
from app.web.routes import router as guarded

router = guarded("/v1", tags=["service"])


class Me(BaseModel):
    """The client that a key belongs to, and what the key may do."""

    organisation: str
    organisation_id: UUID
    client_id: UUID
    key_id: UUID
    source: str = Field(description="Where references are looked up unless told.")
    scopes: list[Scope]
    time_zone: str
    expires_at: datetime | None


@router.get("/me")
async def get_me(read: AnyClient) -> Me:
    """Say whose key this is and what it may do."""
    client = read.client
    return Me(
        organisation=client.name,
        organisation_id=client.organisation_id,
        client_id=client.id,
        key_id=client.key_id,
        source=client.source,
        scopes=sorted(client.scopes),
        time_zone=client.time_zone,
        expires_at=client.expires_at,
    )
