"""Every event reaches its receiver at least once, in order, whatever happens on the way."""

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from email.utils import format_datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.exc import OperationalError
from standardwebhooks.webhooks import WebhookVerificationError

from app.resources.events.schemas import place
from app.resources.webhooks import progress
from app.resources.webhooks.backoff import ceiling
from app.resources.webhooks.calling import Target
from app.resources.webhooks.delivering import Post, Turn
from app.resources.webhooks.loop import Deliverer, delivering
from app.resources.webhooks.progress import Batch, Lease
from tests.conftest import DATABASES
from tests.db.faults import Faults, install
from tests.harness.databases import KINDS
from tests.harness.receiver import Receiver, Reply
from tests.harness.service import Client, Clock, Running, newcomer
from tests.resources import hooks, make
from tests.resources.test_events import feed


def places(events: list[Any]) -> list[tuple[int, ...]]:
    return [tuple(map(int, each["place"].split("-"))) for each in events]


def once_each(events: list[Any]) -> list[Any]:
    """The events without what came again."""
    return list({each["id"]: each for each in events}.values())


def test_it_is_told_what_the_feed_tells(service: Client, receiver: Receiver) -> None:
    hooks.added(service, receiver)
    make.one_of_each(service)
    assert service.deliver()["failed"] == 0
    assert receiver.events == feed(service)
    assert {call.path for call in receiver.calls} == {receiver.path}
    assert {call.headers["content-type"] for call in receiver.calls} == {"application/json"}


def test_it_is_told_what_happens_from_then_on(service: Client, receiver: Receiver) -> None:
    make.one_of_each(service)
    before = feed(service)
    hooks.added(service, receiver)
    make.team(service, "T9")
    service.deliver()
    assert receiver.events == feed(service, before[-1]["place"])
    assert [each["type"] for each in receiver.events] == ["webhooks", "teams"]


def test_it_can_begin_at_any_place_of_the_feed(service: Client, receiver: Receiver) -> None:
    make.one_of_each(service)
    whole = feed(service)
    hooks.added(service, receiver, after=whole[2]["place"])
    service.deliver()
    assert receiver.events == feed(service, whole[2]["place"])


def test_it_is_told_only_of_the_types_that_it_wants(service: Client, receiver: Receiver) -> None:
    hook = hooks.added(service, receiver, types=["flags", "sessions"])
    for n in range(120):  # more than are read at a time
        make.team(service, f"T{n}")
    make.people(service)
    make.session(service, "S1", on="2026-01-05", feedback_minutes=4)
    service.deliver()
    assert receiver.events == [each for each in feed(service) if each["type"] in hook["types"]]
    assert hooks.read(service, hook)["after"] == feed(service)[-1]["place"]
    assert service.deliver().total() == 0


def test_signatures_verify_with_the_specifications_own_library(
    service: Client, receiver: Receiver
) -> None:
    hook = hooks.added(service, receiver)
    service.deliver()
    (call,) = receiver.calls
    assert hooks.verified(call, hook["secret"], service.clock.now) == call.event
    assert call.headers["webhook-id"] == call.event["id"]
    assert call.headers["webhook-timestamp"] == str(int(service.clock.now.timestamp()))
    with pytest.raises(WebhookVerificationError):
        hooks.verified(call, "whsec_c29tZWJvZHkgZWxzZQ==", service.clock.now)


def test_after_a_rotation_both_secrets_sign_for_a_day(service: Client, receiver: Receiver) -> None:
    hook = hooks.added(service, receiver, types=["teams"])
    new = make.ok(service.post(f"/v1/webhooks/{hook['id']}/rotate", None))["secret"]
    make.team(service, "T1")
    service.deliver()
    service.clock.forward(hours=24)
    make.team(service, "T2")
    service.deliver()
    first, second = receiver.calls
    begun = service.clock.now - timedelta(hours=24)
    assert hooks.verified(first, hook["secret"], begun) == hooks.verified(first, new, begun)
    assert hooks.verified(second, new, service.clock.now) == second.event
    with pytest.raises(WebhookVerificationError):
        hooks.verified(second, hook["secret"], service.clock.now)


