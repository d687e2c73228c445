"""reflection-recorded and record-not-copied, of a worker's reflections and a case's analyses."""

import pytest

from app.rules.expectation import Expectation
from app.rules.facts import Supervised, Text
from app.vocabulary import EndReason, Judgement, SessionKind, SessionStatus, State
from tests.rules import make
from tests.rules.found import one, rows, states
from tests.rules.make import case_stream, day, discussed, discussion, held, stream, text

MONDAY, LATER = day("01-05"), day("02-02")


def reflected(said: Text | None, on=MONDAY, **changes):
    return held(on, reflection=said, **changes)


def analysed(said: Text | None, on=MONDAY, **changes):
    return discussed(on, discussion(analysis=said), **changes)


# reflection-recorded
ENOUGH = [
    (text(30), State.MET),
    (text(29), State.OVERDUE),
    (text(0), State.OVERDUE),
    (None, State.CANNOT_JUDGE),
]


@pytest.mark.parametrize(("said", "state"), ENOUGH)
def test_a_reflection_has_thirty_words_or_is_a_breach_and_if_not_sent_cannot_be_judged(said, state):
    row = one("reflection-recorded", stream(reflected(said)))
    assert states(row, "01-05") == [state]


@pytest.mark.parametrize(("said", "state"), ENOUGH)
def test_an_analysis_has_thirty_words_or_is_a_breach_and_if_not_sent_cannot_be_judged(said, state):
    row = one("reflection-recorded", case_stream(analysed(said)))
    assert states(row, "01-05") == [state]


@pytest.mark.parametrize(
    "kind", [SessionKind.CASE, SessionKind.GROUP, SessionKind.PEER, SessionKind.INFORMAL]
)
def test_only_a_personal_session_owes_a_reflection(kind):
    assert rows("reflection-recorded", stream(reflected(None, kind=kind))) == []


@pytest.mark.parametrize("kind", list(SessionKind))
def test_a_discussion_in_any_kind_of_session_owes_its_analysis(kind):
    assert len(rows("reflection-recorded", case_stream(analysed(None, kind=kind)))) == 1


@pytest.mark.parametrize("rule", ["reflection-recorded", "record-not-copied"])
def test_a_cancelled_session_owes_no_text(rule):
    off = {"status": SessionStatus.CANCELLED, "cancelled_on": LATER}
    assert rows(rule, stream(held(LATER, **off))) == []
    assert rows(rule, case_stream(discussed(LATER, **off))) == []


def test_too_short_a_reflection_ends_with_the_next_personal_session():
    row = rows("reflection-recorded", stream(reflected(text(3)), held(LATER, minutes=5)))[0]
    assert (row.ended_on, row.end_reason) == (LATER, EndReason.SUPERSEDED)


# record-not-copied: so many shingles in common, out of so many in either text.
def of_two(common: int, either: int) -> tuple[Text, Text]:
    return text(40, range(common)), text(40, range(either))


def copied(before: Text | None, after: Text | None, rules=None) -> Expectation:
    return one("record-not-copied", stream(reflected(before), reflected(after, LATER)), rules)


def copied_analysis(before: Text | None, after: Text | None) -> Expectation:
    return one("record-not-copied", case_stream(analysed(before), analysed(after, LATER)))


ALIKE = [
    ((7, 10), State.OVERDUE),
    ((14, 20), State.OVERDUE),
    ((21, 30), State.OVERDUE),
    ((699, 1000), State.MET),
    ((701, 1000), State.OVERDUE),
    ((10, 10), State.OVERDUE),
    ((0, 10), State.MET),
]


@pytest.mark.parametrize(("shingles", "state"), ALIKE)
def test_seven_shingles_in_ten_alike_are_a_copied_reflection_and_fewer_are_none(shingles, state):
    assert states(copied(*of_two(*shingles)), "02-02") == [state]


@pytest.mark.parametrize(("shingles", "state"), ALIKE)
def test_seven_shingles_in_ten_alike_are_a_copied_analysis_and_fewer_are_none(shingles, state):
    assert states(copied_analysis(*of_two(*shingles)), "02-02") == [state]


def test_what_either_text_has_of_its_own_counts_once():
    row = copied(text(40, range(9)), text(40, [*range(7), 100]))
    assert row.trace[0]["alike"] == 0.7
    assert states(row, "02-02") == [State.OVERDUE]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (text(29), text(30)),
        (text(30), text(29)),
        (None, text(30)),
        (text(30), None),
        (text(0), text(30)),
    ],
)
def test_under_thirty_words_on_either_side_nothing_can_be_compared(before, after):
    found = [copied(before, after), copied_analysis(before, after)]
    assert [(row.judgement, row.reason) for row in found] == [
        (Judgement.CANNOT_JUDGE, "too_few_words")
    ] * 2


def test_texts_of_thirty_words_can_be_compared():
    assert copied(text(30), text(30)).judgement is Judgement.JUDGED


def test_the_first_text_of_a_stream_copies_none():
    assert rows("record-not-copied", stream(reflected(text()))) == []
    assert rows("record-not-copied", case_stream(analysed(text()))) == []


def test_the_session_before_counts_even_if_it_said_nothing():
    first = text()
    facts = stream(reflected(first), reflected(None, day("01-19")), reflected(first, LATER))
    found = rows("record-not-copied", facts)
    assert [row.judgement for row in found] == [Judgement.CANNOT_JUDGE] * 2


@pytest.mark.parametrize("kind", [SessionKind.CASE, SessionKind.GROUP, SessionKind.INFORMAL])
def test_a_session_that_is_not_personal_lies_between_no_two_reflections(kind):
    first = text()
    between = reflected(text(), day("01-19"), kind=kind)
    row = one("record-not-copied", stream(reflected(first), between, reflected(first, LATER)))
    assert states(row, "02-02") == [State.OVERDUE]


def test_a_text_about_another_case_is_not_copied_from():
    said = text()
    other = discussed(MONDAY, discussion(case_id=make.new_id(), analysis=said))
    assert rows("record-not-copied", case_stream(other, analysed(said, LATER))) == []


def test_a_text_before_the_window_is_compared_with_the_first_in_it():
    said = text()
    before = Supervised(MONDAY, make.instant(MONDAY), make.new_id(), make.MANAGER, text=said)
    facts = stream(reflected(said, LATER), earlier=(before,))
    [row] = rows("record-not-copied", facts, since=day("01-20"))
    assert states(row, "02-02") == [State.OVERDUE]


def test_a_copied_text_ends_with_the_next_session_of_its_stream():
    said = text()
    facts = stream(reflected(said), reflected(said, LATER), held(day("03-02")))
    assert rows("record-not-copied", facts)[0].ended_on == day("03-02")


def test_a_discussion_s_row_names_its_session():
    session = analysed(text(), LATER)
    row = one("record-not-copied", case_stream(analysed(text()), session))
    assert (row.record_type, row.record_id) == ("discussion", session.id)
