"""A caller that speaks HTTP by hand: it may stop in the middle, be slow, or never read."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Answer:
    """What came back: the status, headers by lower-case name, the body."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


class Line:
    """One connection."""

    def __init__(self, url: str, seconds: float = 20.0) -> None:
        address = httpx.URL(url)
        self.socket = socket.create_connection((address.host, address.port), timeout=seconds)

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> None:
        """Send the headers, and as much of a body as is given."""
        lines = [f"{method} {path} HTTP/1.1", "Host: us", *(f"{name}: {value}" for name, value in headers.items())]
        self.send("\r\n".join([*lines, "", ""]).encode() + body)

    def answer(self) -> Answer:
        """The whole next answer. Raises EOFError where the connection ends before."""
        head = b""
        while b"\r\n\r\n" not in head:
            head += self._some()
        head, _, body = head.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        while len(body) < int(headers.get("content-length", "0")):
            body += self._some()
        return Answer(int(first.split()[1]), headers, body)

    def is_ended(self) -> bool:
        """Waits for the far side to close the connection; whatever else comes is no end."""
        try:
            return self.socket.recv(1) == b""
        except ConnectionResetError:
            return True

    def _some(self) -> bytes:
        if not (data := self.socket.recv(65536)):
            raise EOFError
        return data


@contextmanager
def line(url: str) -> Iterator[Line]:
    """A connection, closed at the end."""
    found = Line(url)
    try:
        yield found
    finally:
        found.socket.close()