def test_where_three_calls_in_ten_fail_all_arrive_in_order_under_one_id(
    service: Client, receiver: Receiver
) -> None:
    hook = hooks.added(service, receiver)
    make.one_of_each(service)
    chance = random.Random(7)  # noqa: S311  # the same failures in every run
    receiver.reply = lambda _: Reply(500 if chance.random() < 0.3 else 204)
    last = feed(service)[-1]["place"]
    tries = hooks.until_delivered(service, hook, lambda: hooks.read(service, hook)["after"] == last)
    assert tries > 2
    assert once_each(receiver.events) == feed(service)
    assert places(receiver.events) == sorted(places(receiver.events))
    assert len(receiver.calls) == len(feed(service)) + tries


def test_an_hour_of_errors_loses_nothing_and_is_tried_ever_more_rarely(
    service: Client, receiver: Receiver
) -> None:
    hook = hooks.added(service, receiver)
    receiver.answer(500)
    until = service.clock.now + timedelta(hours=1)
    hooks.until_delivered(service, hook, lambda: service.clock.now >= until)
    failed = hooks.log(service, hook)
    assert 5 < len(failed) < 40
    assert {(call["status"], call["error"]) for call in failed} == {(500, None)}
    assert [call["attempt"] for call in failed] == list(range(1, len(failed) + 1))
    receiver.answer(200)
    hooks.until_delivered(service, hook, lambda: hooks.read(service, hook)["failures"] == 0)
    assert once_each(receiver.events) == feed(service)
    assert hooks.read(service, hook)["failing_since"] is None


def test_it_rests_no_longer_than_the_ceiling_of_its_failures(
    service: Client, receiver: Receiver
) -> None:
    hook = hooks.added(service, receiver)
    receiver.answer(503)
    for failures in range(1, 6):
        service.deliver()
        stands = hooks.read(service, hook)
        assert stands["failures"] >= failures
        rests = hooks.at(stands["next_at"]) - service.clock.now
        assert timedelta() < rests <= ceiling(stands["failures"])
        service.clock.now += rests


def test_while_it_rests_it_is_not_called(service: Client, receiver: Receiver) -> None:
    hook = hooks.added(service, receiver)
    receiver.answer(503, {"Retry-After": "60"})
    service.deliver()
    service.clock.forward(seconds=59)
    make.team(service)
    assert service.deliver().total() == 0
    service.clock.forward(seconds=1)
    assert service.deliver()["failed"] == 1
    assert hooks.read(service, hook)["failures"] == 2


@pytest.mark.parametrize(
    ("asked", "rests"),
    [
        ("60", timedelta(minutes=1)),
        ("999999999", timedelta(hours=6)),
        (0, timedelta(minutes=2)),
    ],
    ids=["seconds", "too long", "a date"],
)
def test_a_receiver_can_ask_for_a_rest_within_reason(
    service: Client, receiver: Receiver, asked: Any, rests: timedelta
) -> None:
    hook = hooks.added(service, receiver)
    told = asked or format_datetime(service.clock.now + timedelta(minutes=2), usegmt=True)
    receiver.answer(429, {"Retry-After": told})
    service.deliver()
    assert hooks.at(hooks.read(service, hook)["next_at"]) == service.clock.now + rests


@pytest.mark.parametrize("nonsense", ["soon", "-5", "1e9", "Fri, 99 Feb 2026 18:00:00 GMT", ""])
def test_a_rest_that_cannot_be_read_is_passed_over(
    service: Client, receiver: Receiver, nonsense: str
) -> None:
    hook = hooks.added(service, receiver)
    receiver.answer(503, {"Retry-After": nonsense})
    service.deliver()
    rests = hooks.at(hooks.read(service, hook)["next_at"]) - service.clock.now
    assert rests <= ceiling(1)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_is_a_failure(
    service: Client, receiver: Receiver, status: int
) -> None:
    hook = hooks.added(service, receiver)
    receiver.answer(status, {"Location": f"{receiver.url}/elsewhere"})
    assert service.deliver() == {"delivered": 0, "failed": 1}
    assert {call.path for call in receiver.calls} == {receiver.path}
    assert [call["status"] for call in hooks.log(service, hook)] == [status]


