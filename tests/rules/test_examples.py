import pytest

from app.resources.rules.page import rules_page
from app.rules.catalogue import CATALOGUE, RULES
from app.rules.examples import EXAMPLES, judged
from app.vocabulary import State

EVERY_RULE = pytest.mark.parametrize("code", list(RULES))


def test_every_rule_has_one_example():
    assert set(EXAMPLES) == set(RULES)


@EVERY_RULE
def test_an_example_shows_a_breach(code):
    assert judged(code).state is State.OVERDUE


@EVERY_RULE
def test_an_example_names_its_people_by_references_alone(code):
    found = judged(code)
    assert "without a reference" not in found.paragraph
    assert found.stretch.rule == code


@EVERY_RULE
def test_every_rule_says_why(code):
    why = RULES[code].why
    assert why.endswith(".")
    assert 60 < len(why) < 200


@pytest.mark.parametrize(
    ("code", "due_on", "days_late"),
    [
        ("personal-timescale", "2026-03-09", 3),
        ("feedback-sought", "2026-04-08", 1),
        ("case-timescale", "2026-03-09", 3),
        ("action-completed", "2026-01-30", 3),
        ("cancellation-rearranged", "2026-04-13", 1),
    ],
)
def test_what_an_example_comes_to(code, due_on, days_late):
    found = judged(code)
    assert (str(found.stretch.due_on), found.days_late) == (due_on, days_late)


def test_the_page_is_the_same_each_time():
    assert rules_page() == rules_page()


def test_the_page_has_a_section_a_reason_and_an_example_for_each_rule():
    page = rules_page()
    assert [line for line in page.splitlines() if line.startswith("`") and " · " in line] == [
        f"`{rule.code}` · {rule.block} · a {rule.severity}" for rule in CATALOGUE
    ]
    assert page.count("**Example.**") == page.count("*Why:*") == len(CATALOGUE)


def test_the_page_gives_numbers_with_their_units():
    page = rules_page()
    assert "- `interval`: 28 calendar days" in page
    assert "- `intervals`: `discussion` 2 working days" in page
    assert "- `threshold`: 90 minutes" in page
    assert "- `interval`: 24 hours" in page
    assert "None" not in page
