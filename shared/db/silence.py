"""A PostgreSQL server that has stopped answering is noticed by whoever waits for it, and told to all others.

A server that hangs (its processes stopped, its disk away, its host gone) refuses nothing, and none of its own time
limits fires. So connections that serve requests look at the clock while they wait. After SILENCE_SECONDS one of them
asks the server something over a new connection: if that is answered, a statement is slow and is waited for; if it is
not, all waits of the process end, and new ones are refused until the server answers again.
"""

import threading
import time
from collections.abc import Callable, Generator
from functools import cache
from typing import Any, TypeVar

import psycopg
from psycopg import generators
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus

T = TypeVar("T")
SILENCE_SECONDS, PROBE_SECONDS = 0.6, 0.8
"""Together less than the 2 s within which a request is answered, with some to spare for the rest of it."""

LONGEST_SILENCE_SECONDS = 45.0
"""For a single backend that hangs beside a server that answers: behind the server's own limit of a statement."""

_FRESH_SECONDS = 0.5
_PAUSE_SECONDS = 0.25


class ServerSilentError(psycopg.OperationalError):
    """The server takes connections and does not answer."""


class Server:
    """One server, as far as this process knows it; all connections that serve requests share what one finds out."""

    def __init__(self, address: dict[str, Any]) -> None:
        self._address = address
        self._asking = threading.Lock()
        self._answered_at = float("-inf")
        self.is_silent = False

    def check(self) -> None:
        """Raise ServerSilentError while the server is known to be silent; waits for nothing."""
        if self.is_silent:
            raise ServerSilentError("the server does not answer")

    def ask(self) -> None:
        """Ask the server, once for all threads that want to know. Raises ServerSilentError."""
        with self._asking:
            self.check()
            if time.monotonic() - self._answered_at < _FRESH_SECONDS:
                return
            if not self._answers():
                self.is_silent = True
                threading.Thread(target=self._await_answer, name="silent server", daemon=True).start()
                self.check()
            self._answered_at = time.monotonic()

    def _await_answer(self) -> None:
        while not self._answers():
            time.sleep(_PAUSE_SECONDS)
        self.is_silent = False

    def _answers(self) -> bool:
        """Whether anything comes back in time, be it a refusal."""
        ends = time.monotonic() + PROBE_SECONDS

        def check(_silence: float) -> None:
            if time.monotonic() > ends:
                raise ServerSilentError("no answer")

        try:
            with connection_class(check).connect(**self._address, autocommit=True) as connection:
                connection.execute("SELECT 1")
        except ServerSilentError:
            return False
        except psycopg.Error:
            return True
        return True


class Patience:
    """What a connection does about silence: nothing at first, then it asks the server, again and again."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._asked_after = 0.0

    def __call__(self, silence: float) -> None:
        """Called about every tenth of a second in which nothing came. Raises ServerSilentError."""
        self._server.check()
        if silence < self._asked_after:
            self._asked_after = 0.0
        if silence > LONGEST_SILENCE_SECONDS:
            raise ServerSilentError("the backend does not answer")
        if silence - self._asked_after > SILENCE_SECONDS:
            self._server.ask()
            self._asked_after = silence


def watched(waits: Generator[Any, Any, T], check: Callable[[float], None]) -> Generator[Any, Any, T]:
    """The generator of a wait of psycopg, with `check(seconds of silence)` whenever nothing has come for a moment."""
    heard_at = time.monotonic()
    try:
        wanted = next(waits)
        while True:
            ready = yield wanted
            if ready:
                heard_at = time.monotonic()
            else:
                check(time.monotonic() - heard_at)
            wanted = waits.send(ready)
    except StopIteration as end:
        result: T = end.value
        return result


def connection_class(check: Callable[[float], None], begin: bytes = b"") -> type[psycopg.Connection[Any]]:
    """Connections that `check` while they wait, and send the commands `begin` along with each BEGIN."""

    class Watched(psycopg.Connection[Any]):
        @classmethod
        def _connect_gen(cls, conninfo: str = "") -> Any:
            return watched(super()._connect_gen(conninfo), check)

        def wait(self, gen: Any, *options: Any, **named: Any) -> Any:
            try:
                check(0.0)
                return super().wait(watched(gen, check), *options, **named)
            except ServerSilentError:
                self.close()  # nobody reads what comes later, so nothing else may be sent
                raise

        def _exec_command(self, command: Any, *options: Any, **named: Any) -> Any:
            if begin and isinstance(command, bytes) and command.startswith(b"BEGIN"):
                return _send_together(self.pgconn, command + begin)
            return super()._exec_command(command, *options, **named)

    return Watched


def _send_together(connection: Any, commands: bytes) -> Generator[Any, Any, None]:
    """Several commands in one message, which takes no longer than one; psycopg itself expects one result."""
    connection.send_query(commands)
    for result in (yield from generators.execute(connection)):
        if result.status != ExecStatus.COMMAND_OK:
            raise error_from_result(result)


@cache
def server_of(address: frozenset[tuple[str, Any]]) -> Server:
    """The server of a process under this address."""
    return Server(dict(address))


def connect_for_requests(lock_seconds: float, statement_seconds: float) -> Callable[..., psycopg.Connection[Any]]:
    """A listener for `do_connect`: watched connections whose transactions have the server's own time limits, too.

    These go along with each BEGIN: a setting of the connection would reach others behind a pooler.
    """
    limits = f"; SET LOCAL lock_timeout = {lock_seconds * 1000:.0f}"
    begin = f"{limits}; SET LOCAL statement_timeout = {statement_seconds * 1000:.0f}".encode()

    def connect(_dialect: Any, _record: Any, given: Any, named: dict[str, Any]) -> psycopg.Connection[Any]:
        server = server_of(frozenset((name, v) for name, v in named.items() if isinstance(v, str | int)))
        server.check()
        return connection_class(Patience(server), begin).connect(*given, **named)

    return connect
