"""Many clients after the same record at once."""

import contextlib
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from benchmarks import forms
from benchmarks.client import Client
from benchmarks.faults.trial import Trial
from benchmarks.forms import Meeting

T = TypeVar("T")
RIVALS = 50
EDITS = 20


def put_the_same(trial: Trial) -> None:
    """Fifty senders put one (source, reference) at once: one record."""
    path = f"/v1/sources/{forms.SOURCE}/sessions/RIVAL"
    body = forms.session(Meeting("K0", "M0", 1, trial.today)) | {"actions": []}
    body["started_at"] = body["ended_at"] = body["planned_for"] = None
    body |= {"held_on": trial.today.isoformat(), "minutes": 95, "recorded_at": None}
    del body["reference"], body["source_updated_at"]
    together = threading.Barrier(RIVALS)

    def put(client: Client, number: int) -> str:
        mine = body | {"reflection": f"by {number}"}
        together.wait(60)
        reply = client.call("PUT", path, mine)
        return reply.document["outcome"] if reply.status < 300 else f"refused {reply.status}"

    outcomes = Counter(_all(trial, put))
    with contextlib.closing(trial.client()) as client:
        same = [item for item in client.all_of("/v1/sessions") if item["reference"] == "RIVAL"]
    listed = ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items()))
    trial.tell(f"{RIVALS} senders put one reference at once: {listed}; {len(same)} record")
    trial.none("one reference, fifty senders: records too many", len(same) - 1)
    trial.none("one reference, fifty senders: not exactly one created", outcomes["created"] - 1)


def edit_the_same(trial: Trial) -> None:
    """Fifty clients edit one record twenty times each with If-Match: no edit is lost."""
    with contextlib.closing(trial.client()) as client:
        team = client.call("POST", "/v1/teams", forms.team("RIVALS")).document
    path = f"/v1/teams/{team['id']}"

    def edit(client: Client, number: int) -> Counter[int]:
        seen: Counter[int] = Counter()
        for turn in range(EDITS):
            tag = client.call("GET", path).headers["etag"]
            reply = client.call("PATCH", path, {"name": f"{number}-{turn}"}, If_Match=tag)
            seen[reply.status] += 1
        return seen

    statuses: Counter[int] = Counter()
    for seen in _all(trial, edit):
        statuses += seen
    with contextlib.closing(trial.client()) as client:
        version = client.read(path)["version"]
    listed = ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items()))
    trial.tell(
        f"{RIVALS} clients × {EDITS} edits: {listed}; version {team['version']} became {version}"
    )
    trial.none("If-Match: edits lost", team["version"] + statuses[200] - version)


def _all(trial: Trial, work: Callable[[Client, int], T]) -> list[T]:
    """Run some work as every rival at once."""

    def one(number: int) -> T:
        with contextlib.closing(trial.client()) as client:
            return work(client, number)

    with ThreadPoolExecutor(RIVALS) as pool:
        return list(pool.map(one, range(RIVALS)))
