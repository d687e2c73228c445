"""How fast the service is beside bare FastAPI and plain SQL, on one database after the other."""

import contextlib
import http.client
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import bare, forms, server
from benchmarks.compliance import answered, by_hand
from benchmarks.generator import Generator, Run, generator, request
from benchmarks.history import AUTHORITY, NEIGHBOUR, Archive, Staff
from benchmarks.report import Figure, Report, load
from benchmarks.scenery import FORTNIGHT, SENDERS, Sizes, fill
from benchmarks.server import Process
from benchmarks.stage import Stage, add_bare_row, analyse, count_rows, stage
from benchmarks.verifying import verified

WIDTH = 400
"""Characters of text in a row of the yardstick: with its keys, 490 as in the service's own rows."""
ROW_TEXT = 1500
"""In the one row that the yardstick reads: about what the document of a session has."""
WIDE = "six discussions, four actions, four reviews"
PATIENCE = 120.0
ONE_EACH = 1


def measure(kinds: tuple[str, ...], sizes: Sizes, report: Report, parent: Path | None) -> None:
    """Fill a file once, then measure on each kind of database with the same content."""
    with TemporaryDirectory(prefix="supervision-history-", dir=parent) as folder:
        file = Path(folder, "history.db")
        began = time.monotonic()
        fill(file, sizes, lambda line: report.tell(f"filled {line}"))
        report.tell(f"filled in {time.monotonic() - began:.0f} s; {load()}")
        for kind in kinds:
            with stage(kind, parent, file) as made, generator(made.folder) as senders:
                report.tell(f"{kind}: ready, {load()}")
                Measurement(made, sizes, report, senders).run()


