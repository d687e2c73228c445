"""The parts of a path that name a record by its sender's key."""

from typing import Annotated

from fastapi import Path

from app.fields import Reference, Source

SourceInPath = Annotated[Source, Path(description="The system that the record comes from.")]
ReferenceInPath = Annotated[
    Reference, Path(description="The sender's own id; percent-encoded, and it may contain slashes.")
]
