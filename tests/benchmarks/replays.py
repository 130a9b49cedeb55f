"""The calls of a sync once more, by a client that does nothing else: the shortest time that they can take."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import httpx

from tests.benchmarks.sandboxes import DOCUMENT, Call, calls_in
from tests.usage_plans import published

_AT_ONCE = 8
"""Calls under way at a time; the sandbox is one process and answers no faster to more."""


def replay(*, port: int, recording: str, count: int) -> float:
    """Seconds to send the first `count` calls of a recording again, each as soon as the published rates allow.

    Operations do not wait for each other, nor calls for answers: all bodies and page tokens are known. Raises
    RuntimeError when an answer has another status than it had.
    """
    return asyncio.run(_replay(port, calls_in(Path(recording))[:count]))


async def _replay(port: int, calls: Sequence[Call]) -> float:
    lanes: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        lanes[call.operation].append(call)
    free = asyncio.Semaphore(_AT_ONCE)
    limits = httpx.Limits(max_connections=_AT_ONCE)
    started = time.perf_counter()
    client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", limits=limits, timeout=600.0, trust_env=False)
    async with client, asyncio.TaskGroup() as group:
        for lane in lanes.values():
            for number, call in enumerate(lane):
                group.create_task(_send(client, free, call, started + _wait_of(call, number)))
    return time.perf_counter() - started


def _wait_of(call: Call, number: int) -> float:
    return 0.0 if call.operation == DOCUMENT else published(call.operation).earliest(number)


async def _send(client: httpx.AsyncClient, free: asyncio.Semaphore, call: Call, due: float) -> None:
    await asyncio.sleep(max(0.0, due - time.perf_counter()))
    headers = {"x-amz-access-token": call.token, "content-type": "application/json"}
    content = call.body.encode() or None
    async with free, client.stream(call.method, call.target, headers=headers, content=content) as answer:
        async for _ in answer.aiter_raw():
            pass
        if answer.status_code != call.status:
            raise RuntimeError(f"{call.operation}: {answer.status_code} where it was {call.status}")
