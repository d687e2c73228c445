"""One webhook's turn: its events, one after another, until there are none or one is not taken."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID, uuid4

from app.db.database import Database
from app.db.unit_of_work import Client, UnitOfWork
from app.resources.events.schemas import place
from app.resources.webhooks import progress
from app.resources.webhooks.backoff import Draw
from app.resources.webhooks.calling import Caller, Line, Told
from app.resources.webhooks.log import Sent
from app.resources.webhooks.progress import Batch, Lease

P = ParamSpec("P")
R = TypeVar("R")
LONGEST_TURN = 10.0
"""Seconds after which others get a turn, however much is left."""


@dataclass(frozen=True, slots=True)
class Post:
    """What deliverers of one process share.

    They use the database one at a time, so that one connection is enough for all of them; none is
    held while a receiver is called.
    """

    database: Database
    caller: Caller
    stop: threading.Event
    draw: Draw
    desk: threading.Lock


class Turn:
    """One webhook, leased for a while."""

    def __init__(self, post: Post, organisation: Client, id: UUID) -> None:
        self._post = post
        self._organisation = organisation
        self._lease = Lease(id, uuid4())
        self._until = 0.0
        self.delivered = self.failed = 0

    def run(self) -> "Turn":
        """Tell it what there is to tell, and let go of it."""
        self._until = monotonic() + LONGEST_TURN
        batch = self._write(progress.take)
        with self._post.caller.line() as line:
            while batch is not None:
                batch = self._next(line, batch)
        return self

    def _next(self, line: Line, batch: Batch) -> Batch | None:
        for event in batch.events:
            if self._is_over():
                return self._write(progress.hand_back)
            if not self._told(line, batch, event):
                return None
        if self._is_over():  # of what is not wanted there may be much
            return self._write(progress.hand_back)
        return self._write(progress.go_on, batch)

    def _told(self, line: Line, batch: Batch, event: Told) -> bool:
        outcome = line.call(batch.target, event)
        self.delivered += outcome.is_delivered
        self.failed += not outcome.is_delivered
        sent = Sent(event["id"], place(event["place"]), outcome)
        return self._write(progress.note, batch.version, sent, self._post.draw)

    def _is_over(self) -> bool:
        return self._post.stop.is_set() or monotonic() > self._until

    def _write(
        self,
        work: Callable[Concatenate[UnitOfWork, Lease, P], Callable[[], R]],
        *args: P.args,
        **named: P.kwargs,
    ) -> R:
        with self._post.desk:
            return self._post.database.write_now(
                self._organisation, work, self._lease, *args, **named
            )
