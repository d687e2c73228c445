import re
from dataclasses import replace

import pytest
from hypothesis import given, settings

from app.rules.catalogue import evaluate
from app.rules.facts import Plan
from app.rules.paragraph import Told, paragraph
from app.rules.state import Excused, state_on
from app.vocabulary import EndReason, Judgement, SessionKind
from tests.rules import make
from tests.rules.histories import SPAN, books, case_histories, days, histories
from tests.rules.make import absence, book, day, held, stream, worker
from tests.rules.test_state import expectation

PEOPLE = Told(subject="W123", worker="W123", supervisor="M4", record="S7", met_by="S8")


def said(row, on, told=PEOPLE) -> str:
    return paragraph(row, day(on), told)


def rows(facts, rule="personal-timescale", rules=None):
    return [row for row in evaluate(facts, rules or book()) if row.rule == rule]


SICK = worker(make.post(day("2025-09-01")), absences=(absence("2025-09-10", "2025-09-21"),))
INFORMAL = held(day("2025-10-06"), kind=SessionKind.INFORMAL)


def test_the_whole_of_it_reads_as_an_email():
    row = rows(stream(held(day("2025-09-01")), INFORMAL, worker=SICK))[-1]
    told = replace(PEOPLE, near_misses=row.near_misses)
    assert said(row, "2025-10-20", told) == (
        "This is about “Personal supervision to timescale” for worker W123; the supervisor is M4. "
        "A personal session is to be held by 11 October 2025. "
        "The last session that counts was held on 1 September 2025. "
        "28 calendar days from 1 September 2025 is 29 September 2025. "
        "Sickness from 10 September 2025 to 21 September 2025 stops the clock and moves the day "
        "to 11 October 2025. "
        "Only a session of at least 30 minutes counts. "
        "As at 20 October 2025 this has been overdue since 12 October 2025: it is 9 days past the "
        "due day. "
        "On 6 October 2025 there was an informal conversation, which does not count. "
        "It is settled when a personal session of at least 30 minutes is held. "
        "The expectation comes from Practice on a Page: Supervision and Relational Practice (the "
        "source guidance). Its number comes from LGA employer standards for social workers in "
        "England, standard 5: supervision, and from published supervision policies of councils. "
        "It was judged by the standard policy that came with this service and by calendar version "
        "1."
    )


ROW = expectation(due_on=day("02-02"), breach_on=day("02-03"))
LATE = ROW._replace(met_on=day("02-04"), met_by=make.new_id(), in_time=False)


@pytest.mark.parametrize(
    ("row", "on", "stands"),
    [
        (ROW, "01-05", "this is due in 28 days."),
        (ROW, "02-01", "this is due in 1 day."),
        (ROW, "02-02", "this is due today."),
        (
            ROW,
            "02-03",
            "this has been overdue since 3 February 2026: it is 1 day past the due day.",
        ),
        (
            ROW._replace(breach_on=day("02-06")),
            "02-05",
            "the due day has passed, and the policy allows until 5 February 2026.",
        ),
        (
            ROW._replace(breach_on=day("02-06")),
            "02-06",
            (
                "this has been overdue since 6 February 2026: it is 4 days past the due day, of "
                "which the policy allows 3."
            ),
        ),
        (
            ROW._replace(met_on=day("01-30"), in_time=True),
            "02-02",
            "this is met: it was done on 30 January 2026 (S8), in time.",
        ),
        (LATE, "02-04", "this is met late: it was done on 4 February 2026 (S8), 2 days late."),
        (
            ROW._replace(judgement=Judgement.PAUSED, reason="sickness"),
            "02-01",
            "the clock stands still: sickness.",
        ),
        (
            ROW._replace(
                judgement=Judgement.CANNOT_JUDGE,
                reason="duty_start_unknown",
                due_on=None,
                breach_on=None,
            ),
            "02-01",
            "this cannot be judged, because the start of the post is not known.",
        ),
        (
            ROW._replace(ended_on=day("02-10"), end_reason=EndReason.LEFT),
            "02-12",
            (
                "this is no longer open: it ended unmet on 10 February 2026, because the worker's "
                "post ended. It had been overdue since 3 February 2026."
            ),
        ),
        (
            ROW._replace(ended_on=day("02-01"), end_reason=EndReason.LEFT),
            "02-12",
            (
                "this is no longer open: it ended unmet on 1 February 2026, because the worker's "
                "post ended."
            ),
        ),
    ],
)
def test_it_says_how_it_stands(row, on, stands):
    assert f" {stands} " in said(row, on)


def test_what_was_due_by_the_hour_can_be_late_by_less_than_a_day():
    row = ROW._replace(met_on=day("02-02"), in_time=False)
    assert "2 February 2026 (S8), late by less than a day." in said(row, "02-03")


@pytest.mark.parametrize("on", ["02-03", "02-20"])
def test_an_exemption_excuses_until_its_last_day(on):
    told = replace(PEOPLE, exemptions=(Excused(day("02-01"), day("02-20")),))
    assert "is excused by an exemption up to 20 February 2026." in said(ROW, on, told)


