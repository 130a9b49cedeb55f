"""A webhook receiver on loopback that keeps what it got and answers as it is told."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson


@dataclass(frozen=True)
class Received:
    """One request; header names are lower case."""

    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)

    @property
    def event_id(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    """`answer` gives the status, headers and body of a reply; it may wait for `ending`, never for longer."""

    place: str = ""
    received: list[Received] = field(default_factory=list)
    answer: Callable[[Received], tuple[int, dict[str, str], bytes]] = lambda _: (204, {}, b"")
    ending: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://{self.place}/hook"

    def say(self, status: int, **headers: str) -> None:
        """Answer everything with a status and headers (`retry_after="3"`) from now on."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answer = lambda _: (status, named, b"")

    def subjects(self) -> list[str]:
        return [one.json["subject"] for one in self.received]


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # a worker begins scores of calls at once; with 5 places some come seconds later


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver at work; it answers 204 until it is told otherwise."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) < length:  # the caller was killed before it had said all: nothing was received
                self.close_connection = True
                return
            got = Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            receiver.received.append(got)
            status, headers, content = receiver.answer(got)
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except OSError:  # the caller has gone, as it may
                self.close_connection = True

        def log_message(self, *_arguments: object) -> None:
            """Keep the test's output clean."""

    with _Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        receiver.place = f"127.0.0.1:{server.server_port}"
        try:
            yield receiver
        finally:
            receiver.ending.set()
            server.shutdown()
            thread.join()
