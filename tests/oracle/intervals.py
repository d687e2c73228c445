"""The shortest interval in force on a day: by stage, role, agreement, plan."""

from datetime import date, timedelta
from typing import Literal

from app.rules.calendar import Unit
from app.rules.facts import Agreement, Post, Worker
from app.rules.parameters import RulePolicy
from app.rules.policy import RuleBook
from tests.oracle.days import Terms, months, terms_of
from tests.oracle.people import Employment, running

SIX_WEEKS = timedelta(days=42)

Unjudged = Literal["unjudged"]
UNJUDGED: Unjudged = "unjudged"


def stage_on(post: Post, worker: Worker, day: date) -> str | Unjudged:
    """The name under which a policy keeps the interval of that day."""
    if post.stage == "asye":
        start = worker.asye_started_on
        if start is None:
            return UNJUDGED
        if day < start + SIX_WEEKS:
            return "asye_first"
        return "asye_second" if day < months(start, 6) else "standard"
    if post.stage == "probation":
        if post.started_on is None:
            return UNJUDGED
        return "probation" if day < months(post.started_on, 6) else "standard"
    return "standard" if post.stage == "standard" else UNJUDGED


def post_interval(post: Post, worker: Worker, rule: RulePolicy, day: date) -> int | Unjudged:
    stage = stage_on(post, worker, day)
    if stage == UNJUDGED:
        return UNJUDGED
    own = rule.intervals or {}
    found = [own[name] for name in (stage, post.role) if name and name in own]
    assert rule.interval
    return min(found, default=rule.interval)


def worker_terms(
    code: str, employment: Employment, book: RuleBook, day: date, *, by_agreement: bool
) -> Terms | Unjudged | None:
    """What a worker's cadence is counted by on that day; None: the rule is switched off."""
    policy = book.policy_on(day)
    rule = policy.rules[code]
    if not rule.enabled:
        return None
    posts = [employment.original[post.id] for post in employment.posts_on(day)]
    each = [post_interval(p, employment.worker, rule, day) for p in posts]
    known = [interval for interval in each if isinstance(interval, int)]
    if len(known) < len(each):
        return UNJUDGED
    return terms_of(
        rule,
        book.calendar_on(day),
        min(known),
        reasons=frozenset(policy.pausing_reasons),
        also=agreed(employment.worker.agreements, day) if by_agreement else frozenset(),
    )


def agreed(agreements: tuple[Agreement, ...], day: date) -> frozenset[tuple[int, Unit]]:
    return frozenset(
        (each.interval_days, Unit.CALENDAR_DAY)
        for each in running(agreements, day)
        if each.interval_days
    )
