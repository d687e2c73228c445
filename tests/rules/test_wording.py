import pytest
from hypothesis import given

from app.rules.catalogue import CATALOGUE, evaluate
from app.rules.policy import DEFAULT_POLICY
from app.rules.telling import line, near_miss
from app.rules.wording import CLEARS, EXPECTED, clears_in_general, clears_when, sentence
from tests.rules import make
from tests.rules.histories import books, histories
from tests.rules.make import absence, action, book, day, held, stream, worker


def first(rule, facts):
    return next(row for row in evaluate(facts, book()) if row.rule == rule)


def test_every_rule_has_its_words():
    codes = {rule.code for rule in CATALOGUE}
    assert codes == set(EXPECTED) == set(CLEARS)


@given(histories(), books())
def test_whatever_happened_can_be_said(stream, book):
    for row in evaluate(stream, book):
        said = [sentence(row), clears_when(row) or "", *map(line, row.trace)]
        said += map(near_miss, row.near_misses)
        assert not any("{" in text or "None" in text for text in said)


def test_a_sentence_says_what_is_expected_by_when():
    facts = stream(worker=worker(make.post(day("01-05"))))
    row = first("personal-timescale", facts)
    assert sentence(row) == "A personal session is to be held by 2 February 2026."
    assert clears_when(row) == "a personal session of at least 30 minutes is held"


CONTENT, DUE = day("02-02"), day("02-09")


@pytest.mark.parametrize(
    ("rule", "changes", "said"),
    [
        (
            "cancellation-rearranged",
            {"due_on": DUE},
            (
                "A personal session is to be held by 9 February 2026 in place of the one that was "
                "cancelled or missed on 2 February 2026."
            ),
        ),
        (
            "feedback-sought",
            {"due_on": DUE},
            (
                "The supervisee is to be asked by 9 February 2026 for feedback on the session of "
                "2 February 2026."
            ),
        ),
        (
            "low-score-followed-up",
            {"due_on": DUE, "trace": ({"code": "low_score", "score": 3, "on": "2026-02-02"},)},
            (
                "The score of 3 given on 2 February 2026 is to be answered by an action agreed in "
                "the next personal session, that of 9 February 2026."
            ),
        ),
        (
            "record-signed",
            {"due_on": DUE},
            "Both are to sign the record of 2 February 2026 by 9 February 2026.",
        ),
        (
            "record-not-copied",
            {"record_type": "discussion"},
            (
                "The analysis of the discussion of 2 February 2026 was to be written anew, not "
                "copied from the last one."
            ),
        ),
        (
            "action-drift",
            {"trace": ({"code": "carried_forward", "times": 3, "limit": 3},)},
            (
                "The action that was carried forward on 2 February 2026 was to be carried forward "
                "fewer than 3 times in all."
            ),
        ),
    ],
)
def test_two_days_in_a_sentence_do_not_get_in_each_others_way(rule, changes, said):
    facts = stream(worker=worker(make.post(day("02-02"))))
    row = first("personal-timescale", facts)._replace(rule=rule)
    assert sentence(row._replace(**{"due_on": CONTENT, "breach_on": CONTENT, **changes})) == said


def test_a_paused_clock_says_so():
    away = worker(make.post(day("01-05")), absences=(absence("01-05", None),))
    row = first("personal-timescale", stream(worker=away))
    assert sentence(row) == (
        "A personal session is to be held; the clock is paused (sickness) and no end is known."
    )


def test_what_cannot_be_judged_says_why():
    row = first("check-in", stream(held(day("01-05"), check_in=None)))
    assert sentence(row) == (
        "The session of 5 January 2026 was to open with a check-in; this cannot be judged, because "
        "the sending system has not said."
    )


def test_content_is_of_its_day():
    row = first("personal-duration", stream(held(day("01-05"), minutes=60)))
    assert sentence(row) == (
        "The session of 5 January 2026 was to last at least 90 minutes, not counting interruptions."
    )


def test_what_is_met_needs_no_clearing():
    assert clears_when(first("check-in", stream(held(day("01-05"))))) is None


def test_the_trace_reads_as_a_sum():
    away = worker(make.post(day("01-05")), absences=(absence("01-12", "01-18"),))
    row = first("personal-timescale", stream(worker=away))
    assert [line(step) for step in row.trace] == [
        "The post began on 5 January 2026.",
        "28 calendar days from 5 January 2026 is 2 February 2026.",
        (
            "Sickness from 12 January 2026 to 18 January 2026 stops the clock and moves the day to "
            "9 February 2026."
        ),
        "Only a session of at least 30 minutes counts.",
    ]


