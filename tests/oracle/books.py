"""Random policies and calendars that change in the middle of a history."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from app.rules import defaults
from app.rules.calendar import Calendar, Unit
from app.rules.policy import DEFAULT_POLICY, Policy, RuleBook
from app.vocabulary import PlanType, SessionKind
from tests.oracle.span import START, days
from tests.rules.make import ENGLAND

CADENCES = ["personal-timescale", "identity-explored", "agreement-reviewed"]
CASES = ["case-timescale", "oversight-gap"]
CODES = [*defaults.RULES, *CADENCES * 3, *CASES * 5]
NAMES = ["asye_first", "asye_second", "probation", "standard", "social_worker"]

FEW = st.integers(1, 50)
LENGTHS = {
    Unit.CALENDAR_DAY: FEW,
    Unit.WORKING_DAY: st.integers(1, 30),
    Unit.CALENDAR_MONTH: st.integers(1, 3),
    Unit.HOUR: st.sampled_from((1, 24, 36, 48)),
}
PARAMETERS: dict[str, st.SearchStrategy[Any]] = {
    "enabled": st.sampled_from((True, True, True, False)),
    "grace": st.sampled_from((0, 3)),
    "roll": st.sampled_from(("none", "next_working_day", "previous_working_day")),
    "count_from": st.sampled_from(("day_after", "inclusive")),
    "minimum_minutes": st.sampled_from((0, 30, 60)),
    "minimum_words": st.sampled_from((10, 30, 50)),
    "similarity": st.sampled_from((0.4, 0.7, 1.0)),
    "kinds": st.sets(st.sampled_from(SessionKind), min_size=1).map(sorted),
    "review_closed": st.booleans(),
}


@st.composite
def changes(draw: Any, code: str) -> dict[str, Any]:
    """Some of what can be set for a rule."""
    rule, said = defaults.RULES[code], {}
    for name in rule.parameters:
        if name in PARAMETERS and draw(st.booleans()):
            said[name] = draw(PARAMETERS[name])
    if rule.threshold is not None and draw(st.booleans()):
        said["threshold"] = max(1, rule.threshold + draw(st.sampled_from((-1, 1))))
    if rule.unit is not None:
        units = [unit for unit in Unit if unit is not Unit.HOUR or rule.by_the_hour]
        unit = draw(st.sampled_from(units))
        said["unit"], said["interval"] = unit, draw(LENGTHS[unit])
        if rule.intervals is not None:
            names = NAMES if rule.names is None else sorted(rule.names & {*PlanType, "discussion"})
            said["intervals"] = dict.fromkeys(rule.intervals)
            if unit is not Unit.CALENDAR_MONTH or code in CASES:
                own = st.dictionaries(st.sampled_from(names), st.integers(1, 30), max_size=3)
                said["intervals"] |= draw(own)
            if unit is Unit.CALENDAR_MONTH:
                said["intervals"] = {k: v and min(v, 4) for k, v in said["intervals"].items()}
    return said


@st.composite
def policies(draw: Any) -> list[Policy]:
    """Up to three versions, each of which changes a few rules of the one before."""
    found: list[Policy] = []
    for number in range(draw(st.sampled_from((0, 1, 1, 2, 3)))):
        codes = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=6, unique=True))
        document: dict[str, Any] = {"rules": {code: draw(changes(code)) for code in codes}}
        if draw(st.sampled_from((False, False, True))):
            document["pausing_reasons"] = draw(
                st.sampled_from((["sickness"], ["training", "unpaid"], []))
            )
        applies_from = draw(st.just(START - timedelta(days=300)) | days)
        base = found[-1] if found else DEFAULT_POLICY
        found.append(Policy.from_document(document, number + 1, applies_from, base))
    return found


@st.composite
def books(draw: Any) -> RuleBook:
    calendars = [ENGLAND]
    for number in range(draw(st.sampled_from((0, 0, 1, 2)))):
        closed = frozenset(draw(st.sets(days, max_size=20)))
        zone = draw(st.sampled_from(("Europe/London", "Europe/London", "Atlantic/Reykjavik")))
        calendars.append(
            Calendar(number + 2, draw(days), ENGLAND.holidays | closed, time_zone=zone)
        )
    return RuleBook.of(draw(policies()), calendars)
