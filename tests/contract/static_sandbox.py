"""Amazon's static sandbox over HTTP on the loopback: each request has the answer that its pair says."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class Pair:
    """A request by what it must hold, and its answer."""

    operation: str
    method: str
    path: str
    given: dict[str, Any]
    status: int
    response: Any

    @property
    def request(self) -> str:
        """The same for pairs that nobody can tell apart."""
        return json.dumps([self.operation, self.given], sort_keys=True)

    def matches(self, method: str, path: str, query: dict[str, str], body: Any) -> bool:
        """Whether a request holds all that the pair names."""
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]*)", self.path)
        found = re.fullmatch(pattern, path)
        if method != self.method or found is None:
            return False
        actual = query | {name: unquote(value) for name, value in found.groupdict().items()}
        return all(
            same(value, body) if name == "body" else written(value) == written(actual.get(name))
            for name, value in self.given.items()
        )


def read_pairs(document: dict[str, Any], files: dict[str, str]) -> list[Pair]:
    """The pairs of some of Amazon's models; `files` gives each model the name of its API."""
    return [
        Pair(
            operation=f"{api}.{pair['operationId']}",
            method=pair["method"],
            path=pair["path"],
            given={name: value["value"] for name, value in pair["request"]["parameters"].items() if "value" in value},
            status=int(pair["status"]),
            response=pair["response"],
        )
        for file, api in files.items()
        for pair in document.get(file, [])
    ]


@contextmanager
def serving(pairs: list[Pair]) -> Iterator[str]:
    """The address of a server that answers by the pair which names the most of a request."""

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            address = urlsplit(self.path)
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            query = dict(parse_qsl(address.query, keep_blank_values=True))
            body = json.loads(content) if content else None
            found = [pair for pair in pairs if pair.matches(self.command, address.path, query, body)]
            best = max(found, key=lambda pair: len(pair.given), default=None)
            self.reply(best.status if best else 418, best.response if best else {"message": "no pair"})

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

        def reply(self, status: int, response: Any) -> None:
            body = b"" if status == 204 or response is None else json.dumps(response).encode()
            self.send_response_only(status)
            self.send_header("Content-Type", "application/json")
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def written(value: Any) -> str:
    """A parameter as it stands in a query, moments in one spelling."""
    if isinstance(value, list):
        return ",".join(map(written, value))
    return str(_plain(value))


def same(expected: Any, actual: Any) -> bool:
    """Whether two JSON values are equal, whatever the spelling of moments and numbers."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        return expected.keys() == actual.keys() and all(same(expected[name], actual[name]) for name in expected)
    if isinstance(expected, list) and isinstance(actual, list):
        return len(expected) == len(actual) and all(map(same, expected, actual))
    return bool(_plain(expected) == _plain(actual))


def _plain(value: Any) -> Any:
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value):
        return datetime.fromisoformat(value)
    return value
