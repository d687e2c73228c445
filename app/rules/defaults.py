"""The numbers that the service ships with; the catalogue says where each comes from."""

from collections.abc import Mapping
from types import MappingProxyType

from app.rules.calendar import CountFrom, Roll, Unit
from app.rules.parameters import RulePolicy
from app.vocabulary import AbsenceReason

WARNING_DAYS = 7

PAUSING_REASONS = frozenset(
    {
        AbsenceReason.SICKNESS,
        AbsenceReason.MATERNITY,
        AbsenceReason.OTHER_PARENTAL,
        AbsenceReason.UNPAID,
    }
)

RAG: Mapping[str, float] = MappingProxyType({"green": 90, "amber": 75})


def _timescale(interval: int, unit: Unit, intervals: Mapping[str, int] | None = None) -> RulePolicy:
    return RulePolicy(
        interval=interval,
        unit=unit,
        intervals=intervals,
        grace=0,
        roll=Roll.NONE,
        count_from=CountFrom.DAY_AFTER,
    )


RULES: Mapping[str, RulePolicy] = MappingProxyType(
    {
        "personal-timescale": RulePolicy(
            interval=28,
            unit=Unit.CALENDAR_DAY,
            intervals={"asye_first": 7, "asye_second": 14, "probation": 14},
            grace=0,
            roll=Roll.NONE,
            count_from=CountFrom.DAY_AFTER,
            minimum_minutes=30,
        ),
        "personal-duration": RulePolicy(threshold=90),
        "check-in": RulePolicy(),
        "feedback-time": RulePolicy(threshold=10),
        "feedback-sought": _timescale(5, Unit.WORKING_DAY),
        "feedback-two-way": RulePolicy(),
        "previous-actions-reviewed": RulePolicy(),
        "record-on-time": _timescale(5, Unit.WORKING_DAY, {"discussion": 2}),
        "cancellation-rearranged": _timescale(5, Unit.WORKING_DAY),
        "action-owned-and-dated": RulePolicy(),
        "action-completed": RulePolicy(grace=0),
    }
)
