"""How fast the rules are by themselves, and how fast the service works a policy change out."""

import contextlib
import cProfile
import gc
import os
import pstats
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from app.db.migrate import upgrade
from app.main import tune_python
from app.resources.calendars.bank_holidays import bank_holidays
from app.resources.policies import service as policies
from app.resources.policies.schemas import PolicyCreate
from app.rules import facts
from app.rules.calendar import Calendar
from app.rules.catalogue import evaluate
from app.rules.policy import RuleBook
from app.vocabulary import Nation
from benchmarks import server
from benchmarks.history import AUTHORITY, Archive, Staff
from benchmarks.report import Figure, Report, load
from benchmarks.stage import Stage, analyse, stage
from benchmarks.streams import Stream, streams_of
from benchmarks.verifying import verified

HANDFUL = 10
"""Workers whose facts are built and judged together: those of all would fill the memory."""
LONGEST_LIST = 25
LONG_AGO = date(2000, 1, 1)
CHANGE = {
    "effective_on": LONG_AGO.isoformat(),
    "restate": True,
    "rules": {"personal-timescale": {"interval": 35}},
}
"""A policy that was meant to hold since ever, so that all has to be worked out again."""
PATIENCE_SECONDS = 7200
STATUS = Path("/proc/self/status")
FORGET_PEAK = Path("/proc/self/clear_refs")


@dataclass(slots=True)
class Judged:
    """What was judged, how long that took on one processor, and what memory it took."""

    carried: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    streams: int = 0
    seconds: float = 0.0
    peak_megabytes: float = 0.0


def pure(staff: Staff, report: Report, *, profiled: bool = False) -> None:
    """An authority as it is, then one whose sessions are plain: one discussion, action, review."""
    tune_python()  # as every process of the service does
    _pure("sessions", staff, report, profiled=profiled)
    _pure("plain sessions", replace(staff, is_plain=True), report, profiled=profiled)


def _pure(kind: str, staff: Staff, report: Report, *, profiled: bool) -> None:
    """Evaluate every stream of an authority, in one process, without a database."""
    book = RuleBook.of([], [Calendar(1, LONG_AGO, frozenset(bank_holidays(Nation.ENGLAND)))])
    profiler = cProfile.Profile() if profiled else None
    judged = Judged()
    for handful in _handfuls(staff):
        _judge(handful, book, judged, profiler)
    sessions = judged.carried["session"]
    average = ", ".join(
        f"{count / sessions:.2f} {name}" for name, count in judged.carried.items() if count
    )
    report.tell(f"rules: {kind}: an average one carries {average}")
    report.tell(
        f"rules: {sessions} {kind}, {judged.streams} streams, {judged.rows} rows in "
        f"{judged.seconds:.1f} s of a processor: {sessions / judged.seconds:.0f} sessions/s, "
        f"{judged.rows / judged.seconds:.0f} rows/s, {judged.rows / sessions:.1f} rows a session, "
        f"{1e6 * judged.seconds / judged.rows:.1f} µs a row"
        f"{' under the profiler' * profiled}; {load()}"
    )
    if profiler:
        pstats.Stats(profiler).sort_stats("tottime").print_stats(LONGEST_LIST)
        return
    rate = sessions / judged.seconds
    report.add(Figure(f"rules: {kind} each second on a processor", rate, 5000, least=True))
    name = f"rules: memory beyond the facts of {HANDFUL} workers, {kind}"
    report.add(Figure(name, judged.peak_megabytes, 20, " MB"))


def _handfuls(staff: Staff) -> Iterator[list[Stream]]:
    today = datetime.now(UTC).date()
    for first in range(0, staff.workers, HANDFUL):
        positions = range(first, min(first + HANDFUL, staff.workers))
        yield [stream for each in positions for stream in streams_of(staff, each, today)]


