"""The link from a number to the list of the rows behind it."""

from datetime import date, timedelta
from urllib.parse import urlencode

from app.resources.compliance.groups import POINTING, About
from app.resources.compliance.queries import GroupBy, Narrowed
from app.resources.expectations.asking import Asked
from app.resources.expectations.narrowing import NONE

Period = tuple[date | None, date | None]


def href(query: Narrowed, moment: Asked, about: About, **more: object) -> str:
    """The list of the rows of a group; `more` are further filters of the list."""
    asked_for = {
        "rule": about["rule"] or query.rule,
        **{name: _whom(query, about, group) for group, name in POINTING.items()},
        "below": "false" if GroupBy.TEAM in query.groups else None,
        "plan_type": _plan_type(query, about),
        **more,
        "as_at": moment.as_at,
        "known_at": moment.known_at.isoformat().replace("+00:00", "Z"),
    }
    return f"/v1/expectations?{urlencode({k: v for k, v in asked_for.items() if v is not None})}"


def in_month(month: str | None, period: Period) -> Period:
    """The part of a period that lies in a month."""
    if month is None:
        return period
    first, last = period
    begins = date.fromisoformat(f"{month}-01")
    ends = (begins + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return max(begins, first or begins), min(ends, last or ends)


def _whom(query: Narrowed, about: About, group: GroupBy) -> object:
    """Whom the rows of a group are about; `none` where the group is of those without."""
    if group in query.groups:
        return about[f"{group}_id"] or NONE
    return getattr(query, group)


def _plan_type(query: Narrowed, about: About) -> str | None:
    if GroupBy.PLAN_TYPE in query.groups:
        return about["plan_type"] or NONE
    return query.plan_type
