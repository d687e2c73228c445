"""What a second worker process gains, beside what it gains a bare handler; events a second.

The bare handler does as much in the database: it logs what it reads, and writes as many rows.
"""

import contextlib
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from app.db.accounts import Account, issue_key
from app.db.database import system_clock
from app.resources.calendars.bank_holidays import bank_holidays
from app.vocabulary import Scope
from benchmarks import bare, forms, server
from benchmarks.client import Client
from benchmarks.generator import Generator, generator, request
from benchmarks.history import Archive, Staff
from benchmarks.report import Figure, Report, load
from benchmarks.scenery import FORTNIGHT
from benchmarks.server import Process
from benchmarks.speed import ROW_TEXT, WIDTH
from benchmarks.stage import Stage, add_bare_row, analyse, stage

ORGANISATIONS, SENDERS_EACH = 8, 2
"""Several: the writes of one organisation commit one after another, whoever makes them."""
STAFF = Staff("B", 150, 2, FORTNIGHT, 29)
ROUNDS, SECONDS, WARMING = 5, 2.0, 5.0
ROWS = 18
"""About so many does a POST insert; `benchmarks.speed` counts them."""
SHARE, EVENTS = 0.9, 20_000
AT_ONCE, PULLS = 5000, 9
TIMES = 30
LENGTHENED = f"""
INSERT INTO change (organisation_id, seq, position, at, client_id, on_behalf_of, type,
        subject_id, version, verb, day, digest, previous, hash)
    SELECT c.organisation_id, c.seq + k * h.seq, c.position, c.at, c.client_id,
        c.on_behalf_of, c.type, c.subject_id, c.version, c.verb, c.day, c.digest, c.previous, c.hash
    FROM change c JOIN linehead h USING (organisation_id)
    JOIN organisation o ON o.id = c.organisation_id, generate_series(1, {TIMES}) k
    WHERE o.name = %(name)s
"""
"""A line as long as it is after a year: the same changes, over and over, under other numbers."""
ENDED = """
UPDATE linehead h
    SET seq = (SELECT max(seq) FROM change c WHERE c.organisation_id = h.organisation_id)
    FROM organisation o WHERE o.id = h.organisation_id AND o.name = %(name)s
"""
Pair = tuple[Process, Process]
"""The same service by one worker and by two."""


def measure(report: Report, parent: Path | None) -> None:
    """On PostgreSQL alone: SQLite is served by one process."""
    with TemporaryDirectory(prefix="supervision-scale-", dir=parent) as folder:
        with stage("sqlite", Path(folder)) as small:
            for number in range(ORGANISATIONS):
                with contextlib.closing(_archive(small.url, number)) as archive:
                    archive.fill([STAFF], report.tell)
            file = Path(folder, "filled.db")
            (small.folder / "service.db").rename(file)
        with stage("postgresql", parent, file) as made, generator(made.folder) as senders:
            archives = [_archive(made.url, number) for number in range(ORGANISATIONS)]
            try:
                Measurement(made, report, senders, archives).run()
            finally:
                for archive in archives:
                    archive.close()


def _archive(url: str, number: int) -> Archive:
    return Archive(url, f"Authority {number} of several (invented)")


