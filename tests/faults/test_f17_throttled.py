"""F17: every call is answered with 429 for some seconds, then none.

Pass: calls stay within the published rate and a tenth more, nobody storms in when it is over, all work finishes,
and nothing is lost.
"""

from datetime import timedelta

import pytest

from services.ads.clients import _RATES
from tests.faults.shops import TIMEOUT, Shop, settled_days
from tests.waiting import wait_for

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
DAYS = settled_days(3)
SYNCS, STORM = 3, 3.0
"""Syncs of three reports each; seconds from the first refusal to the last."""
RATE = _RATES["reports.create"]


def lasted(moments):
    """Seconds from the first to the last."""
    return (moments[-1] - moments[0]).total_seconds() if moments else 0.0


def test_a_storm_of_429_is_waited_out_at_the_published_rate(installed):
    with Shop(installed) as shop:
        shop.switch("reports.create", "throttled", retry_after=1)
        syncs = [shop.start(DAYS[0] - timedelta(days=number), DAYS[1]) for number in range(SYNCS)]
        wait_for(lambda: lasted(shop.calls("reports.create", "throttled")) >= STORM, "a storm")
        shop.clear()
        ended = [shop.ended(one) for one in syncs]
        assert [(one["status"], one["failure_code"]) for one in ended] == [("completed", None)] * SYNCS
        refused, answered = shop.calls("reports.create", "throttled"), shop.calls("reports.create", None)
        assert len(refused) <= RATE.burst + 1.1 * RATE.per_second * lasted(refused)
        assert len(answered) >= 3 * SYNCS
        # The last refusal emptied the bucket; a busy machine may have held up calls that were under way then.
        allowed = [1.1 * RATE.per_second * (lasted([refused[-1], one]) + TIMEOUT) + 1 for one in answered]
        assert all(number <= most for number, most in enumerate(allowed, 1)), allowed
        assert len(shop.facts()["delivery"]) == 3 * (3 + SYNCS - 1)