def _judge(
    streams: list[Stream], book: RuleBook, judged: Judged, profiler: cProfile.Profile | None
) -> None:
    """Judge streams one after the other, as a job does; what they come to is not kept."""
    for stream in streams:
        judged.carried += _carried(stream)
    gc.collect()  # What was left over from making the facts is not the rules' to clear away.
    _forget_peak()
    before = _megabytes("VmRSS")
    with profiler or contextlib.nullcontext():
        began = time.process_time()
        for stream in streams:
            judged.rows += len(evaluate(stream, book))
        judged.seconds += time.process_time() - began
    judged.streams += len(streams)
    judged.peak_megabytes = max(judged.peak_megabytes, _megabytes("VmHWM") - before)


def _carried(stream: Stream) -> Counter[str]:
    """What there is to judge; a session counts once, in its worker's stream."""
    carried: Counter[str] = Counter()
    if isinstance(stream, facts.AgreementStream):
        carried["agreement"] += 1
        return carried
    carried["action"] += len(stream.actions)
    carried["review"] += sum(len(action.reviews) for action in stream.actions)
    if isinstance(stream, facts.CaseStream):
        carried["case"] += 1
        carried["oversight note"] += len(stream.notes)
        return carried
    carried["session"] += len(stream.sessions)
    for session in stream.sessions:
        carried["discussion"] += len(session.discussions)
        carried["feedback"] += len(session.feedback)
        carried["word"] += session.reflection.words if session.reflection else 0
    return carried


def _forget_peak() -> None:
    """Let the peak begin anew from what is in use now; without it the figure is too large."""
    with contextlib.suppress(OSError):
        FORGET_PEAK.write_text("5")


def _megabytes(name: str) -> float:
    if not STATUS.exists():
        return 0.0
    found = [line for line in STATUS.read_text().splitlines() if line.startswith(name)]
    return int(found[0].split()[1]) / 1000


def stored(kinds: tuple[str, ...], staff: Staff, report: Report, parent: Path | None) -> None:
    """Store an authority once; on each kind of database, work it out from nothing, and anew."""
    with TemporaryDirectory(prefix="supervision-rules-", dir=parent) as folder:
        file = Path(folder, "authority.db")
        upgrade(f"sqlite:///{file}")
        with contextlib.closing(Archive(f"sqlite:///{file}", AUTHORITY)) as held:
            sessions = held.fill([staff], report.tell)
        for kind in kinds:
            with stage(kind, parent, file) as made:
                _verify(made, report)
                _change_policy(made, sessions, report)


def _verify(made: Stage, report: Report) -> None:
    is_right, said = verified(made.url, made.folder)
    report.tell(f"{made.kind}: supervision verify: {said}; {load()}")
    report.add(Figure(f"{made.kind}: differences that verify found", not is_right, 0))


def _change_policy(made: Stage, sessions: int, report: Report) -> None:
    """Change it since ever, and let `supervision work` do the rest."""
    with contextlib.closing(Archive(made.url, AUTHORITY)) as held:
        analyse(held.engine)
        draft = PolicyCreate.model_validate(CHANGE)
        held.database.write_now(held.client, policies.record, draft, None)
    seconds, megabytes, said = _worked_off(made.url, made.folder)
    report.tell(
        f"{made.kind}: policy changed, {sessions} sessions worked out again in {seconds:.0f} s: "
        f"{sessions / seconds:.0f} sessions/s, peak {megabytes:.0f} MB; {said}; {load()}"
    )
    name = f"{made.kind}: memory of `supervision work` at its peak"
    report.add(Figure(name, megabytes, 200, " MB"))


def _worked_off(url: str, folder: Path) -> tuple[float, float, str]:
    """Seconds, peak memory, and what the command said."""
    command = [server.service_command(0)[0], "work"]
    environment = server.service_environment(url)
    began = time.monotonic()
    with (folder / "work.log").open("w+b") as log:
        running = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
        watch = threading.Timer(PATIENCE_SECONDS, running.kill)
        watch.start()
        _, status, usage = os.wait4(running.pid, 0)
        watch.cancel()
        running.returncode = os.waitstatus_to_exitcode(status)
        log.seek(0)
        said = log.read().decode().strip()
    if running.returncode:
        raise RuntimeError(f"supervision work ended with {running.returncode}: {said[-1000:]}")
    return time.monotonic() - began, usage.ru_maxrss / 1000, said[-300:]
