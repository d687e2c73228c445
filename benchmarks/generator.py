"""Our side of the load generator: hands it plans, orders runs, reads what it saw."""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.server import ROOT, service_environment

NO_END = 10**9


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a plan saw; times in milliseconds."""

    rate: float
    p50: float
    p95: float
    answers: int
    times: list[float]
    statuses: dict[str, int]

    @classmethod
    def of(cls, seen: dict[str, Any]) -> "Run":
        """From the generator's line; an answer that is no success is an error of the benchmark."""
        failed = {code: n for code, n in seen["statuses"].items() if not code.startswith("2")}
        if failed or not seen["seconds"]:
            raise RuntimeError(f"{failed or 'no answer'}: {seen['first_failure']}")
        times = [1000 * seconds for seconds in seen["seconds"]]
        p95 = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        rate = len(times) / seen["elapsed"]
        return cls(rate, median(times), p95, len(times), times, seen["statuses"])


class Generator:
    """A generator process; plans are files in `folder`."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process, self._folder = process, folder

    def learn(self, plan: str, senders: list[list[bytes]], *, again: bool) -> None:
        """Hand over a plan: a list of requests for each sender."""
        path = self._folder / f"{plan}.plan"
        path.write_text(
            "".join(json.dumps([text.decode() for text in each]) + "\n" for each in senders),
            encoding="ascii",
        )
        self._order({"plan": plan, "path": str(path), "again": again})

    def run(self, plan: str, port: int, seconds: float, most: int = NO_END) -> Run:
        """Send a plan on to a port, for so long and so many requests by each sender at most."""
        return Run.of(self._order({"plan": plan, "port": port, "seconds": seconds, "most": most}))

    def _order(self, order: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the load generator has gone")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextlib.contextmanager
def generator(folder: Path) -> Iterator[Generator]:
    """A load generator for as long as the block lasts."""
    command = [sys.executable, "-m", "benchmarks.load"]
    with subprocess.Popen(
        command,
        env=service_environment("sqlite://"),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Generator(process, folder)
        finally:
            process.terminate()


def request(method: str, path: str, key: str = "", body: Any = None, **headers: str) -> bytes:
    """A whole request as it goes over the wire."""
    content = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if key:
        lines.append(f"Authorization: Bearer {key}")
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content
