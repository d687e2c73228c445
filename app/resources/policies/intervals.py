"""For whom a draft sets intervals of their own: a name that would never count is refused.

Not by the rules themselves: they read old versions, too, whatever those say.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.errors import Fault, Invalid
from app.fields import Line
from app.rules.defaults import RULES
from app.rules.stages import STAGE_INTERVALS
from app.vocabulary import PlanType, Stage

ROLE = TypeAdapter(Line)
MISTAKEN = frozenset({Stage.ASYE.value, *PlanType}) - {PlanType.OTHER.value}
"""A stage that has two intervals, and plans, which a worker's rules know nothing of."""


def check_names(rules: Mapping[str, Any], place: str) -> None:
    """Refuse what is neither a stage nor can be a role, where a rule has intervals for those."""
    known = ", ".join(sorted(STAGE_INTERVALS))
    detail = f"This place takes {known}, and roles as posts name them."
    faults = tuple(
        Fault("policy", detail, pointer=f"{place}/rules/{code}/intervals")
        for code in rules
        if any(not _can_count(name) for name in _named(rules, code))
    )
    if faults:
        raise Invalid("The policy cannot be so.", faults=faults)


def _named(rules: Mapping[str, Any], code: str) -> Iterator[str]:
    """The names under a worker's rule; what is of another shape is refused elsewhere."""
    standing, intervals = RULES.get(code), rules[code].get("intervals")
    has_any = standing is not None and standing.intervals is not None and standing.names is None
    return iter(intervals if has_any and isinstance(intervals, Mapping) else ())


def _can_count(name: str) -> bool:
    if name in MISTAKEN:
        return False
    try:
        return ROLE.validate_python(name) == name
    except ValidationError:
        return False
