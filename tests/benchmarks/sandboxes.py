"""The sandbox with a recorder before it, and with sellers whose time stands still.

`tests.benchmarks.server` runs `recorded`. Each call of the Selling Partner API goes to the file `BENCH_CALLS` as a
line of JSON once it is answered. For every seller it is always `BENCH_PRESENT`, an ISO moment: else each second would
bring new orders, and no two readings could be compared.
"""

import os
import time
from dataclasses import replace
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, BinaryIO, get_args

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.sandbox import main as sandbox
from services.sandbox.tokens.endpoints import CallingSeller
from services.sandbox.tokens.rules import Caller
from services.sandbox.usage_plans import PATHS

DOCUMENT = "document"
"""The name of downloads, which have no rate."""

_DOCUMENTS = "/seller-report-documents/"


class Call(msgspec.Struct):
    """A call as it came: its operation, its request, when it came (Unix seconds), and the seconds of its answer.

    `target` is path and query; `token` the access token, "" where none was sent.
    """

    operation: str
    method: str
    target: str
    token: str
    body: str
    at: float
    seconds: float
    status: int


def recorded() -> ASGIApp:
    """The sandbox's own app behind the recorder."""
    app, present = sandbox.app(), datetime.fromisoformat(os.environ["BENCH_PRESENT"])
    find_caller = get_args(CallingSeller)[1].dependency

    @wraps(find_caller)
    def find_still(**given: Any) -> Caller:
        return replace(find_caller(**given), moment=present)

    app.dependency_overrides[find_caller] = find_still
    return Recorder(app, Path(os.environ["BENCH_CALLS"]).open("ab"))


def calls_in(path: Path) -> list[Call]:
    """The calls of a recording, in the order of their coming."""
    lines = path.read_bytes().splitlines() if path.exists() else []
    read = msgspec.json.Decoder(Call).decode
    return sorted((read(line) for line in lines), key=lambda call: call.at)


class Recorder:
    """ASGI middleware; what is not of the Selling Partner API passes unrecorded."""

    def __init__(self, app: ASGIApp, file: BinaryIO) -> None:
        self._app = app
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and write it down when it is answered."""
        if scope["type"] != "http" or not scope["path"].startswith((*PATHS, _DOCUMENTS)):
            await self._app(scope, receive, send)
            return
        state: dict[str, Any] = scope.setdefault("state", {})
        body, status = bytearray(), 0

        async def hear() -> Message:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        async def tell(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        at, started = time.time(), time.perf_counter()
        await self._app(scope, hear, tell)
        call = Call(
            operation=state.get("operation") or DOCUMENT,
            method=scope["method"],
            target=f"{scope['raw_path'].decode()}?{scope['query_string'].decode()}",
            token=dict(scope["headers"]).get(b"x-amz-access-token", b"").decode(),
            body=body.decode(),
            at=at,
            seconds=time.perf_counter() - started,
            status=status,
        )
        self._file.write(msgspec.json.encode(call) + b"\n")
        self._file.flush()
