"""What a policy sets decides: what a record must show, what is asked for, how soon is soon."""

from datetime import date
from typing import Any

import pytest

from app.rules.catalogue import RULES
from app.rules.policy import DEFAULT_POLICY, Policy, RuleBook
from app.rules.state import state_on
from app.vocabulary import Severity, State
from tests.rules import make
from tests.rules.found import one, rows, states
from tests.rules.make import (
    action,
    book,
    case_stream,
    day,
    discussed,
    discussion,
    held,
    stream,
    text,
)

MONDAY = day("03-30")
REFLECTED, COPIED = "reflection-recorded", "record-not-copied"
REVIEWED = "previous-actions-reviewed"


def says(rule: str, **parameters: Any) -> RuleBook:
    """A policy that says so of one rule, from the beginning."""
    return book(make.policy({rule: parameters}))


@pytest.mark.parametrize(
    ("rule", "parameters", "changes", "met"),
    [
        ("personal-duration", {"threshold": 60}, {"minutes": 60}, True),
        ("personal-duration", {"threshold": 60}, {"minutes": 59}, False),
        (
            "personal-duration",
            {"threshold": 60},
            {"minutes": 70, "interrupted_minutes": 11},
            False,
        ),
        ("feedback-time", {"threshold": 20}, {"feedback_minutes": 20}, True),
        ("feedback-time", {"threshold": 20}, {"feedback_minutes": 19}, False),
        ("reflection-recorded", {"minimum_words": 12}, {"reflection": text(12)}, True),
        ("reflection-recorded", {"minimum_words": 12}, {"reflection": text(11)}, False),
        ("reflection-recorded", {"minimum_words": 50}, {"reflection": text(49)}, False),
    ],
)
def test_enough_is_what_the_policy_says(rule, parameters, changes, met):
    row = one(rule, stream(held(MONDAY, **changes)), says(rule, **parameters))
    assert (row.met_on is not None) is met


@pytest.mark.parametrize(("words", "met"), [(12, True), (11, False)])
def test_enough_words_of_an_analysis_are_what_the_policy_says(words, met):
    session = discussed(MONDAY, discussion(analysis=text(words)))
    row = one("reflection-recorded", case_stream(session), says(REFLECTED, minimum_words=12))
    assert (row.met_on is not None) is met


@pytest.mark.parametrize(
    ("shared", "similarity", "state"),
    [
        (4, 0.5, State.MET),
        (5, 0.5, State.OVERDUE),
        (9, 0.9, State.OVERDUE),
        (8, 0.9, State.MET),
        (9, 1, State.MET),
        (10, 1, State.OVERDUE),
    ],
)
def test_a_text_is_copied_from_the_share_on_that_policy_names(shared, similarity, state):
    """Of ten shingles in either text together, so many are in both."""
    first = held(day("03-02"), reflection=text(40, range(10)))
    again = held(MONDAY, reflection=text(40, range(shared)))
    row = one(COPIED, stream(first, again), says(COPIED, similarity=similarity))
    assert states(row, "03-30") == [state]


@pytest.mark.parametrize(
    ("words", "state"), [(12, State.OVERDUE), (11, State.CANNOT_JUDGE)], ids=["12", "11"]
)
@pytest.mark.parametrize("the_short_one_first", [True, False])
def test_texts_are_compared_from_the_words_on_that_policy_names(words, state, the_short_one_first):
    texts = [text(words, range(8)), text(40, range(8))]
    before, after = texts if the_short_one_first else reversed(texts)
    sessions = held(day("03-02"), reflection=before), held(MONDAY, reflection=after)
    row = one(COPIED, stream(*sessions), says(COPIED, minimum_words=12))
    assert states(row, "03-30") == [state]


@pytest.mark.parametrize(
    ("closed_on", "asked", "asked_for_closed_ones"),
    [
        ("03-02", [], ["03-02"]),
        ("03-03", ["03-02"], ["03-02", "03-30"]),
        ("03-30", ["03-02"], ["03-02", "03-30"]),
        ("03-31", ["03-02", "03-30"], ["03-02", "03-30", "04-27"]),
    ],
)
def test_an_action_closed_outside_any_review_is_asked_for_once_more_if_policy_says_so(
    closed_on, asked, asked_for_closed_ones
):
    first, *others = (held(day(on)) for on in ("02-02", "03-02", "03-30", "04-27"))
    facts = stream(first, *others, actions=(action(first, None, closed_on=day(closed_on)),))
    without, with_closed = (
        [f"{row.opened_on:%m-%d}" for row in rows(REVIEWED, facts, says(REVIEWED, **told))]
        for told in ({"review_closed": False}, {"review_closed": True})
    )
    assert (without, with_closed) == (asked, asked_for_closed_ones)


# What belongs to no rule, or cannot be set.
@pytest.mark.parametrize(
    ("warning_days", "on", "state"),
    [
        (0, "04-26", State.NOT_YET_DUE),
        (0, "04-27", State.DUE_TODAY),
        (10, "04-16", State.NOT_YET_DUE),
        (10, "04-17", State.DUE_SOON),
    ],
)
def test_soon_is_as_many_days_before_as_policy_says(warning_days, on, state):
    document = {"warning_days": warning_days}
    rules = book(Policy.from_document(document, 1, date.min, DEFAULT_POLICY))
    row = rows("personal-timescale", stream(held(MONDAY)), rules)[-1]
    assert state_on(row, day(on), rules.policy_on(day(on)).warning_days) is state


BREACHES = {
    "personal-timescale",
    "previous-actions-reviewed",
    "case-timescale",
    "action-owned-and-dated",
    "action-completed",
    "oversight-independent",
}
QUERIES = {
    "feedback-two-way",
    "low-score-followed-up",
    "reflection-recorded",
    "appreciation-recorded",
    "record-not-copied",
    "identity-explored",
}


def test_a_rule_is_a_breach_or_a_query_for_a_human_to_look_at_or_else_a_warning():
    of = {
        severity: {code for code, rule in RULES.items() if rule.severity is severity}
        for severity in Severity
    }
    assert (of[Severity.BREACH], of[Severity.QUERY]) == (BREACHES, QUERIES)
    assert of[Severity.WARNING] == set(RULES) - BREACHES - QUERIES
