"""The service on a port of this machine, for programs that know nothing but its address."""

import io
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from app.db.database import system_clock
from app.db.unit_of_work import Clock
from app.main import create_app
from app.settings import Settings
from app.web import log


@contextmanager
def serving(url: str, clock: Clock = system_clock) -> Iterator[str]:
    """Serve the database at `url`; the address that answers."""
    log.configure("error", io.BytesIO())
    app = create_app(Settings(_env_file=None, database_url=url, threads=4), clock)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None))
    # It listens at once: a client that comes before the server is ready waits in the queue.
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
