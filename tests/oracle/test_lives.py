"""A number gives the same life in every process, so that a red run is about a change."""

import os
import pickle
import subprocess
import sys

import pytest

from tests.oracle.lives import KINDS, life

ELSEWHERE = """
import pickle, sys
from tests.oracle.test_lives import told
sys.stdout.buffer.write(pickle.dumps(told(sys.argv[1])))
"""


def told(kind: str) -> list[object]:
    """Twenty lives and their books, as what can be sent from one process to another."""
    lives = [life(kind, number) for number in range(20)]
    return [
        (each.stream, [policy.to_document() for policy in each.book.policies], each.book.calendars)
        for each in lives
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_another_process_draws_the_same_lives(kind: str):
    other = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, kind],
        capture_output=True,
        check=True,
        env=os.environ | {"PYTHONHASHSEED": "7"},
    )
    assert pickle.loads(other.stdout) == told(kind)  # noqa: S301  # we have just written it


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_lives_are_the_same(kind: str):
    lives = told(kind)
    assert [each for n, each in enumerate(lives) if each in lives[:n]] == []
