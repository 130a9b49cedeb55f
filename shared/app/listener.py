"""A small server beside a program's own work, by default on the loopback address: the worker's metrics."""

import socket
import threading
from types import TracebackType
from typing import Self

import uvicorn
from starlette.types import ASGIApp

HOST = "127.0.0.1"


class PortTakenError(RuntimeError):
    """Another program listens on the port; the message says which setting moves ours."""


class Listener:
    """Serves `app` on a thread of its own between enter and exit. Entering raises PortTakenError."""

    def __init__(self, app: ASGIApp, port: int, *, host: str = HOST) -> None:
        # The log is the program's: uvicorn must not set it up anew. For some requests a minute the plain loop and
        # parser will do, which are in memory already.
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", loop="asyncio", http="h11")
        self._server = uvicorn.Server(config)
        self._host, self._port = host, port
        self._thread = threading.Thread(target=self._run, name="metrics", daemon=True)

    def __enter__(self) -> Self:
        self._socket = _bound(self._host, self._port)
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])


def _bound(host: str, port: int) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen()  # who calls from now on is served as soon as the thread runs
    except OSError as error:
        bound.close()
        raise PortTakenError(f"port {port} is taken; set GATEWAY_METRICS_PORT to a free one") from error
    return bound
