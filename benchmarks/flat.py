"""Whether a write costs the same when a hundred times as much is stored.

A small authority is written by the service: workers with a session a month for seven years, the
last ones told in full, those before as an older system hands them over, by their dates, and judged
by a policy that asked for no more. Its rows are then copied inside the database until there are
enough. So a million take 7 GB instead of 34, and have 2.6 rows of expectations each where sessions
told in full have 17; every table that a write touches still grows a hundredfold. What is sent is
told in full: one session to each worker in the small database, to one in a hundred in the large.
"""

import contextlib
import os
import threading
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from app.db.base import columns_of
from app.db.migrate import upgrade
from app.db.pending import Touch
from app.db.tables import Record
from app.db.unit_of_work import UnitOfWork, owned
from app.resources.expectations.rows import difference
from app.resources.expectations.streams import Loaded, worked_out
from app.resources.jobs.loop import Shift
from app.resources.policies import service as policies
from app.resources.policies.schemas import PolicyCreate
from app.rules.catalogue import RULES
from app.vocabulary import RecordType, SubjectType
from benchmarks import forms, server
from benchmarks.copies import grow, name_in_copy
from benchmarks.generator import generator, request
from benchmarks.history import NEIGHBOUR, Archive, Staff
from benchmarks.report import Figure, Report, load
from benchmarks.stage import Stage, analyse, count_rows, stage

MONTH = 28
IN_FULL = 3
POSTS, WARMING = 5, 2
"""Posts in a turn of one database, and the turns of each that are not counted."""
PATIENCE = 300.0
OF_OLD = {"personal-timescale", "record-on-time"}
"""Rules that dates alone are enough for."""
LONG_AGO = date(2010, 1, 1)
MOST_ROWS = 6


@dataclass(frozen=True, slots=True)
class Growth:
    """Who is written by the service, and how often they are copied."""

    staff: Staff
    copies: int

    @property
    def sessions(self) -> tuple[int, int]:
        """How many are stored before and after."""
        few = self.staff.workers * self.staff.sessions
        return few, few * (1 + self.copies)

    def copy_of(self, position: int) -> int:
        """Out of which copy the worker at a position is sent a session: out of all in turn."""
        return position * (1 + self.copies) // self.staff.workers


FULL = Growth(Staff("F", 120, 84, MONTH, MONTH + 1, in_full=IN_FULL), 99)
QUICK = Growth(Staff("F", 60, 17, MONTH, MONTH + 1, in_full=IN_FULL), 19)


def measure(kinds: tuple[str, ...], growth: Growth, report: Report, parent: Path | None) -> None:
    """Fill a small file once; on each kind of database let a copy of it grow, and write to both."""
    with TemporaryDirectory(prefix="supervision-flat-", dir=parent) as folder:
        file = Path(folder, "small.db")
        upgrade(f"sqlite:///{file}")
        archive = Archive(f"sqlite:///{file}", NEIGHBOUR)
        _set_policies(archive, growth.staff)
        archive.fill([growth.staff], report.tell)
        places = range(growth.staff.workers)
        posts = [
            [
                _post(archive, growth.staff, position, copy)
                for position, copy in zip(places, copies, strict=True)
            ]
            for copies in ([0] * len(places), map(growth.copy_of, places))
        ]
        archive.close()
        for kind in kinds:
            with contextlib.ExitStack() as stack:
                few, many = (stack.enter_context(stage(kind, parent, file)) for _ in range(2))
                _look(few, growth, 0, report)
                _grow(many, growth, report)
                os.sync()
                _compare((few, many), growth, archive.key, posts, report)


def _set_policies(archive: Archive, staff: Staff) -> None:
    """Little is asked for until the first session that is told in full, and then everything."""
    since = archive.today - timedelta(days=staff.last_held + (IN_FULL - 1) * MONTH + 1)
    asked = {code: code in OF_OLD for code in RULES}, dict.fromkeys(RULES, True)
    for enabled, day in zip(asked, (LONG_AGO, since), strict=True):
        rules = {code: {"enabled": is_asked} for code, is_asked in enabled.items()}
        draft = PolicyCreate.model_validate(
            {"effective_on": day.isoformat(), "restate": True, "rules": rules}
        )
        archive.database.write_now(archive.client, policies.record, draft, None)
    Shift(archive.database, threading.Event(), pause=0).work_off()


