"""Building block: a held record must show something; met on the record's day or not at all."""

from typing import Any
from uuid import UUID

from app.rules.expectation import Expectation, Step, placed
from app.rules.stretch import Fact
from app.rules.view import View
from app.vocabulary import EndReason, Judgement

JUDGED, CANNOT_JUDGE, SUPERSEDED = Judgement.JUDGED, Judgement.CANNOT_JUDGE, EndReason.SUPERSEDED

Finding = tuple[bool | None, str | None, Step]
"""Whether a record shows what it must, why that cannot be judged, and the step that says so."""


def content(  # noqa: PLR0913  # a fact, what its record shows, and under which policy
    view: View,
    fact: Fact,
    finding: Finding,
    by: UUID,
    policy_version: int,
    *,
    near_misses: tuple[Step, ...] = (),
) -> Expectation:
    """The one stretch there is; unless met, the stream's next session supersedes it."""
    day = fact.opened_on
    met, reason, step = finding
    judged = met is not None
    ended_on = None if met else view.next_served(day)
    carrier = view.carrier(fact, day)
    return placed(
        (
            fact.rule,
            view.subject_type,
            view.subject_id,
            fact.anchor,
            day,
            day,  # from_on
            ended_on,
            SUPERSEDED if ended_on else None,
            day if judged else None,  # due_on
            None,  # due_at
            day if judged else None,  # breach_on
            day if met else None,  # met_on
            by if met else None,
            True if met else None,  # in_time
            JUDGED if judged else CANNOT_JUDGE,
            None if judged else reason,
            fact.record_type,
            fact.record_id,
            *carrier,
            policy_version,
            view.calendar_version(day),
            (step,),
            near_misses,
        )
    )


class Sheet:
    """What rules find in one record: what their rows share is worked out once for each result.

    `rules` are those of the policy of the record's day.
    """

    __slots__ = ("_by", "_fact", "_shared", "_version", "_view", "rules")

    def __init__(self, view: View, fact: Fact, by: UUID) -> None:
        """A fact without a rule: each row has its own."""
        policy = view.policy_on(fact.opened_on)
        self.rules, self._version = policy.rules, policy.version
        self._view, self._fact, self._by = view, fact, by
        self._shared: dict[bool | str | None, tuple[Any, ...]] = {}

    def row(self, rule: str, finding: Finding, near_misses: tuple[Step, ...] = ()) -> Expectation:
        """The content row of one rule: the same as any other but for the rule and the trace."""
        met, reason, step = finding
        result = reason if met is None else met
        shared = self._shared.get(result)
        if shared is None:
            row = content(self._view, self._fact, finding, self._by, self._version)
            shared = self._shared[result] = row[1:-2]
        return placed((rule, *shared, (step,), near_misses))