def test_a_receiver_that_hangs_is_given_up(service: Client, receiver: Receiver) -> None:
    hook = hooks.added(service, receiver)
    receiver.reply = lambda _: Reply(after=30)
    assert service.deliver()["failed"] == 1
    (call,) = hooks.log(service, hook)
    assert (call["status"], call["error"]) == (None, "timed_out")
    assert 1900 < call["milliseconds"] < 8000


def test_a_receiver_that_nobody_runs_is_not_connected(service: Client) -> None:
    with Receiver().listening() as gone:
        hook = hooks.added(service, gone)
    service.deliver()
    assert [call["error"] for call in hooks.log(service, hook)] == ["not_connected"]


def test_what_the_receiver_says_is_kept_nowhere(service: Client, receiver: Receiver) -> None:
    hook = hooks.added(service, receiver)
    receiver.answer(200, {"X-Word": "canary"}, body=b"canary" * 1_000_000)
    assert service.deliver()["delivered"] == 1
    assert "canary" not in service.get(f"/v1/webhooks/{hook['id']}/deliveries").everything
    tested = service.post(f"/v1/webhooks/{hook['id']}/test", None)
    assert (tested.json["status"], "canary" in tested.everything) == (200, False)


def test_three_days_of_failures_pause_it_and_the_feed_says_so(
    service: Client, receiver: Receiver
) -> None:
    hook = hooks.added(service, receiver)
    receiver.answer(500)
    began = service.clock.now
    hooks.until_delivered(service, hook, lambda: hooks.read(service, hook)["paused_at"] is not None)
    stands = hooks.read(service, hook)
    assert stands["pause_reason"] == "failing"
    assert timedelta(days=3) <= service.clock.now - began <= timedelta(days=3, hours=6)
    last = feed(service)[-1]
    assert (last["type"], last["verb"], last["subject_id"]) == ("webhooks", "paused", hook["id"])
    assert stands["after"] == "0-0"
    calls = len(receiver.calls)
    service.clock.forward(days=1)
    assert service.deliver().total() == 0
    assert len(receiver.calls) == calls


def test_resumed_it_goes_on_from_where_it_stood(service: Client, receiver: Receiver) -> None:
    hook = hooks.added(service, receiver)
    service.deliver()
    path = f"/v1/webhooks/{hook['id']}"
    paused = make.ok(service.patch(path, {"paused": True}))
    assert paused["pause_reason"] == "asked"
    make.one_of_each(service)
    assert service.deliver().total() == 0
    resumed = make.ok(service.patch(path, {"paused": False}))
    assert (resumed["paused_at"], resumed["pause_reason"]) == (None, None)
    service.deliver()
    assert receiver.events == feed(service)


def test_one_that_has_gone_is_paused_at_once_and_can_come_back(
    service: Client, receiver: Receiver
) -> None:
    hook = hooks.added(service, receiver)
    make.people(service)
    receiver.answer(410)
    assert service.deliver() == {"delivered": 0, "failed": 1}
    assert hooks.read(service, hook)["pause_reason"] == "gone"
    assert feed(service)[-1]["verb"] == "paused"
    service.clock.forward(days=1)
    assert service.deliver().total() == 0
    receiver.answer(204)
    make.ok(service.patch(f"/v1/webhooks/{hook['id']}", {"paused": False}))
    service.deliver()
    assert once_each(receiver.events) == feed(service)


