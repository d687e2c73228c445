from datetime import date

import pytest

from app.rules.expectation import Expectation
from app.rules.state import Excused, days_late, state_on
from app.vocabulary import EndReason, Judgement, State, SubjectType
from tests.rules import make
from tests.rules.make import day


def expectation(**changes) -> Expectation:
    return Expectation(
        **{
            "rule": "personal-timescale",
            "subject_type": SubjectType.WORKER,
            "subject_id": make.WORKER,
            "anchor": "anchor",
            "opened_on": day("01-05"),
            "from_on": day("01-05"),
            "due_on": day("02-02"),
            "breach_on": day("02-05"),
            **changes,
        }
    )


PAUSED = {"judgement": Judgement.PAUSED, "reason": "sickness"}
UNJUDGED = {"judgement": Judgement.CANNOT_JUDGE, "due_on": None, "breach_on": None}


@pytest.mark.parametrize(
    ("changes", "at", "state"),
    [
        ({}, "01-04", None),
        ({}, "01-05", State.NOT_YET_DUE),
        ({}, "01-25", State.NOT_YET_DUE),
        ({}, "01-26", State.DUE_SOON),
        ({}, "02-02", State.DUE_TODAY),
        ({}, "02-03", State.IN_GRACE),
        ({}, "02-04", State.IN_GRACE),
        ({}, "02-05", State.OVERDUE),
        ({"met_on": day("02-02"), "in_time": True}, "02-01", State.DUE_SOON),
        ({"met_on": day("02-02"), "in_time": True}, "02-02", State.MET),
        ({"met_on": day("02-06"), "in_time": False}, "02-05", State.OVERDUE),
        ({"met_on": day("02-06"), "in_time": False}, "02-06", State.MET_LATE),
        ({"ended_on": day("02-01"), "end_reason": EndReason.LEFT}, "01-31", State.DUE_SOON),
        ({"ended_on": day("02-01"), "end_reason": EndReason.LEFT}, "02-01", State.ENDED),
        ({"ended_on": day("02-01"), "end_reason": EndReason.CHANGED}, "02-01", None),
        (PAUSED, "02-03", State.PAUSED),
        (PAUSED, "02-05", State.OVERDUE),
        ({**PAUSED, "due_on": None, "breach_on": None}, "03-01", State.PAUSED),
        (UNJUDGED, "03-01", State.CANNOT_JUDGE),
        ({"due_on": None, "breach_on": None}, "03-01", State.NOT_YET_DUE),
    ],
)
def test_the_first_state_that_holds_is_taken(changes, at, state):
    assert state_on(expectation(**changes), day(at), 7) is state


@pytest.mark.parametrize(("warning_days", "state"), [(7, State.NOT_YET_DUE), (8, State.DUE_SOON)])
def test_the_policy_says_how_soon_is_soon(warning_days, state):
    assert state_on(expectation(), day("01-25"), warning_days) is state


@pytest.mark.parametrize(
    ("changes", "at", "late"),
    [
        ({}, "02-04", None),
        ({}, "02-05", 3),
        ({}, "02-20", 18),
        ({"met_on": day("02-06"), "in_time": False}, "03-01", 4),
        ({"met_on": day("02-06"), "in_time": False}, "02-05", 3),
        ({"met_on": day("02-02"), "in_time": True}, "03-01", None),
    ],
)
def test_days_late_count_from_the_due_day(changes, at, late):
    assert days_late(expectation(**changes), day(at)) == late


def test_the_id_is_made_of_the_key_alone():
    assert expectation().id == expectation(due_on=date(2026, 5, 1), from_on=day("02-01")).id
    assert expectation().id != expectation(anchor="another").id


MET_LATE = {"met_on": day("02-10"), "in_time": False}
BEFORE_IT_IS_DUE = [Excused(day("01-20"), day("01-25"))]
ON_THE_DUE_DAY = [Excused(day("02-02"), day("02-02"))]
AFTER_IT = [Excused(day("02-06"), day("02-12"))]


@pytest.mark.parametrize(
    ("changes", "exemptions", "at", "state"),
    [
        ({}, BEFORE_IT_IS_DUE, "01-19", State.NOT_YET_DUE),
        ({}, BEFORE_IT_IS_DUE, "01-20", State.EXCUSED),
        ({}, BEFORE_IT_IS_DUE, "01-25", State.EXCUSED),
        ({}, BEFORE_IT_IS_DUE, "01-26", State.DUE_SOON),
        ({}, AFTER_IT, "02-05", State.OVERDUE),
        ({}, AFTER_IT, "02-06", State.EXCUSED),
        ({}, AFTER_IT, "02-12", State.EXCUSED),
        ({}, AFTER_IT, "02-13", State.OVERDUE),
        ({}, ON_THE_DUE_DAY, "02-05", State.OVERDUE),
        (PAUSED, AFTER_IT, "02-06", State.EXCUSED),
        (UNJUDGED, AFTER_IT, "02-06", State.EXCUSED),
        (MET_LATE, ON_THE_DUE_DAY, "02-09", State.OVERDUE),
        (MET_LATE, ON_THE_DUE_DAY, "02-10", State.EXCUSED),
        (MET_LATE, ON_THE_DUE_DAY, "12-31", State.EXCUSED),
        (MET_LATE, AFTER_IT, "02-12", State.EXCUSED),
        (MET_LATE, AFTER_IT, "02-13", State.MET_LATE),
        (MET_LATE, BEFORE_IT_IS_DUE, "02-10", State.MET_LATE),
        ({"met_on": day("02-10"), "in_time": True}, AFTER_IT, "02-10", State.MET),
        ({"ended_on": day("02-08"), "end_reason": EndReason.LEFT}, AFTER_IT, "02-08", State.ENDED),
        ({"ended_on": day("02-08"), "end_reason": EndReason.CHANGED}, AFTER_IT, "02-08", None),
    ],
)
def test_an_exemption_excuses_what_is_not_met_in_time(changes, exemptions, at, state):
    assert state_on(expectation(**changes), day(at), 7, exemptions) is state


def test_what_is_excused_is_no_days_late():
    assert days_late(expectation(), day("02-06"), AFTER_IT) is None
    assert days_late(expectation(**MET_LATE), day("02-10"), ON_THE_DUE_DAY) is None
