"""Every row of the pages in `table/`, and that each rule has its rows."""

from collections import defaultdict

import pytest

from app.rules.catalogue import CATALOGUE, Block
from tests.rules.table.answers import answer_to, state_in
from tests.rules.table.clauses import facts_of
from tests.rules.table.reading import Row, UnreadableError, pages, read, rows_of

ROWS = [row for page in pages() for row in read(page)]
STATES: dict[str, set[str]] = defaultdict(set)
for each in ROWS:
    STATES[each.rule].add(state_in(each))

IN_TIME = {"met"}
TOO_LATE = {"overdue"}
NOT_AT_ALL = {"nothing is expected", "cannot be judged"}
HEAD = "## It is expected (`check-in`)\n\n| what happened | as at | answer |\n|---|---|---|\n"


@pytest.mark.parametrize("row", [pytest.param(row, id=row.place) for row in ROWS])
def test_the_rules_answer_as_the_page_says(row: Row) -> None:
    assert answer_to(row) == row.answer


@pytest.mark.parametrize("code", [rule.code for rule in CATALOGUE])
@pytest.mark.parametrize("states", [IN_TIME, TOO_LATE, NOT_AT_ALL])
def test_every_rule_has_a_row_in_time_one_too_late_and_one_that_asks_nothing(
    code: str, states: set[str]
) -> None:
    assert STATES[code] & states


@pytest.mark.parametrize(
    "code", [rule.code for rule in CATALOGUE if rule.block is not Block.CONTENT]
)
def test_where_a_day_decides_there_is_a_row_on_the_due_day_and_one_on_the_day_after(
    code: str,
) -> None:
    answers = [row.answer for row in ROWS if row.rule == code]
    assert any(each.startswith("due today, ") for each in answers)
    assert any(each.startswith("overdue") and each.endswith(", 1 day late") for each in answers)


def test_no_page_tells_of_a_rule_that_is_none() -> None:
    assert set(STATES) == {rule.code for rule in CATALOGUE}


def the_row(happened: str, as_at: str = "5 January 2026", answer: str = "met") -> Row:
    """The only row of a page; it is the fifth line."""
    [row] = rows_of("page.md", f"{HEAD}| {happened} | {as_at} | {answer} |\n")
    return row


@pytest.mark.parametrize(
    "happened",
    [
        "somebody",
        "a worker; a chat on 5 January 2026",
        "a worker; personal session on 5 January 2026, good biscuits",
        "a worker; personal session on 5 Januar 2026",
        "a worker; personal session on 30 February 2026",
        "a worker; personal session on 5 January 2026, 90 minutes long, 80 minutes long",
        "a worker; joint session on 5 May 2026, a reflection that is 9 per cent the last one again",
        "a worker; personal session on 5 January 2026, every action reviewed",
        "a worker; oversight note of 5 January 2026",
        "an agreement from 5 January 2026; personal session on 6 January 2026",
        "a case; oversight note of 5 January 2026 at 25:00",
        "an agreement from 5 January 2026; an agreement from 6 January 2026",
        "a worker; personal session on Tuesday 5 January 2026",
        "a worker; personal session on 5 January 2026; action agreed on 6 January 2026",
        "personal session on 5 January 2026",
    ],
)
def test_words_that_are_not_known_are_an_error_with_file_and_line(happened: str) -> None:
    with pytest.raises(UnreadableError, match=r"^page\.md:5: "):
        facts_of(the_row(happened))


@pytest.mark.parametrize(
    ("as_at", "answer"),
    [
        ("some day", "met"),
        ("5 January 2026", "fine"),
        ("5 January 2026", "met, due soon"),
        ("5 January 2026", "overdue, 1 day late, due 5 January 2026"),
    ],
)
def test_so_are_days_and_answers_that_are_not_known(as_at: str, answer: str) -> None:
    with pytest.raises(UnreadableError, match=r"^page\.md:5: "):
        answer_to(the_row("a worker; personal session on 5 January 2026", as_at, answer))


@pytest.mark.parametrize(
    "text",
    [
        "## No code\n",
        "| what happened | as at | answer |\n",
        HEAD.replace("as at", "when"),
        HEAD + "| a worker | 5 January 2026 |\n",
    ],
)
def test_so_are_headings_and_tables_of_another_form(text: str) -> None:
    with pytest.raises(UnreadableError, match=r"^page\.md:\d: "):
        rows_of("page.md", text)


@pytest.mark.parametrize(
    ("as_at", "answer"),
    [
        ("2 February 2026", "overdue, due 2 February 2026, 1 day late"),
        ("3 February 2026", "overdue, due 2 February 2026, 2 days late"),
        ("3 February 2026", "overdue, due 3 February 2026, 1 day late"),
        ("3 February 2026", "nothing is expected"),
    ],
)
def test_a_wrong_answer_is_noticed(as_at: str, answer: str) -> None:
    row = the_row("a worker; personal session on 5 January 2026", as_at, answer)
    assert answer_to(row._replace(rule="personal-timescale")) != answer