def test_a_new_url_is_tried_at_once(service: Client, receiver: Receiver) -> None:
    hook = hooks.added(service, receiver)
    receiver.answer(503, {"Retry-After": "3600"})
    service.deliver()
    receiver.answer(204)
    moved = {"url": receiver.url + "/new"}
    make.ok(service.patch(f"/v1/webhooks/{hook['id']}", moved))
    assert service.deliver()["failed"] == 0
    assert receiver.calls[-1].path == f"{receiver.path}/new"


def killed_holding(service: Client, hook: Any) -> Lease:
    """The lease of a deliverer that will never let go of it."""
    lease = Lease(UUID(hook["id"]), uuid4())
    database, caller = service.app.state.database, service.running.known(service.key)
    assert database.write_now(caller, progress.take, lease) is not None
    return lease


def test_after_a_deliverer_was_killed_another_goes_on_without_loss(
    service: Client, receiver: Receiver
) -> None:
    hook = hooks.added(service, receiver)
    make.people(service)
    killed_holding(service, hook)
    assert service.deliver().total() == 0
    service.clock.forward(seconds=59)
    assert service.deliver().total() == 0
    service.clock.forward(seconds=1)
    service.deliver()
    assert receiver.events == feed(service)


def test_one_whose_lease_was_taken_over_moves_nothing(service: Client, receiver: Receiver) -> None:
    hook = hooks.added(service, receiver)
    late = killed_holding(service, hook)
    service.clock.forward(seconds=60)
    current = killed_holding(service, hook)
    database, caller = service.app.state.database, service.running.known(service.key)
    told = Batch(1, Target(receiver.url, ()), [], place("9-0"))
    assert database.write_now(caller, progress.go_on, late, told) is None
    database.write_now(caller, progress.hand_back, late)
    assert hooks.read(service, hook)["after"] == "0-0"
    assert service.deliver().total() == 0
    database.write_now(caller, progress.hand_back, current)
    assert service.deliver()["delivered"] == 1


@pytest.fixture(params=KINDS)
def failing(request: pytest.FixtureRequest) -> Iterator[tuple[Running, Faults]]:
    with request.config.stash[DATABASES].fresh(request.param) as url:
        running = Running(url, Clock())
        faults = install(running.app.state.database.engine)
        with running.started():
            yield running, faults


def test_a_database_that_is_away_costs_a_repetition_and_no_loss(
    failing: tuple[Running, Faults], receiver: Receiver
) -> None:
    running, faults = failing
    service = newcomer(running)
    hooks.added(service, receiver)
    make.people(service)

    def replied(number: int) -> Reply:
        faults.arm(1 if number == 2 else None)  # what came of the second call cannot be stored
        return Reply()

    receiver.reply = replied
    with pytest.raises(OperationalError):
        service.deliver()
    faults.arm(None)
    assert b'"doing": "webhooks"' in running.log.getvalue()
    service.clock.forward(seconds=60)
    service.deliver()
    told = feed(service)
    assert receiver.events == [told[0], told[1], *told[1:]]


def test_of_two_deliverers_at_once_one_calls(service: Client, receiver: Receiver) -> None:
    hooks.added(service, receiver)
    make.one_of_each(service)
    receiver.reply = lambda _: Reply(after=0.02)
    with ThreadPoolExecutor(4) as several:
        counted = [several.submit(service.deliver) for _ in range(4)]
        told = sum(each.result()["delivered"] for each in counted)
    service.deliver()
    assert receiver.events == feed(service)
    assert told <= len(feed(service))


def test_a_slow_receiver_holds_up_no_other(service: Client, receiver: Receiver) -> None:
    receiver.reply = lambda _: Reply(after=30)
    with Receiver().listening() as quick:
        hooks.added(service, receiver)
        hooks.added(service, quick)
        arrived = threading.Event()

        def replied(_: int) -> Reply:
            arrived.set()
            return Reply()

        quick.reply = replied
        with ThreadPoolExecutor(1) as other:
            delivered = other.submit(service.deliver)
            assert arrived.wait(1.5)  # the slow one is given up after two seconds
            delivered.result()


