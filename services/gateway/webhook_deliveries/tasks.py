"""Delivering: one loop per worker that claims what is due, calls receivers, and records how it went.

Several workers may do it at once. No transaction is open during a call. A worker that dies in a call
leaves its claim to the end of the lease; the event is then sent again: at least once.
"""

import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime
from typing import Any

import httpx
import orjson

from services.gateway.webhook_deliveries import rules
from services.gateway.webhook_deliveries.operations import sending
from services.gateway.webhook_deliveries.schemas import Call, Outcome
from shared import log, metrics
from shared.db import Database
from shared.egress.client import Egress, Reply
from shared.egress.rules import EgressRefusedError
from shared.secrets import Sealer

CALL_SECONDS = 15.0
"""For all of a call, as the specification advises."""

PLACES = 64
FAILING_PLACES = 32
"""Calls of one worker at a time to tenants' endpoints, and how many of them may go to endpoints that failed last."""

SUBSCRIBER_PLACES = rules.IN_FLIGHT_SUBSCRIBER
"""Calls of one worker at a time to our own programs, beside those."""

_STOP_SECONDS = 5.0
_LOOK_SECONDS = 0.2


class Deliverer:
    """The state of one worker's loop: the calls that are under way.

    `egress` is the way to tenants' endpoints, `subscribers` the one to our own: what that may reach, no tenant may.
    """

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        egress: Egress,
        *,
        subscribers: Egress,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._egress = egress
        self._subscribers = subscribers
        self._clock = clock
        self._threads = ThreadPoolExecutor(PLACES + SUBSCRIBER_PLACES, thread_name_prefix="webhook")
        self._calls: dict[Future[Outcome], Call] = {}

    def run(self) -> int:
        """One round: record what has ended, claim what is due, wait a moment for an end; calls under way."""
        self._record()
        self._claim()
        if self._calls:
            wait(self._calls, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
        return len(self._calls)

    def stop(self) -> None:
        """Grant the calls under way some seconds; what is not back by then is sent again after its lease."""
        wait(self._calls, timeout=_STOP_SECONDS)
        self._threads.shutdown(wait=False)
        self._record()

    def _record(self) -> None:
        for future in [future for future in self._calls if future.done()]:
            call, outcome = self._calls[future], future.result()
            with self._database.write() as session:
                jitter = random.random()  # noqa: S311 - spreads calls, guards nothing
                sending.record_outcome(session, call, outcome, jitter=jitter, now=self._clock())
            del self._calls[future]

    def _claim(self) -> None:
        under_way = Counter(call.tenant_id for call in self._calls.values())
        own = SUBSCRIBER_PLACES - under_way.pop(rules.INSTALLATION, 0)
        free = PLACES - under_way.total()
        failing = FAILING_PLACES - sum(
            call.failing for call in self._calls.values() if call.tenant_id != rules.INSTALLATION
        )
        now = self._clock()
        with self._database.read() as session:
            if not (free or own) or not sending.is_due(session, now=now):
                return
        with self._database.write() as session:
            calls = sending.claim_calls_of_subscribers(session, limit=own, now=now)
            calls += sending.claim_calls(session, limit=free, failing_limit=failing, under_way=under_way, now=now)
        for call in calls:
            self._calls[self._threads.submit(self._send, call)] = call

    def _send(self, call: Call) -> Outcome:
        attempted_at, started = self._clock(), time.monotonic()
        reply, error = self._answer(call, now=attempted_at)
        status = None if reply is None else reply.status
        if status is not None and not rules.is_delivered(status):
            error = "status"
        metrics.webhook_attempts.labels(error or "delivered").inc()
        duration_ms = round((time.monotonic() - started) * 1000)
        log.get(__name__).info(
            "webhook",
            tenant_id=call.tenant_id,
            endpoint_id=call.endpoint_id,
            delivery_id=call.delivery_id,
            status=status,
            error=error,
            ms=duration_ms,
        )
        return Outcome(attempted_at, duration_ms, status, error, None if reply is None else reply.retry_after)

    def _answer(self, call: Call, *, now: datetime) -> tuple[Reply | None, str | None]:
        """The reply, or the code of what kept one from coming."""
        try:
            return self._post(call, now=now), None
        except EgressRefusedError as error:
            return None, "connection" if error.reason == "unresolved" else "address-refused"
        except httpx.TimeoutException:
            return None, "timeout"
        except httpx.HTTPError:
            return None, "connection"
        except Exception as error:  # one bad delivery must not end the loop for all
            log.get(__name__).warning("webhook not sent", delivery_id=call.delivery_id, error=type(error).__name__)
            return None, "internal"

    def _post(self, call: Call, *, now: datetime) -> Reply:
        name = rules.secret_name(call.endpoint_id)
        secrets = [self._sealer.open(sealed, call.tenant_id, name) for sealed in call.secrets]
        body = _body_of(call)
        headers = rules.headers(call.event_id, body, secrets, now=now)
        egress = self._subscribers if call.tenant_id == rules.INSTALLATION else self._egress
        return egress.post(call.url, headers=headers, content=body, seconds=CALL_SECONDS, livemode=call.livemode)


def _body_of(call: Call) -> bytes:
    reported: dict[str, Any] = {
        "event_id": call.event_id,
        "event_type": call.event_type,
        "subject": call.subject,
        "occurred_at": call.occurred_at,
        "data": orjson.loads(call.content),
    }
    if call.tenant_id == rules.INSTALLATION:
        return rules.payload_of_any_tenant(tenant_id=call.event_tenant_id, **reported)
    return rules.payload(livemode=call.livemode, **reported)