def _post(archive: Archive, staff: Staff, position: int, copy: int) -> bytes:
    meeting = staff.next_meeting(position, 1, archive.today, MONTH)
    sent = _in_copy(forms.session(meeting), copy)
    return request("POST", "/v1/sessions", archive.key, sent)


def _in_copy(sent: Any, copy: int) -> Any:
    """The same words to and about the people of a copy."""
    if isinstance(sent, list):
        return [_in_copy(each, copy) for each in sent]
    if not isinstance(sent, dict):
        return sent
    return {
        name: name_in_copy(value, copy)
        if name == "reference" or name.endswith("_ref")
        else _in_copy(value, copy)
        for name, value in sent.items()
    }


def _compare(
    stages: tuple[Stage, Stage],
    growth: Growth,
    key: str,
    posts: list[list[bytes]],
    report: Report,
) -> None:
    """A few posts to the one, as many to the other, and so on."""
    kind = stages[0].kind
    times: list[list[float]] = [[], []]
    with contextlib.ExitStack() as stack:
        running = [
            stack.enter_context(server.service(made.url, key, made.folder)) for made in stages
        ]
        senders = stack.enter_context(generator(stages[0].folder))
        for place, sent in enumerate(posts):
            senders.learn(f"of-{place}", [sent], again=False)
        taken = [0.0, 0.0]
        for turn in range(len(posts[0]) // POSTS):
            for place, process in enumerate(running):
                before = process.processor_seconds
                run = senders.run(f"of-{place}", process.port, PATIENCE, POSTS)
                if turn >= WARMING:
                    times[place] += run.times
                    taken[place] += process.processor_seconds - before
    few, many = map(median, times)
    processor = " and ".join(f"{1000 * each / len(times[0]):.1f}" for each in taken)
    sizes = growth.sessions
    report.tell(
        f"{kind}: POST with {sizes[0]} sessions stored {few:.1f} ms, with {sizes[1]} "
        f"{many:.1f} ms (medians of {len(times[0])}, one sender, in turns), of which {processor} "
        f"in the service's own processor; {load()}"
    )
    name = f"{kind}: POST with {sizes[1]} sessions stored, of that with {sizes[0]}"
    report.add(Figure(name, many / few, 1.25))


def _grow(made: Stage, growth: Growth, report: Report) -> None:
    began = time.monotonic()
    grow(made, growth.copies)
    report.tell(f"{made.kind}: grown in {time.monotonic() - began:.0f} s; {load()}")
    _look(made, growth, growth.copies, report)


def _look(made: Stage, growth: Growth, copies: int, report: Report) -> None:
    """Whether a database is what it should be; say how much it holds."""
    with contextlib.closing(Archive(made.url, NEIGHBOUR)) as archive:
        analyse(archive.engine)
        rows = count_rows(archive.engine)
        if rows["supervisionsession"] != growth.sessions[copies > 0]:
            raise RuntimeError(f"{rows['supervisionsession']} sessions are stored")
        for copy in {0, copies // 2, copies}:
            worker = name_in_copy(growth.staff.references()[-1], copy)
            differing = archive.database.read_now(archive.client, _differing, worker)
            if differing:
                raise RuntimeError(f"{worker} does not come to what is stored: {differing}")
        with archive.engine.connect() as connection:
            size = _size(connection, made)
    most = sorted(rows.items(), key=lambda item: -item[1])[:MOST_ROWS]
    listed = ", ".join(f"{count} {name}" for name, count in most)
    report.tell(f"{made.kind}: {size / 1e6:.0f} MB, {listed}; {load()}")


def _differing(uow: UnitOfWork, worker: str) -> list[str]:
    """The rules of which a worker's stream comes to something else than is stored."""
    record = columns_of(Record)
    of_workers = record.type == RecordType.WORKER.value
    (found,) = uow.rows(owned(Record, record.id).where(of_workers, record.reference == worker))
    out = worked_out(uow, SubjectType.WORKER, found.id, Touch(None), Loaded())
    if not out.fresh:
        raise RuntimeError(f"nothing is expected of {worker}")
    differing = difference(out.stored, out.fresh)
    return [row.rule for row in differing.close] + [row.rule for row, _ in differing.open]


def _size(connection: Any, made: Stage) -> int:
    if made.kind == "sqlite":
        return (made.folder / "service.db").stat().st_size
    asked = "SELECT pg_database_size(current_database())"
    return int(connection.exec_driver_sql(asked).scalar_one())
