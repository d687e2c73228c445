"""Of all processes on one database one leads, until it lets go or is heard of no more."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import update

from app.db.base import columns_of
from app.db.database import Database, system_clock
from app.db.engine import build_engine
from app.db.lease import LASTS, Lease
from app.db.tables import LeaseRow

Claim = Callable[..., Lease]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def claim(database_url: str) -> Iterator[Claim]:
    """Makes claims as separate processes do."""
    engine = build_engine(database_url, 8)
    database = Database(engine, lambda _: None, lambda _: bool, threads=1, clock=system_clock)
    yield lambda name="work": database.lease(name)
    engine.dispose()


def last_sign(lease: Lease, ago: timedelta) -> None:
    """Let time pass for what is stored of a lease."""
    until = system_clock() + LASTS - ago
    with lease._transaction() as connection:
        connection.execute(
            update(LeaseRow).where(columns_of(LeaseRow).holder == lease.holder).values(until=until)
        )


def test_one_has_it_and_keeps_it(claim: Claim) -> None:
    first, second = claim(), claim()
    assert first.hold()
    assert not second.hold()
    assert first.hold()


def test_another_name_is_another_lease(claim: Claim) -> None:
    assert claim().hold()
    assert claim("webhooks").hold()


def test_whoever_lets_go_can_be_followed_at_once(claim: Claim) -> None:
    first, second = claim(), claim()
    first.hold()
    first.let_go()
    assert second.hold()
    assert not first.hold()


def test_letting_go_takes_nothing_from_another(claim: Claim) -> None:
    first, second, third = claim(), claim(), claim()
    first.hold()
    second.let_go()
    assert not third.hold()


@pytest.mark.parametrize(
    ("silent", "is_lost"), [(LASTS - timedelta(seconds=2), False), (LASTS, True), (MINUTE, True)]
)
def test_who_is_heard_of_no_more_loses_it(
    claim: Claim, silent: timedelta, *, is_lost: bool
) -> None:
    first, second = claim(), claim()
    first.hold()
    last_sign(first, silent)
    assert second.hold() is is_lost


def test_who_asks_again_in_time_stays(claim: Claim) -> None:
    first, second = claim(), claim()
    first.hold()
    last_sign(first, LASTS - timedelta(seconds=2))
    first._asked_at = None  # as it is two seconds later
    assert first.hold()
    last_sign(first, timedelta(seconds=1))
    assert not second.hold()


def test_who_stalled_notices_that_another_has_it(claim: Claim) -> None:
    first, second = claim(), claim()
    first.hold()
    last_sign(first, MINUTE)
    second.hold()
    first._asked_at = None  # as it is after a minute
    assert not first.hold()


def test_of_many_at_once_one_gets_it(claim: Claim) -> None:
    with ThreadPoolExecutor(8) as many:
        held = list(many.map(lambda lease: lease.hold(), [claim() for _ in range(16)]))
    assert held.count(True) == 1


def test_it_says_who_leads(claim: Claim) -> None:
    lease = claim()
    assert len({claim().holder, lease.holder}) == 2
    assert len(lease.holder) <= 128
