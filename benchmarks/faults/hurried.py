"""The service and its background on a clock that runs 600 times as fast, as two processes.

`python -m benchmarks.faults.hurried work SINCE` is `supervision work --watch` on such a clock: the
same loops, which look oftener and give a call less time, as they wait by the clock on the wall.
"""

import contextlib
import signal
import sys
import threading
from datetime import datetime

import click

from app.commands.serving import run_server
from app.db.database import system_clock
from app.db.unit_of_work import Clock
from app.main import create_app, make_database, tune_python
from app.resources.jobs.loop import Background
from app.resources.webhooks.addresses import allowed
from app.resources.webhooks.calling import Caller
from app.resources.webhooks.loop import delivering
from app.settings import Settings
from app.web.log import configure

TIMES = 600
"""An hour in six seconds."""
IDLE = 0.02
CALL_SECONDS = 0.5


def hurried(since: datetime) -> Clock:
    """A clock that was right at an instant: whoever is told of the same one, sees the same time."""
    return lambda: since + TIMES * (system_clock() - since)


def service_command(port: int, since: datetime) -> list[str]:
    """How the service is started."""
    return [sys.executable, "-m", __name__, "serve", since.isoformat(), str(port)]


def worker_command(since: datetime) -> list[str]:
    """How the background is started."""
    return [sys.executable, "-m", __name__, "work", since.isoformat()]


@click.group()
def main() -> None:
    """Whatever is started."""
    tune_python()


@main.command()
@click.argument("since", type=datetime.fromisoformat)
@click.argument("port", type=int)
def serve(since: datetime, port: int) -> None:
    """Serve the API."""
    run_server(create_app(Settings(), hurried(since)), host="127.0.0.1", port=port)


@main.command()
@click.argument("since", type=datetime.fromisoformat)
def work(since: datetime) -> None:
    """Work off jobs and call webhooks until told to stop."""
    stop, settings, clock = threading.Event(), Settings(), hurried(since)
    configure(settings.log_level)
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with contextlib.closing(make_database(settings, clock)) as database:
        caller = Caller(allowed(settings.webhook_allow), clock, seconds=CALL_SECONDS)
        background = Background(database, idle=IDLE)
        background.start()
        with delivering(database, caller, idle=IDLE):
            stop.wait()
        background.stop()


if __name__ == "__main__":
    main()
