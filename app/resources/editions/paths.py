"""The parts of an address that name an edition."""

from typing import Annotated

from fastapi import Path, Query

from app.resources.editions.schemas import Code

LARGEST = 2**31 - 1

CodeInPath = Annotated[Code, Path(description="Small letters, digits, _ and -.")]
VersionInQuery = Annotated[
    int | None, Query(ge=0, le=LARGEST, description="One edition; the newest unless told.")
]
