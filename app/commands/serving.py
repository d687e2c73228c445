"""Where a server listens, and how it runs."""

import errno
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
import uvicorn
from fastapi import FastAPI

FIRST_PORT, PORTS = 8000, 100
GRACE_SECONDS = 25
"""What was accepted is finished before a server ends, but for what takes longer, as a download."""
START_SECONDS = 30
"""A worker that says nothing for so long is replaced: also one that still imports, where that is
slow; with uvicorn's five seconds a busy machine never came to an end of it."""
OURS: dict[str, Any] = {
    "http": "h11",  # it refuses what httptools lets pass
    "log_config": None,
    "access_log": False,
    "server_header": False,
    "timeout_graceful_shutdown": GRACE_SECONDS,
    "timeout_worker_healthcheck": START_SECONDS,
}
"""Our own log alone, and no word about what answers."""


def run_server(
    app: FastAPI | str, *, host: str, port: int, factory: bool = False, workers: int = 1
) -> None:
    """Run until told to stop, in as many processes as are asked for."""
    uvicorn.run(app, factory=factory, host=host, port=port, workers=workers, **OURS)


def server(app: FastAPI) -> uvicorn.Server:
    """A server of this process, for a socket that listens already."""
    return uvicorn.Server(uvicorn.Config(app, **OURS))


@contextmanager
def served(app: FastAPI, opened: socket.socket) -> Iterator[None]:
    """Serve on another thread, until this ends."""
    serving = server(app)
    thread = threading.Thread(target=serving.run, kwargs={"sockets": [opened]})
    thread.start()
    try:
        yield
    finally:
        serving.should_exit = True
        thread.join()


def listening(host: str, port: int | None) -> socket.socket:
    """A socket on a port that was asked for, or on the first that is free from 8000 on.

    It listens at once, so that nobody takes the port while the demonstration is being made, and
    who asks too early waits instead of being turned away.
    """
    if port is not None:
        return _asked_for(host, port)
    for free in range(FIRST_PORT, FIRST_PORT + PORTS):
        try:
            return _opened(host, free)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise _refused(host, free, error) from None
    last = FIRST_PORT + PORTS - 1
    raise click.ClickException(f"All ports from {FIRST_PORT} to {last} are taken: name another.")


def _asked_for(host: str, port: int) -> socket.socket:
    try:
        return _opened(host, port)
    except OSError as error:
        raise _refused(host, port, error) from None


def _opened(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def _refused(host: str, port: int, error: OSError) -> click.ClickException:
    if error.errno == errno.EADDRINUSE:
        return click.ClickException(f"Port {port} is taken: name another with --port, or none.")
    return click.ClickException(f"{host}, port {port}, cannot be used: {error.strerror}.")