def test_what_is_changed_during_a_call_counts_from_the_next(
    service: Client, receiver: Receiver
) -> None:
    hook = hooks.added(service, receiver)
    make.people(service)

    def replied(number: int) -> Reply:
        if number == 1:
            make.ok(service.patch(f"/v1/webhooks/{hook['id']}", {"paused": True}))
        return Reply()

    receiver.reply = replied
    assert service.deliver() == {"delivered": 1, "failed": 0}
    assert hooks.read(service, hook)["after"] == receiver.events[0]["place"]


def test_a_failure_does_not_count_against_a_url_that_came_meanwhile(
    service: Client, receiver: Receiver
) -> None:
    hook = hooks.added(service, receiver)

    def replied(number: int) -> Reply:
        if number > 1:
            return Reply()
        moved = {"url": f"{receiver.url}/new"}
        make.ok(service.patch(f"/v1/webhooks/{hook['id']}", moved))
        return Reply(410)

    receiver.reply = replied
    assert service.deliver() == {"delivered": 2, "failed": 1}
    stands = hooks.read(service, hook)
    assert (stands["failures"], stands["paused_at"]) == (0, None)
    assert receiver.events == [feed(service)[0], *feed(service)]


def test_what_is_wanted_from_the_last_call_on_is_not_passed_over(
    service: Client, receiver: Receiver
) -> None:
    hook = hooks.added(service, receiver, types=["webhooks"])
    make.people(service)

    def replied(_: int) -> Reply:
        make.ok(service.patch(f"/v1/webhooks/{hook['id']}", {"types": None}))
        return Reply()

    receiver.reply = replied
    service.deliver()
    assert receiver.events == feed(service)


def test_one_that_is_removed_during_a_call_is_forgotten(
    service: Client, receiver: Receiver
) -> None:
    hook = hooks.added(service, receiver)
    make.people(service)

    def replied(_: int) -> Reply:
        service.delete(f"/v1/webhooks/{hook['id']}")
        return Reply()

    receiver.reply = replied
    assert service.deliver() == {"delivered": 1, "failed": 0}
    assert len(receiver.calls) == 1


def test_a_long_line_is_told_whole(service: Client, receiver: Receiver) -> None:
    hooks.added(service, receiver)
    for n in range(230):
        make.team(service, f"T{n}")
    service.deliver()
    assert receiver.events == feed(service)


def test_told_to_stop_it_ends_after_the_call_that_it_is_in(
    service: Client, receiver: Receiver
) -> None:
    hook = hooks.added(service, receiver)
    make.people(service)
    stop = threading.Event()

    def replied(_: int) -> Reply:
        stop.set()
        return Reply()

    receiver.reply = replied
    with ExitStack() as closing:
        state = service.app.state
        deliverer = Deliverer(state.database, state.caller, stop)
        closing.callback(deliverer.close)
        deliverer.deliver_all(service.running.known(service.key).organisation_id)
    assert len(receiver.calls) == 1
    assert hooks.read(service, hook)["after"] == receiver.events[0]["place"]
    receiver.answer(204)
    service.deliver()  # at once: the lease was handed back
    assert receiver.events == feed(service)


def test_told_to_stop_it_passes_over_no_more_of_what_is_not_wanted(
    service: Client, receiver: Receiver
) -> None:
    make.people(service)
    hook = hooks.added(service, receiver, types=["returns"], after="0-0")
    state, stop = service.app.state, threading.Event()
    stop.set()
    post = Post(state.database, state.caller, stop, random.uniform, threading.Lock())
    Turn(post, service.running.known(service.key), UUID(hook["id"])).run()
    assert hooks.read(service, hook)["after"] == "0-0"
    service.deliver()  # at once: the lease was handed back
    assert hooks.read(service, hook)["after"] == feed(service)[-1]["place"]


