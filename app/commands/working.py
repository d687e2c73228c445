"""`supervision work`: what the background has to do, done now or kept up."""

import signal
import threading
from collections import Counter
from contextlib import suppress

import click
from sqlalchemy.exc import SQLAlchemyError

from app.commands.opening import opened
from app.db.database import Database, system_clock
from app.db.lease import Lease
from app.main import make_caller
from app.resources.jobs.hand import Done
from app.resources.jobs.loop import IDLE, LEASE, Shift
from app.resources.webhooks.calling import Caller
from app.resources.webhooks.loop import Deliverer, delivering
from app.settings import Settings


@click.command()
@click.option(
    "--watch",
    type=click.FloatRange(min=0.1),
    default=None,
    help="Stay, and look again after so many seconds.",
)
def work(watch: float | None) -> None:
    """Work out again what policies, calendars and upgrades move; call webhooks; ends when done.

    It can be stopped or killed at any time: the next one goes on where it was. A server does the
    same by itself, unless SUPERVISION_WORK_IN_SERVER is false. One process works at a time: where
    another does, this one waits until nothing is left, or until it is its turn.
    """
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    with opened() as database:
        lease = database.lease(LEASE)
        shift, caller = Shift(database, stop, lease=lease), make_caller(Settings(), system_clock)
        if watch is not None:
            with delivering(database, caller):
                _keep_watch(shift, lease, stop, watch)
        elif not _work_once(database, shift, lease, caller, stop) and not stop.is_set():
            click.echo("Nothing is left to do.")
        with suppress(SQLAlchemyError):  # then it lapses
            lease.let_go()
    if stop.is_set():
        click.echo("Stopped; what is left goes on next time.")


def _keep_watch(shift: Shift, lease: Lease, stop: threading.Event, seconds: float) -> None:
    while not stop.is_set():
        _, trouble = _worked_off(shift, lease, stop)
        if trouble:
            click.echo(trouble, err=True)
        stop.wait(seconds)


def _work_once(
    database: Database, shift: Shift, lease: Lease, caller: Caller, stop: threading.Event
) -> bool:
    """Do all that there is to do now; whether that was anything."""
    done, trouble = _worked_off(shift, lease, stop)
    if trouble:
        raise click.ClickException(trouble)
    calls = _called(database, caller, stop)
    if calls.total():
        taken, failed = calls["delivered"], calls["failed"]
        click.echo(f"Webhooks: {taken} {'call' if taken == 1 else 'calls'} taken, {failed} failed")
    return bool(done.records or calls.total())


def _called(database: Database, caller: Caller, stop: threading.Event) -> Counter[str]:
    deliverer = Deliverer(database, caller, stop)
    try:
        return deliverer.deliver_all()
    except SQLAlchemyError:
        raise click.ClickException("The database is away or busy.") from None
    finally:
        deliverer.close()


def _worked_off(shift: Shift, lease: Lease, stop: threading.Event) -> tuple[Done, str]:
    """What was done, and what stood in the way; an error's own words may quote a record."""
    try:
        done = shift.work_off() if _is_our_turn(shift, lease, stop) else Done()
    except SQLAlchemyError:
        return Done(), "The database is away or busy."
    except Exception as error:  # noqa: BLE001  # whatever it is, the next look may fare better
        return Done(), f"A job could not go on ({type(error).__name__}); the others did."
    _report(done)
    return done, ""


def _is_our_turn(shift: Shift, lease: Lease, stop: threading.Event) -> bool:
    """Wait for the lease for as long as whoever holds it has work left."""
    while not stop.is_set():
        if lease.hold():
            return True
        if not shift.is_left():
            return False
        stop.wait(IDLE)
    return False


def _report(done: Done) -> None:
    for organisation, count in done.records.items():
        finished = done.finished[organisation]
        click.echo(
            f"{organisation}: {count} {'record' if count == 1 else 'records'} gone through, "
            f"{finished} {'job' if finished == 1 else 'jobs'} finished"
        )
