"""On SQLite one writes at a time, and whoever writes for long sees that others wait."""

import time
from concurrent.futures import ThreadPoolExecutor

from app.db.turns import OneWriter

PATIENCE = 10.0


def until_waited_for(writer: OneWriter) -> None:
    deadline = time.monotonic() + PATIENCE
    while not writer.is_waited_for:
        assert time.monotonic() < deadline


def test_nobody_waits_for_who_does_not_write() -> None:
    writer = OneWriter()
    with writer.turn():
        assert not writer.is_waited_for
    assert not writer.is_waited_for


def test_a_second_writer_is_seen_to_wait_and_has_its_turn_when_the_first_ends() -> None:
    writer, order = OneWriter(), list[str]()

    def write() -> None:
        with writer.turn():
            order.append("second")

    with ThreadPoolExecutor(1) as thread:
        with writer.turn():
            second = thread.submit(write)
            until_waited_for(writer)
            order.append("first")
        second.result(PATIENCE)
    assert order == ["first", "second"]
    assert not writer.is_waited_for