@dataclass(slots=True)
class Measurement:
    """One and two workers of ours and of the yardstick, all on one database, asked in turns."""

    stage: Stage
    report: Report
    senders: Generator
    archives: list[Archive]

    def run(self) -> None:
        """Start all four, measure, and follow the events."""
        url, folder, key = self.stage.url, self.stage.folder, self.archives[0].key
        row = add_bare_row(self.archives[0].engine, "x" * ROW_TEXT)
        analyse(self.archives[0].engine)
        extra = {bare.ROWS: str(ROWS), bare.WIDTH: str(WIDTH)}
        with (
            server.service(url, key, folder) as one,
            server.service(url, key, folder, workers=2) as two,
            server.bare(url, folder, extra, row) as bare_one,
            server.bare(url, folder, extra, row, workers=2) as bare_two,
        ):
            self._learn(one, row)
            for plan in ("get", "post"):
                self._gain(plan, (one, two), (bare_one, bare_two))
            self._tell_unlogged((bare_one, bare_two))
            self._events(one)

    def _learn(self, process: Process, row: str) -> None:
        """Make all requests beforehand; each organisation has senders of its own."""
        reads, posts = [], []
        for archive in self.archives:
            with contextlib.closing(Client(process.port, archive.key)) as client:
                found = client.read("/v1/sessions?limit=200")["items"]
            gets = [request("GET", f"/v1/sessions/{each['id']}", archive.key) for each in found]
            reads += [gets] * SENDERS_EACH
            posts += [_posts(archive, sender) for sender in range(SENDERS_EACH)]
        forms_only = [_bare_post(self.archives[0], position) for position in range(50)]
        self.senders.learn("get", reads, again=True)
        self.senders.learn("post", posts, again=False)
        self.senders.learn("bare-get", [[request("GET", f"/logged{row}")]] * len(reads), again=True)
        self.senders.learn("bare-read", [[request("GET", row)]] * len(reads), again=True)
        self.senders.learn("bare-post", [forms_only] * len(reads), again=True)

    def _gain(self, plan: str, ours: Pair, bares: Pair) -> None:
        """By how much two answer more than one, ours and bare, the median of some rounds."""
        if plan == "get":  # posts are sent once, and the processes are warm by then
            for name, process in ((plan, ours[1]), (f"bare-{plan}", bares[1])):
                self.senders.run(name, process.port, WARMING)
        gains: list[float] = []
        bare_gains: list[float] = []
        for _ in range(ROUNDS):
            gains.append(self._ratio(plan, ours))
            bare_gains.append(self._ratio(f"bare-{plan}", bares))
        share = median(gains) / median(bare_gains)
        self.report.tell(
            f"postgresql: {plan.upper()}: two workers answer {median(gains):.2f} times what one "
            f"does, bare {median(bare_gains):.2f}; {load()}"
        )
        name = f"postgresql: {plan.upper()}: gain of a second worker, of a bare one's"
        self.report.add(Figure(name, share, SHARE, least=True))

    def _tell_unlogged(self, bares: Pair) -> None:
        """The same of a read about which nothing is stored: ours of narrative are all logged."""
        gain = median(self._ratio("bare-read", bares) for _ in range(ROUNDS))
        self.report.tell(
            f"postgresql: two bare workers read {gain:.2f} times what one does; {load()}"
        )

    def _ratio(self, plan: str, pair: Pair) -> float:
        """What two answer, of one; where processors are short, their time tells if two wait."""
        rates, told = [], []
        for process in pair:
            before = process.processor_seconds
            run = self.senders.run(plan, process.port, SECONDS)
            taken = 1000 * (process.processor_seconds - before) / run.answers
            rates.append(run.rate)
            told.append(f"{run.rate:.0f}/s at {taken:.1f} ms of a processor each")
        self.report.tell(f"{plan}: one {told[0]}, two {told[1]}")
        return rates[1] / rates[0]

    def _events(self, process: Process) -> None:
        """How fast one reader follows the feed from its beginning."""
        engine, organisation = self.archives[0].engine, self.archives[0].client.name
        with engine.begin() as connection:
            for statement in (LENGTHENED, ENDED):
                connection.exec_driver_sql(statement, {"name": organisation})
        scopes = frozenset({Scope.EVENTS_READ})
        account = Account(organisation=organisation, source=forms.SOURCE, scopes=scopes)
        key = issue_key(engine, account, bank_holidays, system_clock())
        with contextlib.closing(Client(process.port, key)) as client:
            rates = [_rate(client) for _ in range(PULLS)]
        self.report.tell(f"events a second: {', '.join(f'{rate:,.0f}' for rate in rates)}")
        self.report.add(Figure("postgresql: events a second", median(rates), EVENTS, least=True))


def _rate(client: Client) -> float:
    began, count, after = time.perf_counter(), 0, "0-0"
    while True:
        told = client.read(f"/v1/events?limit={AT_ONCE}&after={after}")
        if not told["items"]:
            return count / (time.perf_counter() - began)
        count, after = count + len(told["items"]), told["next_after"]


def _posts(archive: Archive, sender: int) -> list[bytes]:
    return [
        request("POST", "/v1/sessions", archive.key, forms.session(meeting))
        for beyond in (1, 2)
        for position in range(sender, STAFF.workers, SENDERS_EACH)
        for meeting in [STAFF.next_meeting(position, beyond, archive.today, FORTNIGHT)]
    ]


def _bare_post(archive: Archive, position: int) -> bytes:
    meeting = STAFF.next_meeting(position, 1, archive.today, FORTNIGHT)
    return request("POST", "/forms", "", forms.session(meeting))
