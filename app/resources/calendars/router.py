"""The operations on the calendar."""

from starlette.responses import Response

from app.resources.calendars import service
from app.resources.calendars.schemas import (
    CalendarPut,
    CalendarRead,
    CalendarToday,
    CalendarWritten,
)
from app.web.answers import answer
from app.web.conditional import IfMatch, IfNoneMatch
from app.web.door import ComplianceRead, PoliciesWrite
from app.web.routes import router as guarded

router = guarded("/v1", tags=["calendar"])


@router.get("/calendar", response_model=CalendarToday)
async def get_calendar(read: ComplianceRead, if_none_match: IfNoneMatch = None) -> Response:
    """The calendar that applies today, its versions, and bank holidays announced since."""
    found = await read(service.find_today)
    newest = found.versions[-1].version
    return answer(found.model_dump_json().encode(), version=newest, if_none_match=if_none_match)


@router.get("/calendar/versions/{version}")
async def get_version_of_calendar(version: int, read: ComplianceRead) -> CalendarRead:
    """One version of the calendar, with the dates that it stores."""
    return await read(service.find, version)


@router.put("/calendar")
async def put_calendar(
    sent: CalendarPut, write: PoliciesWrite, if_match: IfMatch
) -> CalendarWritten:
    """Add a version of the calendar with the bank holidays as announced by now.

    Working-day deadlines that are open move, in the background; what was met or has ended stays.
    """
    return await write(service.put, sent, if_match)
