from app.rules.turns import Turns
from tests.rules.make import day


def test_what_holds_is_found_out_once_from_one_change_to_the_next():
    asked = []
    turns = Turns(
        [day("02-01"), day("01-10"), day("02-01")], lambda on: asked.append(on) or len(asked)
    )
    days = [day(on) for on in ("01-09", "01-01", "01-10", "01-31", "02-01", "03-01")]
    assert [turns.on(each) for each in days] == [1, 1, 2, 2, 3, 3]
    assert asked == [day("01-09"), day("01-10"), day("02-01")]


def test_nothing_is_found_out_before_it_is_asked_for():
    def find(on):
        raise AssertionError(on)

    Turns([day("01-10")], find)


def test_what_comes_to_nothing_is_found_out_once_too():
    asked = []
    turns = Turns([], asked.append)
    assert [turns.on(day("01-09")), turns.on(day("01-10"))] == [None, None]
    assert asked == [day("01-09")]
