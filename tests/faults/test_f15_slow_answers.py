"""F15: answers that come late, in drops, or never.

Pass: every call is bounded by its total deadline; the account's jobs end with a reason in bounded time; another
account's sync goes on meanwhile as if nothing were, though the slow one has more jobs than a worker has places.
"""

import time
from datetime import timedelta

import pytest

from services.gateway.worker import CONCURRENCY
from tests.faults.shops import CALL_PATIENCE, CALL_SECONDS, Shop, settled_days
from tests.waiting import wait_for

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
DAYS = settled_days(4)
SLACK = 15.0
"""For a busy machine."""


def test_slow_answers_end_with_a_reason_in_bounded_time(installed):
    with Shop(installed) as silent, Shop(installed) as trickling:
        silent.switch("reports.create", "slow", pause_seconds=3600)
        trickling.switch("document", "trickle", pause_seconds=0.2)
        began = time.monotonic()
        syncs = {shop: shop.start(*DAYS) for shop in (silent, trickling)}
        for shop, sync in syncs.items():
            failed = shop.ended(sync)
            assert (failed["status"], failed["failure_code"]) == ("failed", "timeout")
            assert failed["failure_detail"].startswith("ReadTimeout (given up after")
        assert time.monotonic() - began < CALL_PATIENCE + CALL_SECONDS + SLACK
        # Each call waits until it is broken off, and each failure holds the next one back.
        assert 3 <= len(silent.calls("reports.create")) <= 3 * (CALL_PATIENCE + CALL_SECONDS)


def test_an_account_that_waits_takes_no_place_from_another(installed):
    with Shop(installed) as stuck, Shop(installed) as other:
        stuck.switch("reports.get", "never_completed")
        end = DAYS[0]
        days = [end - timedelta(days=number) for number in range(32, 32 + CONCURRENCY // 6 + 1)]
        syncs = [stuck.start(first, end) for first in days]  # two requests for each of three reports
        wait_for(lambda: all(stuck.sync(one["sync_id"])["reports"] for one in syncs), "the plans")
        last = other.fetch(*DAYS)
        waiting = [report["status"] for one in syncs for report in stuck.sync(one["sync_id"])["reports"]]
        stuck.clear()
        assert last["status"] == "completed"
        assert len(waiting) > CONCURRENCY
        assert "waiting" in waiting  # for a place: the other one has overtaken it
        assert "completed" not in waiting
        for one in syncs:
            stuck.ended(one)
