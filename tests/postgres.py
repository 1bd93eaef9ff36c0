"""A real PostgreSQL of the tests' own, in a temporary folder, gone when they end."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import make_url

_UNPRIVILEGED = "postgres"
"""Who runs it where the tests are root's, for PostgreSQL refuses root; Debian's package makes the account."""

_QUICK = {"fsync": "off", "full_page_writes": "off", "max_connections": "60", "shared_buffers": "16MB"}
"""No test cuts the power: what the kernel has been given is there after any kill."""

_START_SECONDS = 60


def programs() -> Path | None:
    """The folder of PostgreSQL's programs; None where it is not installed."""
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[4]))
    return found[-1].parent if found else None


class Postgres:
    """A running server; its socket and its data are in one folder."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._binaries = binaries
        self._folder = folder
        self._numbers = count()
        self._user = pwd.getpwnam(_UNPRIVILEGED) if os.geteuid() == 0 else None

    def start(self) -> None:
        options = " ".join(f"-c {name}={value}" for name, value in _QUICK.items())
        log = self._folder / "log.txt"
        started = f"-h '' -k {self._folder} {options}"
        self._run(
            "pg_ctl", "-D", self._data, "-w", "-t", str(_START_SECONDS), "-l", log, "-o", started, "start"
        )

    def stop(self, how: str = "fast") -> None:
        """End it, and with it every connection; ``immediate`` is as if it had been killed."""
        self._run("pg_ctl", "-D", self._data, "-w", "-m", how, "stop")

    def make(self) -> None:
        if self._user is not None:
            os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        self._run(
            "initdb", "-D", self._data, "-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"
        )

    def new_database(self, template: str = "template1") -> str:
        """The URL of a new database, a copy of the template."""
        name = f"state_{next(self._numbers)}"
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def url(self, database: str) -> str:
        return f"postgresql+asyncpg://app@/{database}?host={self._folder}"

    def empty(self, url: str) -> None:
        """Take every row out of a database but the step it is at, and cut off whoever a test has left behind."""
        name = make_url(url).database or ""
        self.cut_off(name)
        tables = (
            "SELECT string_agg(quote_ident(tablename), ',') FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        )
        # What keeps lines in the journal is out of force for a replica of PostgreSQL's own, which this is for a moment.
        self.sql(
            "SET session_replication_role = replica;"
            f"DO $$ BEGIN EXECUTE 'TRUNCATE ' || ({tables}) || ' RESTART IDENTITY'; END $$",
            name,
        )

    def cut_off(self, database: str) -> None:
        """End every connection to a database."""
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        self.sql(f"{others} AND pid <> pg_backend_pid()", database)

    def sql(self, statement: str, database: str = "postgres") -> str:
        """What psql answers, without headings."""
        told = self._run("psql", "-h", self._folder, "-U", "app", "-d", database, "-XAtqc", statement)
        return told.strip()

    def run(self, program: str, *arguments: str | Path, typed: str = "") -> str:
        """Run one of its programs, such as pg_dump, as whoever owns it."""
        return self._run(program, "-h", self._folder, "-U", "app", *arguments, typed=typed)

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _run(self, program: str, *arguments: str | Path, typed: str = "") -> str:
        who = {} if self._user is None else {"user": self._user.pw_uid, "group": self._user.pw_gid}
        stays = program == "pg_ctl"  # the server it starts would keep a pipe open
        done = subprocess.run(
            [self._binaries / program, *arguments],
            check=False,
            input=typed,
            stdout=subprocess.DEVNULL if stays else subprocess.PIPE,
            stderr=subprocess.DEVNULL if stays else subprocess.STDOUT,
            text=True,
            cwd="/",
            timeout=_START_SECONDS * 2,
            **who,
        )
        if done.returncode:
            log = self._folder / "log.txt"
            told = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
            raise RuntimeError(f"{program} ended with {done.returncode}: {done.stdout}\n{told}")
        return done.stdout or ""


@contextmanager
def serving(binaries: Path) -> Iterator[Postgres]:
    """A server until the block ends."""
    # Not pytest's folders: they are their owner's only, and a socket's path has to be short.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    server = Postgres(binaries, folder)
    try:
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
