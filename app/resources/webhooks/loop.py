"""Looks for webhooks that are behind, and lets some of them be told at the same time."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from secrets import SystemRandom
from uuid import UUID

from app.db import webhooks
from app.db.database import Database
from app.db.unit_of_work import Client
from app.resources.webhooks import log
from app.resources.webhooks.calling import Caller
from app.resources.webhooks.delivering import Post, Turn
from app.web.log import note_trouble

AT_ONCE = 8
"""Receivers that are called at the same time: a slow one holds up few others."""
IDLE = 1.0
AFTER_TROUBLE = 5.0


class Deliverer:
    """Tells webhooks what they have not been told; told to stop, it ends the calls it is in."""

    def __init__(self, database: Database, caller: Caller, stop: threading.Event) -> None:
        draw = SystemRandom().uniform
        self._post = Post(database, caller, stop, draw, threading.Lock())
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="supervision-webhook")
        self._under_way: dict[UUID, Future[Turn]] = {}

    def look(self, only: UUID | None = None) -> list[Future[Turn]]:
        """Begin a turn of each webhook that is behind, or of those of one organisation."""
        self._under_way = {id: turn for id, turn in self._under_way.items() if not turn.done()}
        begun = {
            id: self._pool.submit(Turn(self._post, organisation, id).run)
            for organisation, id in self._due()
            if id not in self._under_way and only in {None, organisation.organisation_id}
        }
        self._under_way |= begun
        for turn in begun.values():
            turn.add_done_callback(_note)
        return list(begun.values())

    def deliver_all(self, only: UUID | None = None) -> Counter[str]:
        """Go on until nothing is due; how many events were delivered, how many calls failed."""
        counted: Counter[str] = Counter()
        while not self._post.stop.is_set() and (turns := self.look(only)):
            wait(turns)
            for turn in turns:
                done = turn.result()
                counted.update(delivered=done.delivered, failed=done.failed)
        return counted

    def close(self) -> None:
        """Wait for the calls that are under way."""
        self._pool.shutdown(cancel_futures=True)

    def _due(self) -> list[tuple[Client, UUID]]:
        now = self._post.caller.clock()
        with self._post.desk, self._post.database.engine.connect() as connection:
            return webhooks.due(connection, now, log.kept_from(now))


@contextmanager
def delivering(database: Database, caller: Caller, *, idle: float = IDLE) -> Iterator[None]:
    """Deliver on threads of its own meanwhile; idle, they hold no connection."""
    stop = threading.Event()
    deliverer = Deliverer(database, caller, stop)

    def run() -> None:
        while not stop.wait(_looked(deliverer, idle)):
            pass

    thread = threading.Thread(target=run, name="supervision-webhooks", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        deliverer.close()


def _looked(deliverer: Deliverer, idle: float) -> float:
    """Look once; how many seconds to wait until the next time."""
    try:
        deliverer.look()
    except Exception as error:  # noqa: BLE001  # the database may be away; nothing is lost
        note_trouble("webhooks", error)
        return AFTER_TROUBLE
    return idle


def _note(turn: Future[Turn]) -> None:
    """A turn that broke off is taken up again when its lease has ended."""
    error = None if turn.cancelled() else turn.exception()
    if error is not None:
        note_trouble("webhooks", error)
