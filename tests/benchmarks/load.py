"""Load on one address: keep-alive connections over raw sockets, in a process of its own.

The same client for product and baseline; it costs a fraction of what either server does.
"""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from http.client import HTTPConnection
from typing import Any

import uvloop

_LENGTH = b"\r\ncontent-length: "
_HEAD_END = b"\r\n\r\n"


def run(
    *,
    port: int,
    path: str,
    headers: dict[str, str],
    connections: int,
    seconds: float,
    per_second: float | None = None,
) -> dict[str, Any]:
    """Ask for so long; `requests`, `seconds`, `p50_ms` and `p99_ms` of what was answered with 200.

    Each connection asks again as soon as it has its answer; with `per_second` all of them together ask no
    more often than that. Raises RuntimeError when one answer has another status.
    """
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    pause = connections / per_second if per_second else 0.0
    return uvloop.run(_ask(port, request, connections, seconds, pause))


def body_of(port: int, path: str, headers: dict[str, str]) -> bytes:
    """The body of one answer. Raises RuntimeError when its status is not 200."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status} {body[:500]!r}")
    return body


async def _ask(port: int, request: bytes, connections: int, seconds: float, pause: float) -> dict[str, Any]:
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    ends = started + seconds
    askers = []
    for _ in range(connections):
        asker = _Asker(request, pause, lambda: time.perf_counter() > ends)
        await loop.create_connection(partial(_same, asker), "127.0.0.1", port)
        askers.append(asker)
        await asyncio.sleep(pause / connections)
    await asyncio.gather(*(asker.done for asker in askers))
    elapsed = time.perf_counter() - started
    times = sorted(latency for asker in askers for latency in asker.latencies)
    return {
        "requests": len(times),
        "seconds": elapsed,
        "p50_ms": times[len(times) // 2] * 1000,
        "p99_ms": times[int(len(times) * 0.99)] * 1000,
    }


def _same(asker: "_Asker") -> "_Asker":
    return asker


class _Asker(asyncio.Protocol):
    """One connection."""

    def __init__(self, request: bytes, pause: float, is_over: Callable[[], bool]) -> None:
        self._request, self._pause, self._is_over = request, pause, is_over
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._received = b""
        self._wanted = 0
        self.latencies: list[float] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._received = self._received + data if self._received else data
        if not self._wanted and not self._read_head():
            return
        if len(self._received) < self._wanted:
            return
        self.latencies.append(time.perf_counter() - self._sent)
        self._received, self._wanted = b"", 0
        if self._is_over():
            self._finish(None)
        elif self._pause:
            left = max(0.0, self._pause - (time.perf_counter() - self._sent))
            asyncio.get_running_loop().call_later(left, self._send)
        else:
            self._send()

    def connection_lost(self, error: Exception | None) -> None:
        self._finish(error or RuntimeError("the server closed a connection"))

    def _send(self) -> None:
        self._sent = time.perf_counter()
        self._transport.write(self._request)

    def _read_head(self) -> bool:
        end = self._received.find(_HEAD_END)
        if end < 0:
            return False
        if not self._received.startswith(b"HTTP/1.1 200"):
            self._finish(RuntimeError(f"refused: {self._received[:500]!r}"))
            return False
        place = self._received.lower().index(_LENGTH, 0, end + 2) + len(_LENGTH)
        length = int(self._received[place : self._received.index(b"\r\n", place)])
        self._wanted = end + len(_HEAD_END) + length
        return True

    def _finish(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error) if error else self.done.set_result(None)
        self._transport.close()
