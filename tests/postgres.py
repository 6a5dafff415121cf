"""A throw-away PostgreSQL server in a folder of its own, from the programs that the machine has; no network port."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

ACCOUNT = "postgres"  # the server refuses to run as root
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # nothing here outlives the server
DURABLE: dict[str, str] = {}  # as it is installed
SETTINGS = {"listen_addresses": "''", "max_connections": "200", "shared_buffers": "128MB", "timezone": "Asia/Tokyo"}


# Waits on a pipe until whoever started it is gone, however it ended; then the server and its folder go too.
_WATCH = """
trap '' HUP INT TERM
read -r _
if server=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null); then
  kill -QUIT "$server"
  while kill -0 "$server" 2>/dev/null; do sleep 0.1; done
fi
rm -rf "$1"
"""


class NotInstalled(Exception):
    """This machine cannot run a server; the message says why."""


class Server:
    """A server that can be stopped and started again; `url` names one of its databases."""

    def __init__(self, folder: Path, programs: Path, account: str | None, settings: dict[str, str]) -> None:
        self._folder, self._programs, self._account, self._settings = folder, programs, account, settings

    def initialise(self) -> None:
        self._run("initdb", "--auth=trust", f"--username={ACCOUNT}", "--encoding=UTF8", "--no-sync")

    def start(self) -> None:
        settings = {**SETTINGS, **self._settings, "unix_socket_directories": str(self._folder)}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._run("pg_ctl", "--wait", f"--log={self._folder}/log", f"--options={options}", "start")

    def stop(self) -> None:
        """Stop at once, as a crash does: whoever is connected loses the connection."""
        self._run("pg_ctl", "--wait", "--mode=immediate", "stop")

    def url(self, database: str) -> str:
        address = URL.create("postgresql+psycopg2", ACCOUNT, database=database, query={"host": str(self._folder)})
        return address.render_as_string()

    def create(self, database: str, template: str = "template0") -> str:
        self._administer(f"CREATE DATABASE {database} TEMPLATE {template} STRATEGY file_copy")
        return self.url(database)

    def drop(self, database: str) -> None:
        self._administer(f"DROP DATABASE {database} WITH (FORCE)")

    def _administer(self, statement: str) -> None:
        engine = create_engine(self.url(ACCOUNT), isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), f"--pgdata={self._folder}/data", *arguments]
        subprocess.run(
            command,
            check=True,
            cwd=self._folder,
            user=self._account,
            group=self._account,
            extra_groups=[] if self._account else None,
            stdout=subprocess.DEVNULL,
        )


@contextmanager
def running(settings: dict[str, str] = CARELESS) -> Iterator[Server]:
    """Give a server that runs until the block is left. Raises NotInstalled."""
    programs, account = _programs(), _account()
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))  # a short path: the name of a socket may have 107 letters
    if account:
        shutil.chown(folder, account, account)
    server = Server(folder, programs, account, settings)
    watch = subprocess.Popen(["sh", "-c", _WATCH, "watch", folder], stdin=subprocess.PIPE, start_new_session=True)
    try:
        server.initialise()
        server.start()
        yield server
    finally:
        watch.communicate()


def _programs() -> Path:
    found = shutil.which("postgres")
    installed = [Path(found)] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not installed:
        raise NotInstalled("PostgreSQL's server is not on this machine (package postgresql)")
    return installed[-1].parent


def _account() -> str | None:
    """Return whom the server runs as: oneself, but never root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(ACCOUNT).pw_name
    except KeyError:
        raise NotInstalled(f"root cannot run a PostgreSQL server, and there is no account {ACCOUNT}") from None
