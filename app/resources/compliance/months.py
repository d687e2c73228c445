"""The months of a period, none left out."""

from datetime import date, timedelta

from app.errors import Fault, Malformed

MOST = 120
MONTHS_A_YEAR = 12


def months(first: date, last: date) -> list[date]:
    """The first day of each month that has a day in the period; ten years at most."""
    begins = first.year * MONTHS_A_YEAR + first.month - 1
    ends = last.year * MONTHS_A_YEAR + last.month
    if ends - begins > MOST:
        fault = Fault("too-long", f"At most {MOST} months at once.", parameter="from")
        raise Malformed("The period is too long.", code="invalid-parameter", faults=(fault,))
    return [date(n // MONTHS_A_YEAR, n % MONTHS_A_YEAR + 1, 1) for n in range(begins, ends)]


def last_of(month: date) -> date:
    """The last day of a month, from its first."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def name_of(month: date) -> str:
    """A month as figures name it: `2026-11`."""
    return month.isoformat()[: len("2026-11")]
