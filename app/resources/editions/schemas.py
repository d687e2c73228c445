"""The shapes that everything kept in editions shares."""

from datetime import datetime
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from app.vocabulary import Outcome

T = TypeVar("T")


def _visible(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("blank", "This needs at least one visible character.")
    return value


Code = Annotated[str, Field(max_length=100, pattern=r"^[a-z0-9][a-z0-9_-]*$")]
"""A name to call something by: small letters, digits, _ and -."""

Words = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_visible)]
"""A few sentences that are shown to people."""


class EditionRead(BaseModel):
    """What the service knows of every edition."""

    id: UUID = Field(description="The same for every edition; what changes in the feed name.")
    version: int = Field(description="0 for the one that is shipped.")
    created_at: datetime | None = Field(description="Null for the one that is shipped.")


class Written(BaseModel, Generic[T]):
    """What became of an edition that was put: one equal to the newest is not added again."""

    outcome: Outcome
    edition: T


class Editions(BaseModel, Generic[T]):
    """All of a list, which is short."""

    items: list[T]
