"""A bare socket on this machine: who connects to it is counted, and answered byte by byte."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

from httpcore import NetworkStream

from app.resources.webhooks import connecting

Talk = Callable[[socket.socket], None]


class Trap:
    """Counts connections and keeps what each said first; `talk` answers it."""

    def __init__(self, talk: Talk = lambda _: None) -> None:
        self.heard: list[bytes] = []
        self.sought: list[str] = []
        self._talk = talk
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._accept, daemon=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self._listening.getsockname()[1]
        return port

    def connect(self, address: str, port: int, seconds: float) -> NetworkStream:
        """A connection to the trap, whichever address was meant: nothing leaves this machine."""
        self.sought.append(address)
        return connecting.connect("127.0.0.1", self.port, seconds)

    @contextlib.contextmanager
    def set(self) -> Iterator["Trap"]:
        """Listen until the test is over."""
        self._thread.start()
        try:
            yield self
        finally:
            self._listening.shutdown(socket.SHUT_RDWR)
            self._thread.join()
            self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # it is shut down
            while True:
                caller, _ = self._listening.accept()
                with caller, contextlib.suppress(OSError):  # who calls may hang up
                    self.heard.append(caller.recv(4096))
                    self._talk(caller)
