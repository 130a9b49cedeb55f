"""Runs the demonstration behind PgBouncer in transaction mode, with five connections for all programs together.

Fails where a problem of the simulated seller is missed or a false one shown, where a table of ours lies in `public`,
where nothing went through the pooler, and where PgBouncer is not installed.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from shared.testing.postgres import PostgresServer
from tests.journeys.installed import environment_of, free_ports
from tests.waiting import wait_for

SIZE, DAYS = 20, 1
CONNECTIONS = 5
IN_PUBLIC = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
SETTINGS = """\
[databases]
* = host=127.0.0.1 port={server_port} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {connections}
max_client_conn = 200
"""


def main() -> None:
    """Exits with 1 and the reason where something is not as it has to be."""
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if program is None:
        sys.exit("PgBouncer is not installed: install it (Debian, Ubuntu: apt-get install pgbouncer)")
    with (
        tempfile.TemporaryDirectory() as folder,
        PostgresServer() as server,
        environment_of("postgres", lambda: server),
        pooler(program, Path(folder), server.port) as port,
    ):
        direct_url = os.environ["ZHULI_DATABASE_URL"]
        os.environ["ZHULI_DATABASE_DIRECT_URL"] = direct_url
        # The sandbox plays Amazon, whose databases are not ours; it computes for seconds inside its transactions.
        os.environ["SANDBOX_DATABASE_URL"] = f"sqlite:///{folder}/sandbox.sqlite3"
        os.environ["ZHULI_DATABASE_URL"] = direct_url.replace(f":{server.port}/", f":{port}/")
        code = demo(Path(folder))
        carried = transactions(port)
        with psycopg.connect(direct_url) as connection:
            public = [name for (name,) in connection.execute(IN_PUBLIC)]
    sys.stdout.write(f"{carried} transactions over {CONNECTIONS} connections; the demonstration ended with {code}\n")
    if code or public or not carried:
        sys.exit(f"not as it has to be; tables in public: {public}")


def demo(folder: Path) -> int:
    """The exit code of `zhuli demo`."""
    ports = zip(("--port", "--sandbox-port", "--metrics-port"), map(str, free_ports()), strict=True)
    command = [sys.executable, "-c", "from services.cli.main import main; main()", "demo", "--data", f"{folder}/data"]
    options = [f"--size={SIZE}", f"--days={DAYS}", *(word for pair in ports for word in pair)]
    return subprocess.run([*command, *options], check=False).returncode


@contextmanager
def pooler(program: str, folder: Path, server_port: int) -> Iterator[int]:
    """PgBouncer before the server, on a port of its own; it refuses to run as root."""
    port = free_ports()[0]
    settings = folder / "pgbouncer.ini"
    settings.write_text(SETTINGS.format(server_port=server_port, port=port, connections=CONNECTIONS))
    folder.chmod(0o755)
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    with subprocess.Popen([program, "-q", str(settings)], **user) as process:
        try:
            wait_for(lambda: process.poll() is None and answers(port), "PgBouncer")
            yield port
        finally:
            process.terminate()


def answers(port: int) -> bool:
    try:
        with console(port):
            return True
    except psycopg.OperationalError:
        return False


def transactions(port: int) -> int:
    """How many the pooler has carried."""
    with console(port) as connection:
        cursor = connection.execute("SHOW STATS_TOTALS")
        names = [column.name for column in cursor.description or ()]
        found = [dict(zip(names, row, strict=True)) for row in cursor]
    return sum(int(row["xact_count"]) for row in found if row["database"] != "pgbouncer")


def console(port: int) -> psycopg.Connection[Any]:
    """PgBouncer's own, which knows no transactions and only texts."""
    address = f"postgresql://postgres@127.0.0.1:{port}/pgbouncer"
    return psycopg.connect(address, autocommit=True, cursor_factory=psycopg.ClientCursor, prepare_threshold=None)


if __name__ == "__main__":
    main()
