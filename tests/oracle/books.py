"""Random policies and calendars that change in the middle of a history."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from app.rules import defaults
from app.rules.calendar import Calendar, Unit
from app.rules.parameters import RulePolicy
from app.rules.policy import DEFAULT_POLICY, Policy, RuleBook
from app.vocabulary import PlanType, SessionKind
from tests.oracle.chance import Chance
from tests.oracle.span import SPAN, START
from tests.rules.make import ENGLAND

CADENCES = ["personal-timescale", "identity-explored", "agreement-reviewed"]
CASES = ["case-timescale", "oversight-gap"]
CODES = [*defaults.RULES, *CADENCES * 3, *CASES * 5]
STAGES = ["asye_first", "asye_second", "probation", "standard", "social_worker"]
PAUSING = (["sickness"], ["training", "unpaid"], [])
ZONES = ("Europe/London", "Europe/London", "Atlantic/Reykjavik")
DAYS = [START + timedelta(days=n) for n in range(SPAN + 1)]

LENGTHS: Mapping[Unit, Callable[[Chance], int]] = {
    Unit.CALENDAR_DAY: lambda chance: chance.whole(1, 50),
    Unit.WORKING_DAY: lambda chance: chance.whole(1, 30),
    Unit.CALENDAR_MONTH: lambda chance: chance.whole(1, 3),
    Unit.HOUR: lambda chance: chance.one_of(1, 24, 36, 48),
}
PARAMETERS: Mapping[str, Callable[[Chance], Any]] = {
    "enabled": lambda chance: not chance.yes(4),
    "grace": lambda chance: chance.one_of(0, 3),
    "roll": lambda chance: chance.one_of("none", "next_working_day", "previous_working_day"),
    "count_from": lambda chance: chance.one_of("day_after", "inclusive"),
    "minimum_minutes": lambda chance: chance.one_of(0, 30, 60),
    "minimum_words": lambda chance: chance.one_of(10, 30, 50),
    "similarity": lambda chance: chance.one_of(0.4, 0.7, 1.0),
    "kinds": lambda chance: chance.some(SessionKind, least=1),
    "review_closed": Chance.yes,
}


def change(chance: Chance, code: str) -> dict[str, Any]:
    """Some of what can be set for a rule."""
    rule = defaults.RULES[code]
    names = [name for name in rule.parameters if name in PARAMETERS and chance.yes()]
    said = {name: PARAMETERS[name](chance) for name in names}
    if rule.threshold is not None and chance.yes():
        said["threshold"] = max(1, rule.threshold + chance.one_of(-1, 1))
    if rule.unit is not None:
        said |= timescale(chance, code, rule)
    return said


def timescale(chance: Chance, code: str, rule: RulePolicy) -> dict[str, Any]:
    units = [unit for unit in Unit if unit is not Unit.HOUR or rule.by_the_hour]
    unit = chance.one_of(*units)
    said: dict[str, Any] = {"unit": unit, "interval": LENGTHS[unit](chance)}
    if rule.intervals is not None:
        said["intervals"] = dict.fromkeys(rule.intervals)
        if unit is not Unit.CALENDAR_MONTH or code in CASES:
            most = 4 if unit is Unit.CALENDAR_MONTH else 30
            said["intervals"] |= {name: chance.whole(1, most) for name in names(chance, rule)}
    return said


def names(chance: Chance, rule: RulePolicy) -> list[str]:
    """Up to three stages, roles or plans that have an interval of their own."""
    known = STAGES if rule.names is None else sorted(rule.names & {*PlanType, "discussion"})
    return chance.some(known, most=3)


def policies(chance: Chance) -> list[Policy]:
    """Up to three versions, each of which changes a few rules of the one before."""
    found: list[Policy] = []
    for number in range(chance.one_of(0, 1, 1, 2, 3)):
        codes = dict.fromkeys(chance.one_of(*CODES) for _ in range(chance.whole(1, 6)))
        document: dict[str, Any] = {"rules": {code: change(chance, code) for code in codes}}
        if chance.yes(3):
            document["pausing_reasons"] = chance.one_of(*PAUSING)
        applies_from = chance.one_of(START - timedelta(days=300), chance.day())
        base = found[-1] if found else DEFAULT_POLICY
        found.append(Policy.from_document(document, number + 1, applies_from, base))
    return found


def calendar(chance: Chance, version: int) -> Calendar:
    closed = frozenset(chance.some(DAYS, most=20))
    return Calendar(version, chance.day(), ENGLAND.holidays | closed, chance.one_of(*ZONES))


def book(chance: Chance) -> RuleBook:
    later = [calendar(chance, n + 2) for n in range(chance.one_of(0, 0, 1, 2))]
    return RuleBook.of(policies(chance), [ENGLAND, *later])
