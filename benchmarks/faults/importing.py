"""SIGKILL while a large file is worked off: each of its rows is put once, and none is left out."""

import contextlib
import random
import time

from benchmarks.client import Client
from benchmarks.faults.imported import judge
from benchmarks.faults.shipment import MEDIA_TYPE, Shipment, packed
from benchmarks.faults.trial import Trial
from benchmarks.history import Staff

FULL = Staff("I", 1000, 100, 28, 3, has_cases=True)
QUICK = Staff("I", 20, 100, 28, 3, has_cases=True)
LAST_KILL = 0.9
"""The part of the rows at which the last kill comes at the latest."""
LONGEST_BATCH = 0.5
LOOKS_APART = 0.1
TAKING_IN_SECONDS = 1800.0
STANDSTILL_SECONDS = 120.0


def import_again_and_again(trial: Trial, staff: Staff, kills: int, seed: int) -> None:
    """Send all careers in one file; kill whoever works it off, so many times, on the way."""
    chance = random.Random(seed)
    shipment = packed(staff, trial.today, chance)
    began = time.monotonic()
    path = _taken_in(trial, shipment)
    total = len(shipment.rows)
    moments = sorted(chance.uniform(0, LAST_KILL) * total for _ in range(kills))
    stood = [_killed(trial, path, round(moment), chance) for moment in moments]
    with trial.service(), contextlib.closing(trial.client()) as client:
        stood.append(client.read(path)["done"])
        _until(client, path, total)
        trial.tell(
            f"{kills} kills (seed {seed}) in {time.monotonic() - began:.0f} s: {total} rows, "
            f"{len(shipment.sessions)} sessions; after a kill {stood[1:]} rows were done"
        )
        trial.none("import: kills that came too late", sum(done == total for done in stood[1:]))
        judge(trial, client, path, shipment)


def _taken_in(trial: Trial, shipment: Shipment) -> str:
    """Send the file to a service that takes it in and leaves the work to others."""
    settings = {"max_import_bytes": str(len(shipment.body)), "receive_seconds": "600"}
    with (
        trial.service(work_in_server="false", **settings),
        contextlib.closing(trial.client(TAKING_IN_SECONDS)) as client,
    ):
        began = time.monotonic()
        query = "mode=commit&atomic=item"
        reply = client.send_file(f"/v1/imports?{query}", shipment.body, MEDIA_TYPE)
        if reply.status != 202:
            raise RuntimeError(f"the file was answered {reply.status}: {reply.document}")
        megabytes, seconds = len(shipment.body) / 1e6, time.monotonic() - began
        trial.tell(f"a file of {megabytes:.0f} MB was taken in within {seconds:.0f} s")
        return reply.headers["location"]


def _killed(trial: Trial, path: str, rows: int, chance: random.Random) -> int:
    """Let so many rows be done, and more than before; kill; how many were done at the start."""
    with trial.service() as process, contextlib.closing(trial.client()) as client:
        found = client.read(path)
        stood, total = found["done"], found["total"]
        _until(client, path, min(max(stood + 1, rows), total))
        time.sleep(chance.uniform(0, LONGEST_BATCH))
        process.kill()
    return int(stood)


def _until(client: Client, path: str, rows: int) -> None:
    """Wait until so many rows are done, for as long as there are ever more."""
    done, moved_at = -1, time.monotonic()
    while done < rows:
        seen = client.read(path)["done"]
        if seen != done:
            done, moved_at = seen, time.monotonic()
        if time.monotonic() > moved_at + STANDSTILL_SECONDS:
            raise RuntimeError(f"the import stands still at {done} of {rows} rows")
        time.sleep(LOOKS_APART)
