"""Connects to the very address that was checked, and for as long as a call may take in all."""

import socket
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address
from time import monotonic
from typing import Any

import httpcore
import httpx
from httpcore import SOCKET_OPTION, NetworkStream

from app.resources.webhooks.addresses import Allowed

Resolve = Callable[[str, int], list[str]]
"""The addresses of a name; raises OSError or UnicodeError where it has none."""
Connect = Callable[[str, int, float], NetworkStream]
Trust = Callable[[], ssl.SSLContext]
"""Whose certificates count; asked for when it is needed, for it takes a while to read them."""
MOST_AT_ONCE = 1024
"""Bytes that are taken from a receiver at a time."""


class AddressRefused(Exception):
    """A name leads to an address that may not be reached."""


class NameUnknown(Exception):
    """A name leads to no address."""


def look_up(host: str, port: int) -> list[str]:
    """What the system's resolver says."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def connect(address: str, port: int, seconds: float) -> NetworkStream:
    """A connection to an address, which is not looked up again."""
    return httpcore.SyncBackend().connect_tcp(address, port, seconds)


@cache
def trusted() -> ssl.SSLContext:
    """The public authorities; those of an installation stand in the file of SSL_CERT_FILE."""
    return httpx.create_ssl_context()


@dataclass(frozen=True, slots=True)
class Internet:
    """How names are looked up, addresses connected to and certificates trusted."""

    resolve: Resolve = look_up
    connect: Connect = connect
    trust: Trust = trusted


class Deadline:
    """Until when a call may last: a receiver that sends a byte now and then ends it, too."""

    def __init__(self) -> None:
        self._at = 0.0

    def start(self, seconds: float) -> None:
        """Begin a call."""
        self._at = monotonic() + seconds

    def left(self) -> float:
        """The seconds that are left; raises `httpcore.ReadTimeout` once there are none."""
        left = self._at - monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left


class Timed(NetworkStream):
    """A connection that keeps to the deadline, and takes a little at a time."""

    def __init__(self, stream: NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has come."""
        return self._stream.read(min(max_bytes, MOST_AT_ONCE), self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send."""
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> NetworkStream:
        """Go on in secret; the certificate is checked against the name, not the address."""
        left = self._deadline.left()
        return Timed(self._stream.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  # as httpcore has it
        """What the connection itself knows."""
        return self._stream.get_extra_info(info)


class Guarded(httpcore.NetworkBackend):
    """Looks a name up once, checks all its addresses, and connects to one of those."""

    def __init__(self, allow: Allowed, internet: Internet, deadline: Deadline) -> None:
        self._allow = allow
        self._internet = internet
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> NetworkStream:
        """Raises `AddressRefused`, `NameUnknown`, or as httpcore does."""
        trouble: Exception = NameUnknown()
        for address in self._addresses(host, port):
            try:
                stream = self._internet.connect(address, port, self._deadline.left())
            except httpcore.ConnectError as error:
                trouble = error
                continue
            return Timed(stream, self._deadline)
        raise trouble

    def _addresses(self, host: str, port: int) -> list[str]:
        """All addresses of a host; if one of them may not be reached, none may."""
        try:
            found = self._internet.resolve(host, port)
        except (OSError, UnicodeError):
            raise NameUnknown from None
        if self._allow.lists(host) or all(self._allow.reaches(ip_address(each)) for each in found):
            return found
        raise AddressRefused


class GuardedTransport(httpx.HTTPTransport):
    """HTTP over guarded connections: no proxy, no second look-up, no redirect."""

    def __init__(self, secure: ssl.SSLContext, backend: Guarded) -> None:
        super().__init__(verify=secure, trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=secure, max_connections=1, network_backend=backend
        )
