"""What is proposed as bank holidays is what the governments have published."""

import json
from datetime import date
from pathlib import Path

import pytest

from app.resources.calendars.bank_holidays import bank_holidays
from app.vocabulary import Nation

PUBLISHED = json.loads((Path(__file__).parents[1] / "data" / "bank_holidays.json").read_text())
DIVISIONS = {
    Nation.ENGLAND: "england-and-wales",
    Nation.WALES: "england-and-wales",
    Nation.SCOTLAND: "scotland",
    Nation.NORTHERN_IRELAND: "northern-ireland",
}
YEARS = range(2020, 2029)
SATURDAY = 5


def published(nation: Nation, year: int) -> list[date]:
    days = PUBLISHED["divisions"][DIVISIONS[nation]][str(year)].split()
    return [date.fromisoformat(f"{year}-{day}") for day in days]


def working_days_off(nation: Nation, year: int) -> list[date]:
    """Without those on a weekend, which the lists leave out and which move no deadline."""
    found = bank_holidays(nation)
    return [day for day in found if day.year == year and day.weekday() < SATURDAY]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("nation", Nation)
def test_they_are_those_that_were_published(nation: Nation, year: int) -> None:
    assert working_days_off(nation, year) == published(nation, year)


@pytest.mark.parametrize(
    ("nation", "day"),
    [
        (Nation.ENGLAND, "2020-05-08"),  # moved to VE Day
        (Nation.WALES, "2022-06-02"),  # moved for the Platinum Jubilee
        (Nation.ENGLAND, "2022-06-03"),
        (Nation.NORTHERN_IRELAND, "2022-09-19"),  # the Queen's funeral
        (Nation.SCOTLAND, "2023-05-08"),  # the coronation
        (Nation.SCOTLAND, "2026-06-15"),  # the World Cup
        (Nation.NORTHERN_IRELAND, "2026-07-13"),  # for 12 July, a Sunday
    ],
)
def test_days_of_one_year_only_are_among_them(nation: Nation, day: str) -> None:
    assert date.fromisoformat(day) in bank_holidays(nation)


@pytest.mark.parametrize(
    ("nation", "day"),
    [
        (Nation.ENGLAND, "2020-05-04"),  # moved away
        (Nation.ENGLAND, "2026-06-15"),  # Scotland's alone
        (Nation.SCOTLAND, "2026-04-06"),  # Easter Monday is none there
        (Nation.WALES, "2027-01-04"),
    ],
)
def test_days_of_others_are_not(nation: Nation, day: str) -> None:
    assert date.fromisoformat(day) not in bank_holidays(nation)


def test_no_list_holds_a_day_of_a_weekend() -> None:
    """They were copied right."""
    listed = [day for nation in Nation for year in YEARS for day in published(nation, year)]
    assert len(listed) > 300
    assert [day for day in listed if day.weekday() >= SATURDAY] == []
