import pytest

from app.rules.duty import Duty
from tests.rules import make
from tests.rules.make import day, post, worker

OTHER = make.new_id()


def duty(*posts):
    return Duty(worker(*posts))


@pytest.mark.parametrize(("at", "left_on"), [("02-20", day("02-21")), ("02-21", None)])
def test_the_last_day_is_inside_and_the_next_is_not(at, left_on):
    assert duty(post(ended_on=day("02-20"))).left_on(day(at)) == left_on


def test_a_post_without_an_end_is_never_left():
    assert duty(post()).left_on(day("02-20")) is None


def test_of_two_posts_the_team_is_that_of_the_one_begun_first():
    later = post(day("02-01"), id=OTHER, team_id=OTHER)
    assert duty(later, post()).post_on(day("03-01")).team_id == make.TEAM


def test_on_a_hand_over_day_the_team_is_the_new_one():
    old, new = post(ended_on=day("02-01")), post(day("02-01"), id=OTHER, team_id=OTHER)
    assert duty(old, new).post_on(day("01-31")).team_id == make.TEAM
    assert duty(old, new).post_on(day("02-01")).team_id == OTHER


def test_between_two_posts_the_team_is_the_last_one():
    old, new = post(ended_on=day("02-01")), post(day("03-01"), id=OTHER, team_id=OTHER)
    assert duty(old, new).post_on(day("02-15")).team_id == make.TEAM


def test_before_the_first_post_there_is_no_team():
    assert duty(post(day("02-01"))).post_on(day("01-31")) is None


@pytest.mark.parametrize(("back_on", "runs"), [("03-01", 1), ("03-02", 2)])
def test_a_gap_of_at_most_28_days_joins(back_on, runs):
    found = duty(post(ended_on=day("01-31")), post(day(back_on), id=OTHER)).runs
    assert len(found) == runs


def test_an_unsupervised_post_fills_no_gap():
    away = post(day("02-01"), id=OTHER, supervised=False)
    run = duty(post(ended_on=day("01-31")), away).runs[0]
    assert run.until == day("02-01")


def test_a_post_that_begins_at_an_unknown_day_begins_with_the_one_that_is_known():
    run = duty(post(None, id=OTHER), post(day("02-01"))).runs[0]
    assert (run.from_on, run.known) == (day("02-01"), True)
