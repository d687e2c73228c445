"""A PostgreSQL that follows another one by streaming, for as long as a `with` block lasts."""

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

from sqlalchemy.engine import make_url

from tests.harness.postgres import (
    EmbeddedServer,
    _binary,
    _free_port,
    _nobody,
    _unprivileged,
    memory_folder,
)


@dataclass(frozen=True)
class ReplicaServer(EmbeddedServer):
    """A server that only repeats what its primary does."""

    def pause(self) -> None:
        """Receive, and repeat nothing."""
        self._run("SELECT pg_wal_replay_pause()")

    def resume(self) -> None:
        """Repeat what has come in meanwhile."""
        self._run("SELECT pg_wal_replay_resume()")

    def has_replayed(self, place: str) -> bool:
        """Whether it has come to a place in its primary's log."""
        with self.connect() as connection:
            asked = connection.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [place])
            return asked.fetchone() == (True,)

    def _run(self, statement: LiteralString) -> None:
        with self.connect() as connection:
            connection.execute(statement)


@contextlib.contextmanager
def replica_of(primary: EmbeddedServer) -> Iterator[ReplicaServer]:
    """A copy of everything that a server has, from now on as it is there."""
    with tempfile.TemporaryDirectory(prefix="supervision-replica-", dir=memory_folder()) as folder:
        data = Path(folder, "data")
        if os.geteuid() == 0:
            os.chown(folder, _nobody().pw_uid, _nobody().pw_gid)
        _copy(primary, data)
        port = _free_port()
        url = make_url(primary.url).set(port=port).render_as_string(hide_password=False)
        server = ReplicaServer(url, primary.home, data, port)
        server.start()
        try:
            yield server
        finally:
            if server.is_running:
                server.stop()


def _copy(primary: EmbeddedServer, data: Path) -> None:
    """Take the data of a running server, and note whom to follow."""
    source = make_url(primary.url).set(drivername="postgresql", database=None)
    where = source.render_as_string(hide_password=False)
    command = [_binary(primary.home, "pg_basebackup"), "-D", str(data), "-d", where]
    command += ["--write-recovery-conf", "--checkpoint=fast", "--wal-method=stream"]
    done = subprocess.run(command, check=False, capture_output=True, **_unprivileged())
    if done.returncode:
        raise RuntimeError(f"pg_basebackup failed:\n{done.stderr.decode()}")
