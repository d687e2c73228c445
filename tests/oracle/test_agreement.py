"""The rules and the slow walk say the same on every day of two thousand random lives."""

import pytest

from tests.oracle.lives import differing

# Ten tests of 200 lives each, so that they spread over the machine's cores. `hunt.py` walks others,
# and shows the one that a red test names.
LIVES = 200


@pytest.mark.parametrize("share", range(5))
def test_a_worker_s_life(share: int):
    assert walked("worker", share) == []


@pytest.mark.parametrize("share", range(4))
def test_a_case_s_life(share: int):
    assert walked("case", share) == []


def test_an_agreement_s_life():
    assert walked("agreement", 0) == []


def walked(kind: str, share: int) -> list[str]:
    return list(differing(kind, range(share * LIVES, (share + 1) * LIVES)))
