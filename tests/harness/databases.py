"""A database of its own for every test, cloned from one that was migrated once per run."""

import contextlib
import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.harness.postgres import (
    Server,
    drop_database,
    memory_folder,
    new_database,
    running_server,
)

KINDS = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Databases:
    """Where the databases of this run live; all its processes share one folder and one server."""

    folder: Path
    server: Server

    @contextlib.contextmanager
    def fresh(self, kind: str) -> Iterator[str]:
        """The URL of a migrated database that holds nothing yet and is gone after the test."""
        template = self._template(kind)
        with self._clone_of_file(template) if kind == "sqlite" else self._clone(template) as url:
            yield url

    @contextlib.contextmanager
    def empty(self, kind: str) -> Iterator[str]:
        """The URL of a database without a single table, for tests of the migrations."""
        with self._clone_of_file(None) if kind == "sqlite" else self._clone(None) as url:
            yield url

    @contextlib.contextmanager
    def _clone(self, template: str | None) -> Iterator[str]:
        url = new_database(self.server, template)
        try:
            yield url
        finally:
            drop_database(self.server, url)

    @contextlib.contextmanager
    def _clone_of_file(self, template: str | None) -> Iterator[str]:
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            file = Path(folder, "test.db")
            if template:
                shutil.copyfile(_file(template), file)
            yield f"sqlite:///{file}"

    def _template(self, kind: str) -> str:
        """The URL of the migrated database; the first process to ask makes it, others wait."""
        note = self.folder / f"{kind}.url"
        with (self.folder / f"{kind}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not note.exists():
                note.write_text(self._migrated(kind))
            return note.read_text()

    def _migrated(self, kind: str) -> str:
        # Here, because tests of the rules need no database and should not wait for its libraries.
        from app.db.migrate import upgrade  # noqa: PLC0415

        if kind == "postgresql":
            url = new_database(self.server)
            upgrade(url)
            return url
        upgrade(f"sqlite:///{self.folder / 'migrated.db'}")
        # A backup, since what was just written may still be in the log beside the file.
        with (
            contextlib.closing(sqlite3.connect(self.folder / "migrated.db")) as source,
            contextlib.closing(sqlite3.connect(self.folder / "template.db")) as target,
        ):
            source.backup(target)
        return f"sqlite:///{self.folder / 'template.db'}"

    def drop_template(self) -> None:
        """Leaves nothing on a server that is not ours."""
        note = self.folder / "postgresql.url"
        if note.exists():
            drop_database(self.server, note.read_text())


@contextlib.contextmanager
def prepared() -> Iterator[Databases]:
    """What one run needs: a folder, and a server: ours, or the one TEST_DATABASE_URL names."""
    with contextlib.ExitStack() as stack:
        given = os.environ.get("TEST_DATABASE_URL")
        server = Server(given) if given else stack.enter_context(running_server(in_memory=True))
        scratch = tempfile.TemporaryDirectory(prefix="supervision-tests-", dir=memory_folder())
        databases = Databases(Path(stack.enter_context(scratch)), server)
        stack.callback(databases.drop_template)
        yield databases


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))