@dataclass(slots=True)
class Measurement:
    """Everything that is measured on one database, in one process of the service."""

    stage: Stage
    sizes: Sizes
    report: Report
    senders: Generator

    def run(self) -> None:
        """One measurement after the other, on a database that was analysed."""
        past, busy = Archive(self.stage.url, AUTHORITY), Archive(self.stage.url, NEIGHBOUR)
        with contextlib.closing(past), contextlib.closing(busy):
            row = add_bare_row(busy.engine, "x" * ROW_TEXT)
            analyse(busy.engine)
            self._starts(busy)
            with server.service(self.stage.url, busy.key, self.stage.folder) as process:
                self._learn(process, busy, row)
                self._compliance(process, past)
                with self._yardstick("post", process, busy, row) as yardstick:
                    self._beside("GET one session", "get", process, yardstick)
                    self._beside("POST a session", "post", process, yardstick)
                with self._yardstick("wide", process, busy, row) as yardstick:
                    self._beside(f"POST a session with {WIDE}", "wide", process, yardstick)
                self._long_histories(process)
                self._memory(process)
        self._verify()

    def _starts(self, archive: Archive) -> None:
        taken = []
        for _ in range(self.sizes.starts):
            with server.service(self.stage.url, archive.key, self.stage.folder) as process:
                taken.append(process.seconds_to_first_answer)
        self._tell(f"start to first answer: {_listed(taken, 's')}")
        self._add("start of `supervision serve` to first answer", median(taken), 2.0, " s")

    def _learn(self, process: Process, archive: Archive, row: str) -> None:
        """Make all requests beforehand, so that the generator only has to send them."""
        ids = [item["id"] for item in _get(process, "/v1/sessions?limit=200", archive.key)["items"]]
        reads = [request("GET", f"/v1/sessions/{id}", archive.key) for id in ids]
        self.senders.learn("get", [reads] * SENDERS, again=True)
        self.senders.learn("bare-get", [[request("GET", row)]] * SENDERS, again=True)
        for plan, staff in (("post", self.sizes.busy), ("wide", self.sizes.wide)):
            posts = [
                [
                    _post(staff, worker, beyond, archive)
                    for beyond in (1, 2)
                    for worker in range(sender, staff.workers, SENDERS)
                ]
                for sender in range(SENDERS)
            ]
            self.senders.learn(plan, posts, again=False)
            same = [_bare_post(staff, worker, archive) for worker in range(50)]
            self.senders.learn(f"bare-{plan}", [same] * SENDERS, again=True)
        self.senders.learn("pairs", [list(self._pairs(archive))], again=False)

    def _pairs(self, archive: Archive) -> Iterator[bytes]:
        """A veteran's session, a beginner's, and so on."""
        veterans, beginners = self.sizes.veterans, self.sizes.beginners
        for pair in range(self.sizes.pairs):
            beyond, worker = divmod(pair, veterans.workers)
            yield _post(veterans, worker, beyond + 1, archive)
            yield _post(beginners, pair, 1, archive)

    @contextlib.contextmanager
    def _yardstick(
        self, plan: str, process: Process, archive: Archive, row: str
    ) -> Iterator[Process]:
        """The bare handler, which inserts as many rows as one request of a plan does here."""
        rows = self._rows_of_one(plan, process, archive)
        extra = {bare.ROWS: str(rows), bare.WIDTH: str(WIDTH)}
        with server.bare(self.stage.url, self.stage.folder, extra, row) as yardstick:
            yield yardstick

    def _rows_of_one(self, plan: str, process: Process, archive: Archive) -> int:
        before = count_rows(archive.engine)
        answers = self.senders.run(plan, process.port, PATIENCE, ONE_EACH).answers
        after = count_rows(archive.engine)
        new = {name: (after[name] - before[name]) / answers for name in after}
        listed = ", ".join(f"{count:g} {name}" for name, count in new.items() if count)
        self._tell(f"one {plan} inserts {sum(new.values()):g} rows: {listed}")
        return round(sum(new.values()))

    def _beside(self, name: str, plan: str, process: Process, yardstick: Process) -> None:
        """Ours and the yardstick in turn, each for a moment; the median of what they differ by."""
        for warming, port in ((plan, process.port), (f"bare-{plan}", yardstick.port)):
            self.senders.run(warming, port, self.sizes.seconds / 3)
        ratios = []
        for _ in range(self.sizes.rounds):
            ours = self.senders.run(plan, process.port, self.sizes.seconds)
            bares = self.senders.run(f"bare-{plan}", yardstick.port, self.sizes.seconds)
            ratios.append(ours.rate / bares.rate)
            self._tell(f"{name}: {_shown(ours)}; bare {_shown(bares)}; ratio {ratios[-1]:.3f}")
        self._tell(f"{name}: ratios {_listed(ratios)}; {load()}")
        self._add(f"{name}, of a bare handler's rate", median(ratios), 0.4, least=True)

    def _long_histories(self, process: Process) -> None:
        times = self.senders.run("pairs", process.port, PATIENCE).times
        veterans, beginners = median(times[::2]), median(times[1::2])
        sessions = self.sizes.veterans.sessions
        self._tell(
            f"POST to one of {sessions} sessions: {veterans:.1f} ms, "
            f"to one of 2: {beginners:.1f} ms (medians of {self.sizes.pairs}, one sender); {load()}"
        )
        self._add("POST after ten years, of one after two sessions", veterans / beginners, 1.25)

    def _compliance(self, process: Process, archive: Archive) -> None:
        last = archive.today
        year, ever = last - timedelta(days=364), last - timedelta(days=7 * 365)
        _, milliseconds = self._figures(process, archive, "team", year)
        self._add("compliance by team over a year", milliseconds, 150, " ms")
        self._figures(process, archive, "team,month", ever)

    def _figures(
        self, process: Process, archive: Archive, group_by: str, first: date
    ) -> tuple[float, float]:
        """Ours and the same counts by hand, in turn: the ratio, and how long ours took."""
        last = archive.today
        path = _question(group_by, first, last)
        plan = f"compliance {group_by}"
        self.senders.learn(plan, [[request("GET", path, archive.key)]], again=True)
        ours, hand = [], []
        monthly = "month" in group_by
        organisation = archive.client.organisation_id
        with by_hand(self.stage.url, organisation, first, last, monthly=monthly) as ask:
            found, expected = answered(_get(process, path, archive.key)), ask()
            if found != expected:
                raise RuntimeError(f"the figures differ:\n{found}\n{expected}")
            for _ in range(self.sizes.questions):
                ours += self.senders.run(plan, process.port, PATIENCE, ONE_EACH).times
                began = time.perf_counter()
                ask()
                hand.append(1000 * (time.perf_counter() - began))
        self._tell(
            f"compliance by {group_by} since {first}, {len(found)} rows: {median(ours):.1f} ms,"
            f" by hand {median(hand):.1f} ms (medians of {len(hand)}); {load()}"
        )
        ratio = median(ours) / median(hand)
        self._add(f"compliance by {group_by}, of plain SQL", ratio, 1.5)
        return ratio, median(ours)

    def _memory(self, process: Process) -> None:
        self._tell(f"memory {process.resident_megabytes:.0f} MB, peak {process.peak_megabytes:.0f}")
        self._add("memory of the worker process", process.resident_megabytes, 200, " MB")

    def _verify(self) -> None:
        is_right, said = verified(self.stage.url, self.stage.folder)
        self._tell(f"supervision verify: {said}")
        self._add("differences that verify found", not is_right, 0)

    def _tell(self, line: str) -> None:
        self.report.tell(f"{self.stage.kind}: {line}")

    def _add(
        self, name: str, measured: float, limit: float, unit: str = "", *, least: bool = False
    ) -> None:
        figure = Figure(f"{self.stage.kind}: {name}", measured, limit, unit, least)
        self.report.add(figure)


def _post(staff: Staff, worker: int, beyond: int, archive: Archive) -> bytes:
    meeting = staff.next_meeting(worker, beyond, archive.today, FORTNIGHT)
    return request("POST", "/v1/sessions", archive.key, forms.session(meeting))


def _bare_post(staff: Staff, worker: int, archive: Archive) -> bytes:
    meeting = staff.next_meeting(worker, 1, archive.today, FORTNIGHT)
    return request("POST", "/forms", "", forms.session(meeting))


def _question(group_by: str, first: date, last: date) -> str:
    asked = f"group_by={group_by}&measure=due_in_period&from={first}&to={last}&as_at={last}"
    return f"/v1/compliance?{asked}"


def _get(process: Process, path: str, key: str) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", process.port, timeout=60)
    with contextlib.closing(connection):
        connection.request("GET", path, headers={"Authorization": f"Bearer {key}"})
        answer = connection.getresponse()
        document = json.loads(answer.read())
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}: {document}")
    return document


def _shown(run: Run) -> str:
    return f"{run.rate:.0f}/s p50 {run.p50:.1f} ms p95 {run.p95:.1f} ms"


def _listed(values: list[float], unit: str = "") -> str:
    listed = " ".join(f"{value:.2f}" for value in values)
    return f"{listed}{unit and ' ' + unit} (median {median(values):.2f})"
