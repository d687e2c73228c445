"""Proposes the bank holidays of a nation; the dates of a stored version never change."""

from datetime import date
from functools import cache

import holidays

from app.vocabulary import Nation

SUBDIVISIONS = {
    Nation.ENGLAND: "ENG",
    Nation.WALES: "WLS",
    Nation.SCOTLAND: "SCT",
    Nation.NORTHERN_IRELAND: "NIR",
}
YEARS = range(2000, 2051)


@cache
def bank_holidays(nation: Nation) -> tuple[date, ...]:
    """The bank holidays of a nation from 2000 to 2050, in order.

    Source: the `holidays` package, which has one-off days such as 19 September 2022.
    """
    return tuple(sorted(holidays.country_holidays("GB", subdiv=SUBDIVISIONS[nation], years=YEARS)))
