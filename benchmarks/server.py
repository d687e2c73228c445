"""Server processes of our own, each on a free port of 127.0.0.1, ended when we are done."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SERVER_OPTIONS: dict[str, Any] = {
    "factory": True,
    "host": "127.0.0.1",
    "http": "h11",
    "log_config": None,
    "access_log": False,
    "server_header": False,
    "timeout_worker_healthcheck": 30,
}
"""What `supervision serve` gives uvicorn."""
PATIENCE_SECONDS = 90
NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True)
class Process:
    """A server that answers at a port."""

    port: int
    running: subprocess.Popen[bytes]
    seconds_to_first_answer: float

    @property
    def resident_megabytes(self) -> float:
        """Memory in use now; 0 where the system does not say."""
        return self._megabytes("VmRSS")

    @property
    def peak_megabytes(self) -> float:
        """The most memory that was ever in use; 0 where the system does not say."""
        return self._megabytes("VmHWM")

    @property
    def processor_seconds(self) -> float:
        """Time that it and its workers have had of processors; 0 where the system does not say."""
        return sum(_processor_seconds(pid) for pid in [self.running.pid, *self._workers()])

    def _workers(self) -> list[int]:
        pid = self.running.pid
        listed = Path(f"/proc/{pid}/task/{pid}/children")
        return [int(child) for child in listed.read_text().split()] if listed.exists() else []

    def _megabytes(self, name: str) -> float:
        status = Path(f"/proc/{self.running.pid}/status")
        if not status.exists():
            return 0.0
        found = [line for line in status.read_text().splitlines() if line.startswith(name)]
        return int(found[0].split()[1]) / 1000

    def kill(self) -> None:
        """SIGKILL: nothing is finished, nothing is flushed."""
        self.running.kill()
        self.running.wait(PATIENCE_SECONDS)

    def stop(self) -> None:
        """Ask it to finish; kill it if it does not."""
        self.running.send_signal(signal.SIGTERM)
        try:
            self.running.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()


def _processor_seconds(pid: int) -> float:
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    after_name = stat.read_text().rpartition(")")[2].split()
    return sum(map(int, after_name[11:13])) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def service(  # noqa: PLR0913  # where it runs, on what, and how it is set
    url: str,
    key: str,
    folder: Path,
    port: int | None = None,
    *,
    workers: int = 1,
    command: list[str] | None = None,
    settings: Mapping[str, str] = NOTHING,
) -> Iterator[Process]:
    """`supervision serve` on a database; ready when it has answered a list of sessions.

    Or another command that serves the same at the port; `settings` are more of its environment.
    """
    port = port or free_port()
    command = command or service_command(port, workers)
    environment = service_environment(url) | dict(settings)
    with _started(command, environment, folder, "service.log") as run:
        yield _answering(run, port, "/v1/sessions?limit=1", key, folder / "service.log")


@contextlib.contextmanager
def helper(
    command: list[str], url: str, folder: Path, settings: dict[str, str]
) -> Iterator[Process]:
    """A process that works on a database and answers nobody."""
    environment = service_environment(url) | settings
    with _started(command, environment, folder, "helper.log") as (running, _):
        yield Process(0, running, 0.0)


def service_command(port: int, workers: int = 1) -> list[str]:
    """How the service is started."""
    command = Path(sys.executable).with_name("supervision")
    return [str(command), "serve", "--port", str(port), "--workers", str(workers)]


@contextlib.contextmanager
def bare(
    url: str, folder: Path, extra: dict[str, str], probe: str, workers: int = 1
) -> Iterator[Process]:
    """The yardstick on the same database; ready when it has answered at `probe`."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.bare", str(port), str(workers)]
    with _started(command, service_environment(url) | extra, folder, "bare.log") as run:
        yield _answering(run, port, probe, "", folder / "bare.log")


def service_environment(url: str) -> dict[str, str]:
    """Our environment without the developer's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SUPERVISION")}
    return kept | {"SUPERVISION_DATABASE_URL": url, "PYTHONPATH": str(ROOT)}


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _started(
    command: list[str], environment: dict[str, str], folder: Path, log: str
) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    with (folder / log).open("ab") as output:
        began = time.perf_counter()
        running = subprocess.Popen(
            command, env=environment, cwd=folder, stdout=output, stderr=output
        )
        process = Process(0, running, 0.0)
        try:
            yield running, began
        finally:
            if running.poll() is None:
                process.stop()


def _answering(
    run: tuple[subprocess.Popen[bytes], float], port: int, path: str, key: str, log: Path
) -> Process:
    running, began = run
    while not _answers(port, path, key):
        if running.poll() is not None or time.perf_counter() - began > PATIENCE_SECONDS:
            raise RuntimeError(f"the server did not start:\n{log.read_text()[-3000:]}")
        time.sleep(0.01)
    return Process(port, running, time.perf_counter() - began)


def _answers(port: int, path: str, key: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {key}"})
        answer = connection.getresponse()
        answer.read()
    except OSError:
        return False
    finally:
        connection.close()
    if answer.status != 200:
        raise RuntimeError(f"the first answer was {answer.status}")
    return True
