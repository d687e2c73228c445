from hypothesis import given

from app.rules.catalogue import CATALOGUE, evaluate
from app.rules.telling import line, near_miss
from app.rules.wording import CLEARS, EXPECTED, clears_when, sentence
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


def test_a_paused_clock_says_so():
    away = worker(make.post(day("01-05")), absences=(absence("01-05", None),))
    row = first("personal-timescale", stream(worker=away))
    assert sentence(row) == (
        "A personal session is to be held; the clock is paused (sickness) and no end is known."
    )


def test_what_cannot_be_judged_says_why():
    row = first("check-in", stream(held(day("01-05"), check_in=None)))
    assert sentence(row) == (
        "The session is to open with a check-in; this cannot be judged, because the sending "
        "system has not said."
    )


def test_content_is_of_its_day():
    row = first("personal-duration", stream(held(day("01-05"), minutes=60)))
    assert sentence(row) == (
        "The session is to last at least 90 minutes, interruptions off, on 5 January 2026."
    )


def test_what_is_met_needs_no_clearing():
    assert clears_when(first("check-in", stream(held(day("01-05"))))) is None


def test_the_trace_reads_as_a_sum():
    away = worker(make.post(day("01-05")), absences=(absence("01-12", "01-18"),))
    row = first("personal-timescale", stream(worker=away))
    assert [line(step) for step in row.trace] == [
        "The post began on 5 January 2026.",
        "5 January 2026, plus 28 calendar days: 2 February 2026.",
        "Paused from 12 January 2026 to 18 January 2026 (sickness): 9 February 2026.",
        "A session counts from 30 minutes.",
    ]


def test_a_near_miss_says_why_it_does_not_count():
    short = held(day("01-20"), minutes=29)
    row = first("personal-timescale", stream(short))
    assert near_miss(row.near_misses[0]) == (
        "20 January 2026: a session of 29 minutes does not count; at least 30 are needed."
    )


def test_the_missing_reviews_are_counted():
    agreed = action(held(day("01-05")), None)
    row = first("previous-actions-reviewed", stream(held(day("01-15")), actions=(agreed,)))
    assert line(row.trace[0]) == "0 of 1 actions due a review have one."
