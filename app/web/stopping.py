"""Whether the server is stopping: then nobody who waits need wait on."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def noticing(stopping: threading.Event) -> Iterator[None]:
    """Set the event when the process is told to stop; the server's own handlers do the rest.

    A server tells an application only once all requests have ended, which is too late for those
    that wait. Outside the main thread, where tests run it, no signal can be noticed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in SIGNALS}

    def notice(number: int, frame: FrameType | None) -> None:
        stopping.set()
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number in SIGNALS:
        signal.signal(number, notice)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
