"""Where a demonstration keeps its database, and tells others its address and key."""

import json
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

FOLDER = Path(".demo")
TOLD = "running.json"
NOT_YET = ""


@dataclass(frozen=True, slots=True)
class Running:
    """A demonstration that runs; its key is `NOT_YET` there while it is being made."""

    address: str
    key: str


def fresh_folder(port: int) -> Path:
    """An empty folder; one of its own where another demonstration still uses the usual one.

    We listen on the port already: who tells of the same one has ended without taking that back.
    """
    other = told(FOLDER)
    is_used = other is not None and urlsplit(other.address).port != port
    folder = Path(f"{FOLDER}-{port}") if is_used else FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


@contextmanager
def telling(folder: Path, running: Running) -> Iterator[Running]:
    """Let others find a demonstration as long as this lasts."""
    note = folder / TOLD
    note.write_text(json.dumps(asdict(running)))
    try:
        yield running
    finally:
        note.unlink(missing_ok=True)


def told(folder: Path = FOLDER) -> Running | None:
    """The demonstration of a folder; None where nobody listens any more."""
    try:
        running = Running(**json.loads((folder / TOLD).read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return running if _listens(running.address) else None


def _listens(address: str) -> bool:
    parts = urlsplit(address)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 80), timeout=2).close()
    except OSError:
        return False
    return True
