"""The programs of compose.yaml as processes of this machine: each container is an address of the loopback network.

Commands, environment, files and dependencies are those of the file. In their texts the name of a container becomes
its address, and a path in it a folder of ours; nothing else is changed.
"""

import os
import pwd
import random
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg

from shared.testing.postgres import PostgresServer
from tests.deploy.compose import Program
from tests.waiting import wait_for

POSTGRES = "postgres"
SECONDS = 120.0
_OWN = ("python", "uvicorn", "zhuli")
"""Commands of our image; the others are the machine's, and do not run as root."""

_ACCESS = "VALUES ('host all postgres all trust'), ('host all all all scram-sha-256')"


class DiedError(RuntimeError):
    """A program ended that should run; the message has the end of its log."""


class Fleet:
    """Starts and stops programs; `prefix` is what build.sh has made. Use it as a context manager."""

    def __init__(self, programs: Mapping[str, Program], prefix: Path, folder: Path) -> None:
        self.programs, self._folder = dict(programs), folder
        self._prefixes = dict.fromkeys(programs, prefix)
        network = f"127.{random.randint(16, 250)}.{random.randint(1, 250)}"  # noqa: S311 - beside others, no secret
        self.address = {name: f"{network}.{number}" for number, name in enumerate(programs, 2)}
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._done: set[str] = set()
        self._healthy: set[str] = set()
        self._stack = ExitStack()
        self.server: PostgresServer | None = None

    def __enter__(self) -> "Fleet":
        self._folder.chmod(0o755)
        return self

    def __exit__(self, *_error: object) -> None:
        for name in reversed(list(self._running)):
            self.stop(name)
        self._stack.close()

    def start_all(self) -> None:
        """Each program as soon as what it needs is there, all at a time. Raises DiedError."""
        left = dict(self.programs)
        while left:
            ready = [
                name for name, program in left.items() if all(self._has(*need) for need in program.needs.items())
            ]
            for name in ready:
                self.start(name)
                del left[name]
            self.require_running()
            time.sleep(0.05)
        for name, program in self.programs.items():
            wait_for(lambda name=name, program=program: self._has(name, _end_of(program)), name, seconds=SECONDS)

    def start(self, name: str) -> None:
        """Start one program, again where it has ended."""
        if name == POSTGRES:
            self._start_postgres()
            return
        program = self.programs[name]
        self._place_files(program)
        with self.log(name).open("ab") as log:
            self._running[name] = self._popen(program, program.command, log)

    def stop(self, name: str, number: int = signal.SIGTERM) -> None:
        """End one program, and wait for its end; killed is all of a container. PostgreSQL is always killed."""
        if name == POSTGRES:
            assert self.server is not None
            self._healthy.discard(name)
            self.server.kill()
            return
        process = self._running.pop(name)
        self._healthy.discard(name)
        if number == signal.SIGKILL:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def run(self, name: str, *command: str) -> str:
        """What a command prints that runs as this program, as `docker compose run` would do it."""
        return self._popen_and_wait(self.programs[name], list(command))

    def restart(self, name: str) -> None:
        """Start a program that was stopped until it is healthy; one that ends is started again, as by Compose."""
        if name == POSTGRES:
            assert self.server is not None
            self.server.resume()
            return
        self.start(name)

        def healthy() -> bool:
            if self._running[name].poll() is not None:
                self.start(name)
            return self._has(name, "service_healthy")

        wait_for(healthy, name, seconds=SECONDS)

    def renew(self, name: str, program: Program, prefix: Path) -> None:
        """Put another version of a program in the place of one, which is told to end and gets its time."""
        runs_once = _end_of(program) == "service_completed_successfully"
        if not runs_once:
            self.stop(name, signal.SIGTERM)
        self.programs[name], self._prefixes[name] = program, prefix
        if runs_once:
            self._place_files(program)
            self._popen_and_wait(program, program.command)
        else:
            self.restart(name)

    def reload_nginx(self, program: Program) -> None:
        """Its new files, without an end: `nginx -s reload`."""
        self.programs[program.name] = program
        self._place_files(program)
        self._running[program.name].send_signal(signal.SIGHUP)

    def is_healthy(self, name: str) -> bool:
        """Whether the program's own check says so."""
        if name == POSTGRES:
            return self.server is not None
        program = self.programs[name]
        return self._popen(program, program.health, subprocess.DEVNULL).wait() == 0

    def require_running(self) -> None:
        """Raise DiedError where a program has ended that should not have."""
        for name, process in list(self._running.items()):
            if process.poll() is None:
                continue
            if process.returncode or _end_of(self.programs[name]) != "service_completed_successfully":
                raise DiedError(f"{name} ended with {process.returncode}:\n{self.log(name).read_text()[-3000:]}")
            self._done.add(name)
            del self._running[name]

    def log(self, name: str) -> Path:
        return self._folder / f"{name}.log"

    def _has(self, name: str, condition: str) -> bool:
        self.require_running()
        if condition == "service_completed_successfully":
            return name in self._done
        if name not in self._healthy and (name in self._running or name == POSTGRES) and self.is_healthy(name):
            self._healthy.add(name)
        return name in self._healthy

    def _popen(self, program: Program, command: list[str], out: Any) -> subprocess.Popen[bytes]:
        first, *rest = [self._local(program, word) for word in command]
        environment = {name: self._local(program, value) for name, value in program.environment.items()}
        path = f"{self._prefixes[program.name]}/bin:{os.environ['PATH']}:/usr/sbin"
        found = shutil.which(first, path=path)
        if found is None:
            raise DiedError(f"{first} is not installed")
        user: dict[str, Any] = {}
        if first not in _OWN and os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        environment |= {"PATH": path, "HOME": str(self._folder), "USER": "zhuli"}
        return subprocess.Popen(
            [found, *rest],
            cwd=self._folder,
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **user,
        )

    def _popen_and_wait(self, program: Program, command: list[str]) -> str:
        with self._popen(program, command, subprocess.PIPE) as process:
            printed, _ = process.communicate(timeout=SECONDS)
        if process.returncode:
            raise DiedError(f"{command} ended with {process.returncode}:\n{printed.decode()}")
        return printed.decode()

    def _place_files(self, program: Program) -> None:
        for target, source in program.files.items():
            local = self._path(program, target)
            local.parent.mkdir(parents=True, exist_ok=True)
            if source is None and not local.exists():
                local.mkdir()
                local.chmod(0o777 if program.image.startswith("nginx") else 0o700)
            elif isinstance(source, str):
                local.write_text(source)
            elif source is not None and source.is_file():
                local.write_text(self._local(program, source.read_text()))
            elif source is not None:
                local.mkdir(exist_ok=True)
                for file in source.iterdir():
                    (local / file.name).write_text(self._local(program, file.read_text()))
        self.log(program.name).touch()
        self.log(program.name).chmod(0o666)

    def _path(self, program: Program, target: str) -> Path:
        """A volume of several programs is one folder; other files are a program's own."""
        shared = program.image.startswith("zhuli") and target != "/tmp"  # noqa: S108 - a path in the container
        return self._folder / ("kept" if shared else program.name) / target.strip("/").replace("/", "_")

    def _local(self, program: Program, text: str) -> str:
        """A text of the container, as it holds here."""
        own = self.address[program.name]
        targets = "|".join(map(re.escape, sorted(program.files, key=len, reverse=True)))
        if targets:
            text = re.sub(rf"(?<![\w/])({targets})(?![\w.-])", lambda found: str(self._path(program, found[0])), text)
        text = re.sub(r"(?<=listen )(?=\d+( ssl)?;)", f"{own}:", text)
        # A container's loopback, and all its addresses, are its one address here.
        text = text.replace("0.0.0.0", own).replace("127.0.0.1", own)  # noqa: S104 - not to be listened at
        if self.server:
            place = f"127.0.0.1:{self.server.port}"
            text = text.replace(f"{POSTGRES}:5432", place)
            text = text.replace(f"host={POSTGRES} port=5432", f"host=127.0.0.1 port={self.server.port}")
        for name, address in self.address.items():
            text = re.sub(rf"\b{name}(?=:\d)", address, text)
        return text

    def _start_postgres(self) -> None:
        wanted = self.programs[POSTGRES].environment
        user, password, database = (wanted[f"POSTGRES_{part}"] for part in ("USER", "PASSWORD", "DB"))
        self.server = self._stack.enter_context(PostgresServer(durable=True))
        with psycopg.connect(self.server.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {user} LOGIN PASSWORD '{password}'")
            connection.execute(f"CREATE DATABASE {database} OWNER {user}")
            place = connection.execute("SHOW hba_file").fetchone()
            assert place is not None
            connection.execute(f"COPY ({_ACCESS}) TO '{place[0]}'")
            connection.execute("SELECT pg_reload_conf()")


def _end_of(program: Program) -> str:
    """What is waited for: `migrate` alone ends."""
    return "service_healthy" if program.health or program.name == POSTGRES else "service_completed_successfully"
