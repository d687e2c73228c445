"""One call of a receiver: signed, guarded, timed; of its answer only the status is kept."""

import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from time import monotonic
from typing import Any

import httpx
from pydantic_core import to_json

from app import __version__
from app.db.unit_of_work import Clock
from app.resources.webhooks import backoff, signing
from app.resources.webhooks.addresses import Allowed
from app.resources.webhooks.connecting import (
    AddressRefused,
    Deadline,
    Guarded,
    GuardedTransport,
    Internet,
    NameUnknown,
)
from app.resources.webhooks.urls import faults_in
from app.vocabulary import CallError

SECONDS = 10.0
"""How long a call may take in all."""
MOST_READ = 1024
"""Bytes of an answer that are read, so that a short one can be followed by another call."""

Told = dict[str, Any]
"""An event, as the feed tells it."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to call, and the secrets that sign."""

    url: str
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a call: a status, or why there was none; how long the receiver asks to wait."""

    status: int | None
    error: CallError | None
    milliseconds: int = 0
    retry_after: timedelta | None = None

    @property
    def is_delivered(self) -> bool:
        """Whether the receiver has taken it: a redirect is no yes."""
        return self.status is not None and HTTPStatus(200) <= self.status < HTTPStatus(300)

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants nothing any more."""
        return self.status == HTTPStatus.GONE


class Caller:
    """Calls receivers; made once for a process."""

    def __init__(
        self,
        allow: Allowed,
        clock: Clock,
        internet: Internet | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self.allow = allow
        self.clock = clock
        self.seconds = seconds
        self._internet = internet or Internet()

    def call(self, target: Target, event: Told) -> Outcome:
        """One call."""
        with self.line() as line:
            return line.call(target, event)

    @contextmanager
    def line(self) -> Iterator["Line"]:
        """Something to make several calls of one receiver over."""
        deadline = Deadline()
        backend = Guarded(self.allow, self._internet, deadline)
        with GuardedTransport(self._internet.trust(), backend) as transport:
            yield Line(self, transport, deadline)


class Line:
    """Calls of one receiver, over one connection where it lets us."""

    def __init__(self, caller: Caller, transport: GuardedTransport, deadline: Deadline) -> None:
        self._caller = caller
        self._transport = transport
        self._deadline = deadline

    def call(self, target: Target, event: Told) -> Outcome:
        """One call, and how long it took; never raises for what a receiver does."""
        began = monotonic()
        self._deadline.start(self._caller.seconds)
        try:
            outcome = self._answered(target, event)
        except (httpx.TransportError, AddressRefused, NameUnknown) as error:
            outcome = Outcome(None, _named(error))
        return replace(outcome, milliseconds=round((monotonic() - began) * 1000))

    def _answered(self, target: Target, event: Told) -> Outcome:
        if faults_in(target.url, self._caller.allow):  # it may be listed no longer
            raise AddressRefused
        now = self._caller.clock()
        request = _signed(target, event, now)
        with closing(self._transport.handle_request(request)) as response:
            _pass_over(response)
            asked = backoff.retry_after(response.headers.get("retry-after"), now)
            return Outcome(response.status_code, None, retry_after=asked)


def _signed(target: Target, event: Told, now: datetime) -> httpx.Request:
    body = to_json(event)
    headers = {
        "content-type": "application/json",
        "user-agent": f"supervision-api/{__version__}",
        **signing.headers(target.secrets, str(event["id"]), now, body),
    }
    return httpx.Request("POST", target.url, content=body, headers=headers)


def _pass_over(response: httpx.Response) -> None:
    """Read the little that a receiver says, and forget it; what it breaks off has been said."""
    read = 0
    with suppress(httpx.TransportError):
        for piece in response.iter_raw():
            read += len(piece)
            if read >= MOST_READ:
                break


def _named(error: Exception) -> CallError:
    match error:
        case AddressRefused():
            return CallError.ADDRESS_REFUSED
        case NameUnknown():
            return CallError.NAME_UNKNOWN
        case httpx.TimeoutException():
            return CallError.TIMED_OUT
        case httpx.ConnectError() if _is_about_the_certificate(error):
            return CallError.CERTIFICATE_REFUSED
        case httpx.ConnectError():
            return CallError.NOT_CONNECTED
    return CallError.BROKEN_OFF


def _is_about_the_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
