from datetime import date

import pytest

from app.rules.calendar import Calendar, Unit
from app.rules.parameters import InvalidPolicy
from app.rules.policy import DEFAULT_POLICY, Policy, RuleBook
from tests.rules import make
from tests.rules.make import day


def changed(document):
    return Policy.from_document(document, 1, day("04-01"), DEFAULT_POLICY)


def test_what_is_left_out_stays_as_in_the_version_before():
    policy = changed({"rules": {"personal-timescale": {"intervals": {"asye_first": 5}}}})
    rule = policy.rules["personal-timescale"]
    assert rule.interval == 28
    assert rule.intervals == {"asye_first": 5, "asye_second": 14, "probation": 14}
    assert policy.rules["check-in"] == DEFAULT_POLICY.rules["check-in"]


def test_null_takes_an_interval_of_a_stage_or_role_away():
    policy = changed({"rules": {"personal-timescale": {"intervals": {"probation": None}}}})
    assert "probation" not in policy.rules["personal-timescale"].intervals


def test_a_document_read_and_written_again_is_the_same():
    document = {
        "rules": {
            "personal-timescale": {"interval": 35, "unit": "calendar_day", "roll": "none"},
            "feedback-time": {"threshold": 15, "enabled": False},
        },
        "warning_days": 5,
        "pausing_reasons": ["sickness"],
        "rag": {"green": 95},
    }
    policy = changed(document)
    assert changed(policy.to_document()) == policy
    assert policy.rules["personal-timescale"].unit is Unit.CALENDAR_DAY
    assert policy.rag == {"green": 95, "amber": 75}
    assert policy.pausing_reasons == {"sickness"}


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({"rules": {"personal-timescale": {"interval": 0}}}, "/rules/personal-timescale/interval"),
        ({"rules": {"personal-timescale": {"interval": -1}}}, "/rules/personal-timescale/interval"),
        (
            {"rules": {"personal-timescale": {"interval": True}}},
            "/rules/personal-timescale/interval",
        ),
        (
            {"rules": {"personal-timescale": {"interval": 2.5}}},
            "/rules/personal-timescale/interval",
        ),
        (
            {"rules": {"personal-timescale": {"interval": 3661}}},
            "/rules/personal-timescale/interval",
        ),
        ({"rules": {"personal-timescale": {"unit": "hour"}}}, "/rules/personal-timescale/unit"),
        ({"rules": {"personal-timescale": {"unit": []}}}, "/rules/personal-timescale/unit"),
        (
            {"rules": {"personal-timescale": {"intervals": []}}},
            "/rules/personal-timescale/intervals",
        ),
        (
            {"rules": {"personal-timescale": {"intervals": {"asye_first": 0}}}},
            "/rules/personal-timescale/intervals/asye_first",
        ),
        ({"rules": {"personal-timescale": {"grace": -1}}}, "/rules/personal-timescale/grace"),
        ({"rules": {"check-in": {"interval": 28}}}, "/rules/check-in/interval"),
        ({"rules": {"check-in": {"enabled": "yes"}}}, "/rules/check-in/enabled"),
        ({"rules": {"check-in": None}}, "/rules/check-in"),
        ({"rules": {"no-such-rule": {}}}, "/rules/no-such-rule"),
        ({"rules": []}, "/rules"),
        ({"warning_days": -1}, "/warning_days"),
        ({"pausing_reasons": ["boredom"]}, "/pausing_reasons"),
        ({"pausing_reasons": "sickness"}, "/pausing_reasons"),
        ({"rag": {"red": 10}}, "/rag/red"),
        ({"rag": {"green": 70}}, "/rag"),
        ({"rag": {"green": 101}}, "/rag"),
        ({"rag": {"green": "90"}}, "/rag/green"),
        ({"rules_": {}}, "/rules_"),
        ([], ""),
    ],
)
def test_nonsense_is_refused_where_it_stands(document, pointer):
    with pytest.raises(InvalidPolicy) as refused:
        changed(document)
    assert refused.value.pointer == pointer


def test_a_version_holds_from_its_day_until_the_next_one_does():
    book = make.book(
        make.policy({}, version=2, applies_from=day("04-01")),
        make.policy({}, version=1, applies_from=day("02-01")),
    )
    days = [day("01-31"), day("02-01"), day("03-31"), day("04-01")]
    assert [book.policy_on(each).version for each in days] == [0, 1, 1, 2]


def test_of_two_versions_from_one_day_the_later_holds():
    book = make.book(
        make.policy({}, version=2, applies_from=day("02-01")),
        make.policy({}, version=1, applies_from=day("02-01")),
    )
    assert book.policy_on(day("02-01")).version == 2


def test_before_its_first_version_a_calendar_is_as_in_its_first():
    book = RuleBook(calendars=(Calendar(1, day("01-05"), frozenset()),))
    assert book.calendar_on(date(2000, 1, 1)).version == 1


def test_a_book_can_be_a_key():
    assert hash(make.book()) == hash(make.book())


def test_a_policy_says_which_parameters_a_rule_takes():
    assert DEFAULT_POLICY.rules["personal-duration"].parameters == ("enabled", "threshold")
