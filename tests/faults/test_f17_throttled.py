"""F17: every call is answered with 429 for some seconds, then none.

Pass: calls stay within the published rate and a tenth more, nobody storms in when it is over, all work finishes,
and nothing is lost.
"""

import time
from datetime import timedelta

import pytest

from services.ads.clients import _RATES
from tests.faults.shops import Shop, settled_days
from tests.waiting import wait_for

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
DAYS = settled_days(3)
SYNCS, STORM, SPAN, ON_THE_WAY = 3, 3.0, 4, 2.5
"""Syncs of three reports each; seconds of 429, of a span in which a herd of nine would show, and for which a busy
machine may hold up a call on its way."""
RATE = _RATES["reports.create"]


def most_within(moments, seconds):
    """The largest number of moments in any span of so many seconds."""
    return max(sum(0 <= (one - first).total_seconds() < seconds for one in moments) for first in moments)


def test_a_storm_of_429_is_waited_out_at_the_published_rate(installed):
    with Shop(installed) as shop:
        shop.switch("reports.create", "throttled", retry_after=1)
        syncs = [shop.start(DAYS[0] - timedelta(days=number), DAYS[1]) for number in range(SYNCS)]
        wait_for(lambda: shop.calls("reports.create"), "the first call")
        time.sleep(STORM)
        shop.clear()
        ended = [shop.ended(one) for one in syncs]
        assert [(one["status"], one["failure_code"]) for one in ended] == [("completed", None)] * SYNCS
        refused, answered = shop.calls("reports.create", "throttled"), shop.calls("reports.create", None)
        assert len(refused) >= 2
        assert len(refused) <= RATE.burst + 1.1 * RATE.per_second * (refused[-1] - refused[0]).total_seconds()
        assert len(answered) >= 3 * SYNCS
        # One call may stand at each end of the span.
        assert most_within(answered, SPAN) <= 1.1 * RATE.per_second * (SPAN + ON_THE_WAY) + 1
        assert len(shop.facts()["delivery"]) == 3 * (3 + SYNCS - 1)