def test_a_server_delivers_by_itself(service: Client, receiver: Receiver) -> None:
    state, arrived = service.app.state, threading.Event()

    def replied(_: int) -> Reply:
        arrived.set()
        return Reply()

    receiver.reply = replied
    with delivering(state.database, state.caller, idle=0.02):
        hooks.added(service, receiver)
        assert arrived.wait(10)


def test_a_test_call_is_made_now_and_moves_nothing(service: Client, receiver: Receiver) -> None:
    hook = hooks.added(service, receiver)
    before = hooks.read(service, hook), feed(service)
    receiver.answer(418)
    came = make.ok(service.post(f"/v1/webhooks/{hook['id']}/test", None))
    assert (came["status"], came["error"]) == (418, None)
    (call,) = receiver.calls
    told = hooks.verified(call, hook["secret"], service.clock.now)
    assert (told["type"], told["verb"], told["subject_id"]) == ("webhooks", "tested", hook["id"])
    assert (hooks.read(service, hook), feed(service)) == before
    assert hooks.log(service, hook) == []


def test_an_event_can_be_sent_again_under_its_id(service: Client, receiver: Receiver) -> None:
    hook = hooks.added(service, receiver)
    make.people(service)
    service.deliver()
    first, *_ = hooks.log(service, hook)
    path = f"/v1/webhooks/{hook['id']}/deliveries/{first['id']}/redeliver"
    again = make.ok(service.post(path, None))
    assert (again["event_id"], again["place"], again["attempt"]) == (
        first["event_id"], first["place"], 2,
    )  # fmt: skip
    assert receiver.calls[-1].event == receiver.calls[0].event
    assert hooks.log(service, hook)[-1] == again
    assert hooks.read(service, hook)["after"] == feed(service)[-1]["place"]


def test_a_redelivery_that_is_asked_for_twice_under_one_key_is_made_once(
    service: Client, receiver: Receiver
) -> None:
    hook = hooks.added(service, receiver)
    service.deliver()
    (first,) = hooks.log(service, hook)
    path = f"/v1/webhooks/{hook['id']}/deliveries/{first['id']}/redeliver"
    once = make.ok(service.post(path, None, idempotency_key="K1"))
    assert make.ok(service.post(path, None, idempotency_key="K1")) == once
    assert len(receiver.calls) == 2


def test_a_redelivery_that_fails_is_logged_and_does_not_count_against_it(
    service: Client, receiver: Receiver
) -> None:
    hook = hooks.added(service, receiver)
    service.deliver()
    (first,) = hooks.log(service, hook)
    receiver.answer(500)
    path = f"/v1/webhooks/{hook['id']}/deliveries/{first['id']}/redeliver"
    assert make.ok(service.post(path, None))["status"] == 500
    assert hooks.read(service, hook)["failures"] == 0


def test_events_of_eight_writers_arrive_once_and_in_order(
    service: Client, receiver: Receiver
) -> None:
    hooks.added(service, receiver)
    make.people(service)
    state = service.app.state
    with delivering(state.database, state.caller, idle=0.01), ThreadPoolExecutor(8) as writers:
        list(writers.map(lambda n: make.worker(service, f"X{n}"), range(64)))
    service.deliver()
    assert receiver.events == feed(service)


def test_no_transaction_is_open_while_a_receiver_is_called(
    service: Client, receiver: Receiver
) -> None:
    hooks.added(service, receiver)
    pool = service.app.state.database.engine.pool
    held: list[int] = []

    def replied(_: int) -> Reply:
        held.append(pool.checkedout())
        return Reply()

    receiver.reply = replied
    make.people(service)
    service.deliver()
    assert held == [0] * len(feed(service))


def test_neither_secret_nor_url_is_ever_logged(service: Client, receiver: Receiver) -> None:
    hook = hooks.added(service, receiver)
    receiver.answer(500)
    service.deliver()
    service.post(f"/v1/webhooks/{hook['id']}/test", None)
    logged = service.running.log.getvalue().decode()
    assert hook["secret"] not in logged
    assert receiver.url not in logged
