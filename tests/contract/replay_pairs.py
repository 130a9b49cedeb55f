"""Replay Amazon's static sandbox pairs through our Selling Partner API adapter, over HTTP on the loopback.

`python -m tests.contract.replay_pairs PAIRS.json`. The file holds, by model of
github:amzn/selling-partner-api-models, the request and response of each "x-amzn-api-sandbox" static pair.
Each pair must give its answer, or the typed error that it says. Exit code 1 when one does not.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import msgspec

from shared.amazon.errors import AmazonApiError
from shared.amazon.sp_api import Connection, Limits
from shared.db import Database
from shared.throttle import Buckets
from tests.contract.adapter_calls import FILES, OTHERS, TYPED, call_by_name
from tests.contract.static_sandbox import Pair, read_pairs, same, serving

_EMPTY: tuple[Any, ...] = (None, (), {}, 0, False, "")


@dataclass
class Clock:
    """A clock that sleeping sets forward: usage plans allow some calls once in minutes."""

    now: datetime = datetime(2026, 11, 1, tzinfo=UTC)

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def main() -> int:
    """Replay, and tell the counts and every mismatch."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    pairs = read_pairs(json.loads(parser.parse_args().pairs.read_text()), FILES)
    requests = Counter(pair.request for pair in pairs)
    counts: Counter[str] = Counter()
    with serving(pairs) as url, tempfile.TemporaryDirectory() as folder:
        line = _connection(url, Path(folder))
        for pair in pairs:
            if requests[pair.request] > 1:
                counts["ambiguous: another pair has the same request"] += 1
            elif pair.operation not in TYPED and pair.operation not in OTHERS:
                counts[f"not in the library: {pair.operation}"] += 1
            else:
                fault = _fault_of(line, pair)
                way = "by a method of the adapter" if pair.operation in TYPED else "by the generic call"
                counts[f"{'MISMATCH' if fault else 'agree'}, {way}"] += 1
                if fault:
                    sys.stdout.write(f"MISMATCH {pair.operation} {pair.status} {pair.given}\n    {fault}\n")
    for name, count in sorted(counts.items()):
        sys.stdout.write(f"{count:4} {name}\n")
    sys.stdout.write(f"{len(pairs):4} pairs of {len({pair.operation for pair in pairs})} operations\n")
    return 1 if any(name.startswith("MISMATCH") for name in counts) else 0


def _connection(url: str, folder: Path) -> Connection:
    buckets = Buckets(Database(f"sqlite:///{folder / 'throttle.db'}", schema="throttle"))
    buckets.create()
    clock = Clock()
    limits = Limits(buckets, "replay", clock=lambda: clock.now, sleep=clock.sleep, patience=1e9)
    return Connection(url, lambda: "Atza|replay", limits, clock=lambda: clock.now)


def _fault_of(line: Connection, pair: Pair) -> str | None:
    """What is wrong with our answer, if anything."""
    typed = pair.operation in TYPED
    try:
        answer = TYPED[pair.operation](line, pair.given) if typed else call_by_name(line, pair.operation, pair.given)
    except AmazonApiError as error:
        return _fault_of_error(error, pair)
    if pair.status >= 400:
        return f"no error but {answer!r}"
    if not typed:
        found = json.loads(answer) if answer else None
        return None if same(pair.response or None, found or None) else f"another answer: {found!r}"
    return _difference(msgspec.to_builtins(answer), _told_by(pair, answer))


def _fault_of_error(error: AmazonApiError, pair: Pair) -> str | None:
    if pair.status < 400:
        return f"{error!r}"
    refusals = pair.response if isinstance(pair.response, list) else pair.response.get("errors")
    told = (
        refusals[0] if refusals else {"code": str(pair.status), "message": f"status {pair.status} without a reason"}
    )
    expected = (pair.status, told["code"], told.get("details") or told["message"], False)
    found = (error.status, error.code, error.detail, error.retryable)
    return None if found == expected else f"{found} instead of {expected}"


def _told_by(pair: Pair, answer: Any) -> Any:
    """The part of a response that the method gives back."""
    response = pair.response
    if answer is None:
        return None
    if pair.operation == "messaging.getMessagingActionsForOrder":
        return [action["name"] for action in response["_links"]["actions"]]
    if isinstance(answer, tuple | list) or pair.operation in ("orders.getOrder", "ordersV0.getOrder"):
        return next(value for name, value in response.items() if name not in ("productTypeVersion", "errors"))
    if pair.operation.startswith("notifications."):
        return response["payload"]
    return response


def _difference(ours: Any, theirs: Any, at: str = "") -> str | None:
    """Where a typed answer is not what the response says; members that we do not read are no difference."""
    if theirs is None:
        return None if ours in _EMPTY else f"{at}: {ours!r} instead of nothing"
    if isinstance(ours, dict):
        if not isinstance(theirs, dict):
            return f"{at}: {ours!r} and {theirs!r}"
        return next(
            filter(None, (_difference(value, theirs.get(name), f"{at}/{name}") for name, value in ours.items())), None
        )
    if isinstance(ours, list | tuple) and isinstance(theirs, list):
        if len(ours) != len(theirs):
            return f"{at}: {len(ours)} and {len(theirs)} items"
        return next(filter(None, (_difference(*both, at) for both in zip(ours, theirs, strict=True))), None)
    return None if same(theirs, ours) or _same_number(theirs, ours) else f"{at}: {ours!r} instead of {theirs!r}"


def _same_number(theirs: Any, ours: Any) -> bool:
    try:
        return isinstance(theirs, int | float | str) and Decimal(str(theirs)) == Decimal(ours)
    except (InvalidOperation, TypeError, ValueError):
        return False


if __name__ == "__main__":
    sys.exit(main())