def test_what_was_met_late_under_an_exemption_keeps_its_day():
    told = replace(PEOPLE, exemptions=(Excused(day("02-01"), day("02-20")),))
    text = said(LATE, "02-28", told)
    assert "excused by an exemption: it was done on 4 February 2026 (S8), 2 days late." in text
    assert "It is settled when" not in text


def test_a_rule_that_was_switched_off_expects_it_no_longer():
    text = said(ROW._replace(ended_on=day("02-01"), end_reason=EndReason.CHANGED), "02-03")
    assert "it ended unmet on 1 February 2026, because what is expected was changed." in text


def test_nothing_from_after_the_day_is_told():
    assert said(LATE, "02-03") == said(ROW, "02-03")


def test_what_is_settled_says_no_more_of_what_would_settle_it():
    assert "It is settled when" in said(LATE, "02-03")
    assert "It is settled when" not in said(LATE, "02-04")


def test_an_earlier_due_day_that_passed_is_not_forgotten():
    earlier = ROW._replace(ended_on=day("02-06"), end_reason=EndReason.CHANGED)
    row = ROW._replace(from_on=day("02-06"), due_on=day("02-20"), breach_on=day("02-21"))
    text = said(row, "02-10", replace(PEOPLE, earlier=(earlier,)))
    assert "it was overdue from 3 February 2026 to 5 February 2026." in text


def test_one_day_is_not_told_as_a_period():
    earlier = ROW._replace(ended_on=day("02-04"), end_reason=EndReason.CHANGED)
    row = ROW._replace(from_on=day("02-04"), due_on=day("02-20"), breach_on=day("02-21"))
    text = said(row, "02-10", replace(PEOPLE, earlier=(earlier,)))
    assert "Under what was expected before, it was overdue on 3 February 2026." in text


def test_a_record_that_was_edited_is_to_be_signed_again_and_says_since_when():
    edited = held(day("01-05"), fallen=make.signed(), fell_on=day("01-12"), signatures=None)
    text = said(rows(stream(edited), "record-signed")[1], "01-27")
    assert (
        "Both are to sign the record of 5 January 2026 again by 26 January 2026. An edit of "
        "the record reached us on 12 January 2026: it is to be signed again, counted from that "
        "day. 10 working days from 12 January 2026 is 26 January 2026. "
    ) in text
    assert "It is settled when both have signed again, or a disagreement is recorded" in text


def test_an_earlier_due_day_that_was_kept_is_no_news():
    earlier = ROW._replace(met_on=day("02-01"), in_time=True, ended_on=day("02-06"))
    text = said(ROW, "02-10", replace(PEOPLE, earlier=(earlier,)))
    assert "was overdue from" not in text


def test_a_case_is_told_with_its_plan_and_its_worker():
    session = held(day("01-05"), discussions=(make.discussion(decided=True),))
    plan = Plan(make.new_id(), "CP", "child_protection", day("2025-12-01"))
    [row] = rows_of_case(session, plans=(plan,))
    assert said(row, "01-05", replace(PEOPLE, subject="C9")).startswith(
        "This is about “Decisions reasoned” for case C9 (child protection), discussed in session "
        "S7; the worker is W123 and the supervisor is M4. The decision of 5 January 2026 was to "
        "be given a reason. Reason given: no. As at 5 January 2026 this is not met. It is settled "
        "when the reason is added to the record, or the case is discussed again. "
    )


def rows_of_case(session, **changes):
    found = evaluate(make.case_stream(session, **changes), book())
    return [row for row in found if row.rule == "decision-reasoned"]


def test_a_policy_of_its_own_is_named_by_its_version():
    rules = book(make.policy({"personal-timescale": {"interval": 14}}, version=3))
    row = rows(stream(held(day("01-05"))), rules=rules)[-1]
    assert said(row, "01-05").endswith(
        "It was judged by policy version 3 and by calendar version 1."
    )


SHOWN_ON = days.map(lambda on: on + make.days(SPAN // 4))
CODES = re.compile(r"[a-z]_[a-z]|[{}]|None|  |\.\.| \.|\b1 [a-z ]*(day|action|minute|word|time)s\b")


def in_full(row, on) -> str | None:
    """What is said of a row that stands as at a day."""
    if state_on(row, on, 7) is None:
        return None
    misses = tuple(miss for miss in row.near_misses if miss["on"] <= on.isoformat())
    return paragraph(row, on, replace(PEOPLE, near_misses=misses))


@settings(max_examples=50)
@given(histories(), books(), SHOWN_ON)
def test_whatever_happened_to_a_worker_is_told_in_plain_words(history, rules, on):
    texts = [in_full(row, on) for row in evaluate(history, rules)]
    assert [text for text in texts if text and CODES.search(text)] == []


@settings(max_examples=50)
@given(case_histories(), books(), SHOWN_ON)
def test_whatever_happened_to_a_case_is_told_in_plain_words(history, rules, on):
    texts = [in_full(row, on) for row in evaluate(history, rules)]
    assert [text for text in texts if text and CODES.search(text)] == []


@pytest.mark.parametrize(
    "text", ["due in 1 days.", "is child_protection", "by None", "1 calendar days from"]
)
def test_what_is_not_plain_is_found(text):
    assert CODES.search(text)