def test_a_near_miss_says_why_it_does_not_count():
    short = held(day("01-20"), minutes=29)
    row = first("personal-timescale", stream(short))
    assert near_miss(row.near_misses[0]) == (
        "On 20 January 2026 a session of 29 minutes was held, which does not count: at least 30 "
        "are needed."
    )


def test_the_missing_reviews_are_counted():
    agreed = action(held(day("01-05")), None)
    row = first("previous-actions-reviewed", stream(held(day("01-15")), actions=(agreed,)))
    assert line(row.trace[0]) == "One action was due a review, and it has none."


def test_one_action_is_not_called_all_of_them():
    agreed = action(held(day("01-05")), None)
    row = first("previous-actions-reviewed", stream(held(day("01-15")), actions=(agreed,)))
    assert sentence(row) == (
        "The session of 15 January 2026 was to review the action that was due a review."
    )


def test_what_cannot_be_judged_says_what_would_let_it_be():
    unmapped = worker(make.post(day("01-05"), stage="odd"))
    row = first("personal-timescale", stream(worker=unmapped))
    assert clears_when(row) == (
        "the stage of the post is given a meaning, or a personal session of at least 30 minutes is "
        "held"
    )


def test_a_case_is_cleared_by_its_next_discussion():
    said = held(day("01-05"), discussions=(make.discussion(decided=True),))
    [row] = [r for r in evaluate(make.case_stream(said), book()) if r.rule == "decision-reasoned"]
    assert clears_when(row) == ("the reason is added to the record, or the case is discussed again")


@pytest.mark.parametrize("rule", CATALOGUE, ids=[rule.code for rule in CATALOGUE])
def test_what_clears_a_rule_can_be_said_of_all_its_expectations(rule):
    said = clears_in_general(rule.code, DEFAULT_POLICY.rules[rule.code], rule.subjects)
    assert said
    assert not any(text in said for text in ("{", "None", ", or ,"))
    assert not said.endswith("or ")


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (
            {"code": "duration", "minutes": 1, "interrupted_minutes": 0, "threshold": 90},
            "The session lasted 1 minute; at least 90 minutes are expected.",
        ),
        (
            {"code": "duration", "minutes": 95, "interrupted_minutes": 1, "threshold": 90},
            (
                "The session lasted 95 minutes, 1 minute of them interrupted; at least 90 minutes "
                "are expected."
            ),
        ),
        (
            {"code": "paused", "reason": "unpaid", "from_on": "2026-01-12", "to_on": None},
            "Unpaid leave from 12 January 2026 stops the clock; no end is known.",
        ),
        (
            {"code": "carried_forward", "times": 1, "limit": 3},
            "Carried forward 1 time; 3 times is too many.",
        ),
        (
            {"code": "actions_reviewed", "expected": 3, "reviewed": 2},
            "Of 3 actions that were due a review, 2 have one.",
        ),
        ({"code": "minimum", "minutes": 0}, "A session of any length counts."),
        (
            {"code": "edited", "edited_on": "2026-01-12"},
            (
                "An edit of the record reached us on 12 January 2026: it is to be signed again, "
                "counted from that day."
            ),
        ),
    ],
)
def test_a_step_reads_as_a_sentence(step, said):
    assert line(step) == said


def test_hours_are_those_of_the_organisation():
    step = {
        "code": "hours",
        "from": "2026-05-22T15:00:00+00:00",
        "from_on": "2026-05-22",
        "n": 24,
        "due_at": "2026-05-23T15:00:00+00:00",
        "due_on": "2026-05-23",
    }
    assert (
        line(step, "Europe/London") == "24 hours from 16:00 on 22 May 2026 is 16:00 on 23 May 2026."
    )
    assert line(step) == "24 hours from 15:00 UTC on 22 May 2026 is 15:00 UTC on 23 May 2026."


def test_hours_without_an_instant_run_from_the_end_of_the_day():
    step = {
        "code": "hours",
        "from": None,
        "from_on": "2026-05-22",
        "n": 24,
        "due_at": None,
        "due_on": "2026-05-23",
    }
    assert line(step) == "24 hours from the end of 22 May 2026 is the end of 23 May 2026."
