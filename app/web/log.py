"""One JSON line per request: never a path, a query, a body, a name or a key."""

import json
import logging
import sys
import traceback
from typing import Any, BinaryIO

import structlog
from structlog.typing import EventDict, FilteringBoundLogger

from app.web.visit import Visit

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
_encode = json.JSONEncoder(default=str).encode  # kept: json.dumps would build one per line
_SPEAKS = ("uvicorn", "alembic")  # whose sentences hold nothing that was submitted


def configure(level: str, file: BinaryIO | None = None) -> None:
    """Log to a file (standard output), JSON lines, from this level up; the standard library too."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            _render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.BytesLoggerFactory(file or sys.stdout.buffer),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.setLevel(max(number, logging.INFO))
    if not any(isinstance(handler, _Bridge) for handler in root.handlers):
        root.addHandler(_Bridge())
    logging.getLogger("uvicorn.access").disabled = True


def note_request(  # noqa: PLR0913, PLR0917  # called once, on every request: no object for it
    log: FilteringBoundLogger,
    visit: Visit,
    method: str,
    route: str | None,
    status: int,
    seconds: float,
) -> None:
    """The line of one request; `route` is the template of its path."""
    fields: dict[str, Any] = {
        "id": visit.id,
        "method": method if method in _METHODS else "other",
        "route": route,
        "status": status,
        "ms": round(seconds * 1000, 2),
    }
    if visit.client is not None:
        fields["client"] = str(visit.client.id)
    if visit.problem is not None:
        fields["problem"] = visit.problem
    log.info("request", **fields)


def note_failure(visit: Visit, error: BaseException, *, state: str | None = None) -> None:
    """What went wrong inside and where; not its message, which may hold values."""
    structlog.get_logger().error(
        "failure", id=visit.id, errors=_chain(error), state=state, frames=_frames(error)
    )


def note_trouble(doing: str, error: BaseException) -> None:
    """What went wrong outside any request; not its message, as above."""
    structlog.get_logger().error(
        "trouble", doing=doing, errors=_chain(error), frames=_frames(error)
    )


def _chain(error: BaseException | None) -> list[str]:
    names: list[str] = []
    while error is not None and type(error).__qualname__ not in names:
        names.append(type(error).__qualname__)
        error = error.__cause__ or error.__context__
    return names


def _frames(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]]


def _render(_: object, __: str, event: EventDict) -> bytes:
    return _encode(event).encode()


class _Bridge(logging.Handler):
    """Brings the standard library's records in; of strangers only where they come from."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log a record without what it may quote."""
        fields: dict[str, Any] = {"logger": record.name, "at": f"{record.module}:{record.lineno}"}
        if record.exc_info and record.exc_info[1]:
            fields["errors"] = _chain(record.exc_info[1])
        elif record.name.startswith(_SPEAKS):
            fields["message"] = record.getMessage()
        structlog.get_logger().log(record.levelno, "log", **fields)
