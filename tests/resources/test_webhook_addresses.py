"""A webhook leads to public addresses and to what the installation lists, and nowhere else."""

import socket
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from app.resources.webhooks.addresses import allowed
from app.resources.webhooks.calling import SECONDS, Caller, Outcome, Target
from app.resources.webhooks.connecting import Internet, Resolve
from app.resources.webhooks.signing import new_secret
from app.resources.webhooks.urls import faults_in
from app.settings import Settings
from app.vocabulary import CallError
from tests.harness.receiver import HOST, Receiver
from tests.harness.service import EVENING, Client
from tests.harness.trap import Trap
from tests.resources import hooks, make
from tests.walkers.operations import NOBODY

PUBLIC = "8.8.4.4"
DATA = Path(__file__).parents[1] / "data"
INTERNAL = (DATA / "internal_addresses.txt").read_text().split("\n")[:-1]
SPELLINGS = (DATA / "hostile_hosts.txt").read_text().split("\n")[:-1]
"""How a host can be written that leads inwards; many resolvers take the numbers among them."""


def system_like(host: str, port: int) -> list[str]:
    """What the C library makes of numbers, without asking anybody about names."""
    try:
        return [socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))]
    except OSError:
        return ["127.0.0.1"]


def leading_to(*addresses: str) -> Resolve:
    return lambda _host, _port: list(addresses)


@pytest.fixture
def trap() -> Iterator[Trap]:
    with Trap().set() as trap:
        yield trap


def caller(
    trap: Trap, *addresses: str, allow: str = "", resolve: Resolve | None = None, seconds: float = 2
) -> Caller:
    """Calls whatever a name leads to, all of which is the trap."""
    leads = resolve or (leading_to(*addresses) if addresses else system_like)
    return Caller(allowed(allow), lambda: EVENING, Internet(leads, trap.connect), seconds)


def called(caller: Caller, url: str) -> Outcome:
    return caller.call(Target(url, (new_secret(),)), {"id": uuid4()})


@pytest.fixture
def guarded(service: Client, trap: Trap) -> Iterator[Client]:
    """A service whose webhooks would all lead into the trap, did nothing hold them back."""
    state = service.app.state
    usual, state.caller = state.caller, caller(trap)
    yield service
    state.caller = usual


HOSTS = [*SPELLINGS, "localhost", "127.0.0.1", "[::1]", "intranet"]


@pytest.mark.parametrize("host", HOSTS)
def test_no_spelling_of_an_internal_address_gets_through_the_api(
    guarded: Client, trap: Trap, host: str
) -> None:
    added = guarded.post("/v1/webhooks", {"url": f"https://{host}/"})
    id = added.json["id"] if added.status == 201 else NOBODY
    tested = guarded.post(f"/v1/webhooks/{id}/test", None)
    refusals = {fault["pointer"] for fault in added.json.get("errors", ())}
    assert (added.status, refusals, tested.status) == (422, {"/url"}, 404) or (
        (added.status, tested.json["error"]) == (201, "address_refused")
    )
    assert (trap.sought, trap.heard) == ([], [])


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("url", ["https://{}/", "http://{}/", "https://{}:8443/", "//{}/"])
def test_no_spelling_of_an_internal_address_opens_a_connection(
    trap: Trap, host: str, url: str
) -> None:
    assert called(caller(trap), url.format(host)).error == CallError.ADDRESS_REFUSED
    assert (trap.sought, trap.heard) == ([], [])


def test_more_than_eighty_are_tried() -> None:
    assert len(set(INTERNAL)) + len(set(SPELLINGS)) > 80


@pytest.mark.parametrize("address", INTERNAL)
def test_no_name_that_leads_to_an_internal_address_opens_a_connection(
    trap: Trap, address: str
) -> None:
    outcome = called(caller(trap, address), "https://records.example/")
    assert outcome.error == CallError.ADDRESS_REFUSED
    assert (trap.sought, trap.heard) == ([], [])


@pytest.mark.parametrize("address", INTERNAL)
def test_an_internal_address_itself_is_refused_before_anything_is_looked_up(address: str) -> None:
    host = f"[{address}]" if ":" in address else address
    (fault,) = faults_in(f"https://{host}/", allowed(""))
    assert fault.code == "address-refused"


@pytest.mark.parametrize("address", [PUBLIC, "1.1.1.1", "172.32.0.1", "100.128.0.1", "11.0.0.1"])
def test_a_public_address_is_connected_to(trap: Trap, address: str) -> None:
    called(caller(trap, address), "https://records.example/")
    assert trap.sought == [address]


@pytest.mark.parametrize("address", ["2606:4700::1111", "2a00:1450::1", "2001:4860::8888"])
def test_so_is_a_public_address_of_the_newer_kind(trap: Trap, address: str) -> None:
    called(caller(trap, address), "https://records.example/")
    assert trap.sought == [address]


def test_if_one_of_its_addresses_is_internal_none_is_connected_to(trap: Trap) -> None:
    outcome = called(caller(trap, PUBLIC, "10.0.0.1"), "https://records.example/")
    assert (outcome.error, trap.sought) == (CallError.ADDRESS_REFUSED, [])


def test_a_name_is_looked_up_once_and_connected_to_as_it_was_checked(trap: Trap) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    turning = caller(trap, resolve=lambda _host, _port: next(answers))
    called(turning, "https://records.example/")
    assert trap.sought == [PUBLIC]


def test_the_certificate_is_asked_for_by_name(trap: Trap) -> None:
    outcome = called(caller(trap, PUBLIC), "https://records.example/")
    assert b"records.example" in trap.heard[0]
    assert PUBLIC.encode() not in trap.heard[0]
    assert outcome.error in {CallError.NOT_CONNECTED, CallError.CERTIFICATE_REFUSED}


