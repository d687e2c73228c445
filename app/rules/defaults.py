"""The numbers that the service ships with; the catalogue says where each comes from."""

from collections.abc import Mapping
from types import MappingProxyType

from app.rules.calendar import CountFrom, Roll, Unit
from app.rules.parameters import RulePolicy
from app.vocabulary import AbsenceReason, PlanType, SessionKind

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


HELD = frozenset(SessionKind)
PERSONAL = frozenset({SessionKind.PERSONAL, SessionKind.JOINT})
PLANS = frozenset(PlanType)


def _timescale(  # noqa: PLR0913  # the parameters themselves, by name
    interval: int,
    unit: Unit,
    intervals: Mapping[str, int] | None = None,
    *,
    names: frozenset[str] | None = None,
    kinds: frozenset[SessionKind] | None = None,
    minimum_minutes: int | None = None,
) -> RulePolicy:
    return RulePolicy(
        interval=interval,
        unit=unit,
        intervals=intervals,
        grace=0,
        roll=Roll.NONE,
        count_from=CountFrom.DAY_AFTER,
        minimum_minutes=minimum_minutes,
        kinds=kinds,
        by_the_hour=unit is Unit.HOUR,
        names=names,
    )


RULES: Mapping[str, RulePolicy] = MappingProxyType(
    {
        "personal-timescale": _timescale(
            28,
            Unit.CALENDAR_DAY,
            {"asye_first": 7, "asye_second": 14, "probation": 14},
            kinds=PERSONAL,
            minimum_minutes=30,
        ),
        "personal-duration": RulePolicy(threshold=90),
        "check-in": RulePolicy(),
        "feedback-time": RulePolicy(threshold=10),
        "feedback-sought": _timescale(5, Unit.WORKING_DAY),
        "feedback-two-way": RulePolicy(),
        "low-score-followed-up": RulePolicy(threshold=4),
        "previous-actions-reviewed": RulePolicy(review_closed=False),
        "reflection-recorded": RulePolicy(minimum_words=30),
        "appreciation-recorded": RulePolicy(),
        "record-not-copied": RulePolicy(minimum_words=30, similarity=0.7),
        "identity-explored": _timescale(
            90, Unit.CALENDAR_DAY, {}, kinds=HELD - {SessionKind.INFORMAL}
        ),
        "record-on-time": _timescale(
            5, Unit.WORKING_DAY, {"discussion": 2}, names=frozenset({"discussion"})
        ),
        "record-shared": _timescale(7, Unit.CALENDAR_DAY),
        "record-signed": _timescale(10, Unit.WORKING_DAY),
        "cancellation-rearranged": _timescale(5, Unit.WORKING_DAY),
        "agreement-signed": _timescale(28, Unit.CALENDAR_DAY),
        "agreement-reviewed": _timescale(365, Unit.CALENDAR_DAY),
        "case-timescale": _timescale(
            42,
            Unit.CALENDAR_DAY,
            {
                PlanType.CHILD_PROTECTION: 28,
                PlanType.PRE_PROCEEDINGS: 28,
                PlanType.LOOKED_AFTER_LONG_TERM: 84,
                PlanType.CARE_LEAVER: 84,
            },
            names=PLANS,
            kinds=PERSONAL | {SessionKind.CASE},
        ),
        "case-first": _timescale(10, Unit.WORKING_DAY),
        "plan-progress": RulePolicy(),
        "contingency-set": RulePolicy(),
        "decision-reasoned": RulePolicy(),
        "action-owned-and-dated": RulePolicy(),
        "action-completed": RulePolicy(grace=0),
        "action-drift": RulePolicy(threshold=3),
        "oversight-gap": _timescale(
            42, Unit.CALENDAR_DAY, {PlanType.CHILD_PROTECTION: 28}, names=PLANS, kinds=HELD
        ),
        "oversight-recorded": _timescale(24, Unit.HOUR),
        "oversight-independent": RulePolicy(),
    }
)
