"""The main job, end to end: half a year of records in, the right flags out, in any order."""

import pytest

from tests.harness.service import Client
from tests.journeys.authority import figures, fill, in_the_order_given, send, shuffled
from tests.rules.small_authority import expected


def test_the_records_in_the_order_given_come_to_what_was_worked_out_apart(
    service: Client,
) -> None:
    send(service, in_the_order_given())
    assert figures(service) == expected()


@pytest.mark.parametrize("seed", range(4))
def test_the_records_in_any_order_come_to_the_same(service: Client, seed: int) -> None:
    send(service, shuffled(seed))
    assert figures(service) == expected()


def test_the_records_in_one_transaction_come_to_the_same(service: Client) -> None:
    fill(service)
    assert figures(service) == expected()


def test_the_records_sent_again_change_nothing(service: Client) -> None:
    fill(service)
    assert set(send(service, in_the_order_given())) == {"unchanged"}