def test_the_host_is_named_as_it_was_given(service: Client, receiver: Receiver) -> None:
    hooks.added(service, receiver)
    service.deliver()
    assert receiver.calls[0].headers["host"].startswith(f"{HOST}:")


def test_no_proxy_of_the_environment_is_used(
    service: Client, receiver: Receiver, trap: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{trap.port}")
    hooks.added(service, receiver)
    assert service.deliver()["delivered"] == 1
    assert trap.heard == []


@pytest.mark.parametrize(
    ("allow", "url", "address"),
    [
        ("hooks.internal", "http://hooks.internal:8080/", "10.0.0.1"),
        ("Hooks.Internal , other", "https://HOOKS.internal/", "10.0.0.1"),
        ("127.0.0.1", "http://127.0.0.1:8080/", "127.0.0.1"),
        ("10.0.0.0/8", "https://records.example/", "10.1.2.3"),
        ("fd00::/8", "http://[fd00::1]:8080/", "fd00::1"),
    ],
)
def test_what_the_installation_lists_is_connected_to(
    trap: Trap, allow: str, url: str, address: str
) -> None:
    called(caller(trap, address, allow=allow), url)
    assert trap.sought == [address]


@pytest.mark.parametrize(
    ("allow", "url", "address"),
    [
        ("hooks.internal", "https://other.hooks.internal/", "10.0.0.1"),
        ("10.0.0.0/8", "https://records.example/", "192.168.0.1"),
        ("10.0.0.0/8", "http://records.example/", "10.0.0.1"),
        ("10.0.0.0/8", "https://records.example:8443/", "10.0.0.1"),
        ("127.0.0.0/8", "https://records.example/", "::ffff:127.0.0.1"),
        ("127.0.0.1", "http://2130706433/", "127.0.0.1"),
    ],
)
def test_what_it_does_not_list_is_not(trap: Trap, allow: str, url: str, address: str) -> None:
    outcome = called(caller(trap, address, allow=allow), url)
    assert (outcome.error, trap.sought) == (CallError.ADDRESS_REFUSED, [])


@pytest.mark.parametrize("allow", ["10.0.0.1/8", "http://hooks", "hooks:8080", "*", "127.1", "a b"])
def test_a_list_that_cannot_be_read_stops_the_start(allow: str) -> None:
    with pytest.raises(ValueError, match="SUPERVISION_WEBHOOK_ALLOW"):
        allowed(allow)


def test_nothing_is_listed_unless_somebody_does() -> None:
    assert allowed(Settings(_env_file=None).webhook_allow) == allowed("")


def test_one_that_is_listed_no_longer_is_not_called(service: Client, trap: Trap) -> None:
    state = service.app.state
    make.created(service.post("/v1/webhooks", {"url": f"http://{HOST}:{trap.port}/"}))
    usual, state.caller = state.caller, caller(trap, "127.0.0.1")
    service.deliver()
    state.caller = usual
    assert trap.heard == []


def test_a_name_that_leads_nowhere_is_told(service: Client) -> None:
    hook = make.created(service.post("/v1/webhooks", {"url": "https://nowhere.example/"}))
    service.deliver()
    assert [call["error"] for call in hooks.log(service, hook)] == ["name_unknown"]


def drip(caller: socket.socket, piece: bytes, first: bytes = b"") -> None:
    """Say a little, again and again, for half a minute."""
    caller.sendall(first)
    for _ in range(300):
        caller.sendall(piece)
        time.sleep(0.1)


def flood(caller: socket.socket, piece: bytes, first: bytes) -> None:
    """Say as much as is listened to."""
    caller.sendall(first)
    for _ in range(100_000):
        caller.sendall(piece * 1000)


def say(caller: socket.socket, all: bytes) -> None:
    caller.sendall(all)


OK = b"HTTP/1.1 200 OK\r\n"
MISBEHAVED = {
    "says nothing and hangs up": (partial(say, all=b""), None, CallError.BROKEN_OFF),
    "speaks something else": (partial(say, all=b"SSH-2.0-x\r\n"), None, CallError.BROKEN_OFF),
    "breaks off in its headers": (partial(say, all=OK), None, CallError.BROKEN_OFF),
    "drips its headers": (partial(drip, piece=b"X"), None, CallError.TIMED_OUT),
    "drips headers": (partial(drip, piece=b"X: x\r\n", first=OK), None, CallError.TIMED_OUT),
    "says to go on for ever": (
        partial(drip, piece=b"HTTP/1.1 100 Continue\r\n\r\n"), None, CallError.TIMED_OUT,
    ),
    "floods headers": (partial(flood, piece=b"X: x\r\n", first=OK), None, CallError.BROKEN_OFF),
    "drips a body": (partial(drip, piece=b"x", first=OK + b"\r\n"), 200, None),
    "floods a body": (partial(flood, piece=b"x", first=OK + b"\r\n"), 200, None),
    "breaks off its body": (partial(say, all=OK + b"Content-Length: 9\r\n\r\nx"), 200, None),
    "switches": (
        partial(say, all=b"HTTP/1.1 101 Switching\r\n\r\n"), None, CallError.BROKEN_OFF,
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", MISBEHAVED)
def test_a_receiver_that_misbehaves_takes_no_more_than_its_time(how: str) -> None:
    talk, status, error = MISBEHAVED[how]
    began = time.monotonic()
    with Trap(talk).set() as trap:
        outcome = called(caller(trap, "127.0.0.1", allow=HOST, seconds=1), f"http://{HOST}/")
        took = time.monotonic() - began
    assert (outcome.status, outcome.error) == (status, error)
    assert took < 4


def test_a_call_may_take_ten_seconds() -> None:
    assert SECONDS == 10
