"""How long a webhook rests after a failure."""

from datetime import timedelta

import pytest

from app.resources.webhooks.backoff import ceiling, retry_after, wait
from tests.harness.service import EVENING


@pytest.mark.parametrize(
    ("failures", "longest"),
    [
        (1, timedelta(seconds=5)),
        (2, timedelta(seconds=10)),
        (13, timedelta(seconds=20480)),
        (14, timedelta(hours=6)),
        (100_000, timedelta(hours=6)),
    ],
)
def test_the_ceiling_doubles_up_to_six_hours(failures: int, longest: timedelta) -> None:
    assert ceiling(failures) == longest


def test_the_wait_is_drawn_between_nothing_and_the_ceiling() -> None:
    assert wait(3, None, lambda least, _most: least) == timedelta()
    assert wait(3, None, lambda _least, most: most) == timedelta(seconds=20)


@pytest.mark.parametrize(
    ("asked", "waits"),
    [
        (timedelta(seconds=-5), timedelta(seconds=7)),
        (timedelta(seconds=6), timedelta(seconds=7)),
        (timedelta(seconds=8), timedelta(seconds=8)),
        (timedelta(hours=6), timedelta(hours=6)),
        (timedelta(hours=7), timedelta(hours=6)),
    ],
)
def test_a_receiver_can_lengthen_it_and_not_shorten_it(asked: timedelta, waits: timedelta) -> None:
    assert wait(10, asked, lambda _least, _most: 7.0) == waits


@pytest.mark.parametrize(
    "header",
    [
        "",
        "soon",
        "Fri, 31 Feb 2026 00:00:00 GMT",
        "Fri, 01 Jan 99999999999999999999 00:00:00 GMT",
        "Fri, 01 Jan 2027 00:00:00 +9999999999999",
    ],
)
def test_what_cannot_be_read_asks_for_nothing(header: str) -> None:
    assert retry_after(header, EVENING) is None
