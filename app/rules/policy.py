"""An organisation's timescales and switches, and which version of them holds on a day."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self, TypeVar

from app.rules import defaults
from app.rules.calendar import NO_HOLIDAYS, Calendar
from app.rules.parameters import (
    Document,
    InvalidPolicy,
    RulePolicy,
    require_object,
    whole_number,
)
from app.vocabulary import AbsenceReason

SECTIONS = frozenset({"rules", "warning_days", "pausing_reasons", "rag"})
DAYS = frozenset({"effective_on", "restate"})
LONGEST_WARNING = 366
HUNDRED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One version of a policy; it holds from `applies_from` until the next one does."""

    version: int
    applies_from: date
    rules: Mapping[str, RulePolicy] = field(hash=False)
    warning_days: int = defaults.WARNING_DAYS
    pausing_reasons: frozenset[str] = defaults.PAUSING_REASONS
    rag: Mapping[str, float] = field(default_factory=lambda: defaults.RAG, hash=False)

    @classmethod
    def from_document(
        cls, document: Document, version: int, applies_from: date, base: "Policy"
    ) -> "Policy":
        """The version that the document makes of the one before; InvalidPolicy says what is wrong.

        What is left out stays as in `base`; the shape is that of POST /v1/policies, of which
        `effective_on` and `restate` have already been turned into `applies_from`.
        """
        require_object(document, "")
        for name in document:
            if name not in SECTIONS | DAYS:
                raise InvalidPolicy(f"/{name}", "is not a part of a policy")
        return cls(
            version=version,
            applies_from=applies_from,
            rules=_rules(document.get("rules", {}), base.rules),
            warning_days=whole_number(
                document.get("warning_days", base.warning_days),
                "/warning_days",
                0,
                LONGEST_WARNING,
            ),
            pausing_reasons=_pausing(document.get("pausing_reasons"), base.pausing_reasons),
            rag=_rag(document.get("rag", {}), base.rag),
        )

    def to_document(self) -> dict[str, Any]:
        """The whole policy as JSON says it; nothing is left out."""
        return {
            "rules": {code: rule.to_document() for code, rule in self.rules.items()},
            "warning_days": self.warning_days,
            "pausing_reasons": sorted(self.pausing_reasons),
            "rag": dict(self.rag),
        }


DEFAULT_POLICY = Policy(version=0, applies_from=date.min, rules=defaults.RULES)


Version = TypeVar("Version", Policy, Calendar)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All policy and calendar versions of an organisation, in the order in which they apply."""

    policies: tuple[Policy, ...] = (DEFAULT_POLICY,)
    calendars: tuple[Calendar, ...] = (NO_HOLIDAYS,)
    _policy_days: tuple[date, ...] = field(init=False, repr=False, compare=False)
    _calendar_days: tuple[date, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Put the versions in order; a later version wins on the same day."""
        policies, calendars = _ordered(self.policies), _ordered(self.calendars)
        object.__setattr__(self, "policies", policies)
        object.__setattr__(self, "calendars", calendars)
        object.__setattr__(self, "_policy_days", tuple(p.applies_from for p in policies))
        object.__setattr__(self, "_calendar_days", tuple(c.applies_from for c in calendars))

    @classmethod
    def of(cls, policies: Iterable[Policy], calendars: Iterable[Calendar]) -> Self:
        """The book of any versions, with the shipped policy before the first of them."""
        return cls((DEFAULT_POLICY, *policies), tuple(calendars) or (NO_HOLIDAYS,))

    def policy_on(self, day: date) -> Policy:
        """The version that holds on that day; before the first, the first."""
        return self.policies[bisect_right(self._policy_days, day, 1) - 1]

    def calendar_on(self, day: date) -> Calendar:
        """The version that holds on that day; before the first, the first."""
        return self.calendars[bisect_right(self._calendar_days, day, 1) - 1]

    def changes_after(self, day: date) -> tuple[date, ...]:
        """The days later than that one on which a policy or a calendar version begins to hold."""
        policies, calendars = self._policy_days, self._calendar_days
        return (
            *policies[bisect_right(policies, day) :],
            *calendars[bisect_right(calendars, day) :],
        )

    def calendars_after(self, day: date) -> tuple[Calendar, ...]:
        """The calendar versions that begin to hold later than that day."""
        return self.calendars[bisect_right(self._calendar_days, day) :]


def _ordered(versions: tuple[Version, ...]) -> tuple[Version, ...]:
    return tuple(sorted(versions, key=lambda each: (each.applies_from, each.version)))


def _rules(document: Document, base: Mapping[str, RulePolicy]) -> dict[str, RulePolicy]:
    require_object(document, "/rules")
    rules = dict(base)
    for code, change in document.items():
        if code not in base:
            raise InvalidPolicy(f"/rules/{code}", "is not a rule of this version")
        rules[code] = base[code].changed_by(change, f"/rules/{code}")
    return rules


def _pausing(reasons: object, base: frozenset[str]) -> frozenset[str]:
    if reasons is None:
        return base
    known = {reason.value for reason in AbsenceReason}
    if not isinstance(reasons, list) or not all(
        isinstance(reason, str) and reason in known for reason in reasons
    ):
        raise InvalidPolicy("/pausing_reasons", f"must be a list out of {', '.join(sorted(known))}")
    return frozenset(AbsenceReason(reason) for reason in reasons)


def _rag(document: Document, base: Mapping[str, float]) -> dict[str, float]:
    require_object(document, "/rag")
    for name in document:
        if name not in base:
            raise InvalidPolicy(f"/rag/{name}", "takes green and amber and nothing else")
    bands = {**base, **document}
    for name, value in bands.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InvalidPolicy(f"/rag/{name}", "must be a number from 0 to 100")
    if not 0 <= bands["amber"] <= bands["green"] <= HUNDRED:
        raise InvalidPolicy("/rag", "must hold 0 <= amber <= green <= 100")
    return bands
