"""A rate is of something, and its colour is exact on the band's edge."""

from datetime import date

import pytest

from app.resources.compliance.rates import rag, rate_of
from app.rules.policy import DEFAULT_POLICY, Policy

LONG_AGO = date(2000, 1, 1)


def coloured(green: float, amber: float) -> Policy:
    return Policy.from_document(
        {"rag": {"green": green, "amber": amber}}, 1, LONG_AGO, DEFAULT_POLICY
    )


def test_nothing_expected_is_no_rate_and_no_colour() -> None:
    assert rate_of(0, 0) is None
    assert rag(coloured(90, 75), 0, 0) is None


@pytest.mark.parametrize(
    ("met", "colour"), [(57, "green"), (56, "amber"), (29, "amber"), (28, "red"), (0, "red")]
)
def test_the_edge_of_a_band_belongs_to_it(met: int, colour: str) -> None:
    assert rag(coloured(57, 29), met, 100) == colour


@pytest.mark.parametrize(("met", "colour"), [(923, "green"), (922, "amber")])
def test_a_band_may_have_decimals(met: int, colour: str) -> None:
    assert rag(coloured(92.3, 75), met, 1000) == colour


def test_the_unrounded_value_counts() -> None:
    assert rag(coloured(90, 75), 8996, 10000) == "amber"
