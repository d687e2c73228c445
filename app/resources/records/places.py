"""Where in the whole that was sent a fault of one part stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from app.errors import Fault, Invalid


@contextmanager
def at(place: str) -> Iterator[None]:
    """Faults inside this block stand at a place inside the whole that was sent."""
    try:
        yield
    except Invalid as refused:
        refused.faults = tuple(
            replace(fault, pointer=f"{place}{fault.pointer or ''}") for fault in refused.faults
        ) or (Fault(refused.code, refused.detail, pointer=place),)
        raise
