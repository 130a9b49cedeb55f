"""F17, F16 and F15 at the Selling Partner API: every call is refused for some seconds, cut, or late.

Pass: the syncs of the services that read it are only delayed and store what they do without; what does not end
becomes a failed sync with its reason, which the same request repeats; no call comes faster than Amazon announces.
"""

import time
from datetime import datetime

import httpx
import pytest

from services.sandbox.rates import RATES
from tests.faults.shops import PLAN_FACTOR, Shop
from tests.usage_plans import published
from tests.waiting import wait_for

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
SERVICES = ("catalog", "inventory", "tickets")
CREATE, POLL = "reports_2021-06-30.createReport", "reports_2021-06-30.getReport"
SUMMARIES = "fbaInventory.getInventorySummaries"
REPORTED = {"planning", "stranded", "ledger", "orders"}
SEARCH = "listingsItems_2021-08-01.searchListingsItems"
STORM, SIZE = 3.0, 60


def begin(shop, service):
    answer = shop.http.post(f"/v1/{service}/syncs", json={"seller_id": shop.advertiser.seller_id})
    assert answer.status_code == 202, answer.text
    return answer.json()["sync_id"]


def ended(shop, service, sync_id):
    def look():
        found = shop.http.get(f"/v1/{service}/syncs/{sync_id}").json()
        return found if found["status"] in ("completed", "failed") else None

    return wait_for(look, f"the end of the sync of {service}", seconds=120, pause=0.2)


def findings(shop):
    """What was found by service, without what depends on the moment."""
    seller = {"seller_id": shop.advertiser.seller_id}
    return {
        service: {
            (one["code"], one["marketplace_id"], one["subject"]["id"])
            for one in shop.items(f"/v1/{service}/findings", **seller)
        }
        for service in SERVICES
    }


def calls(shop):
    """(operation, the fault that it met, the moment) of every call of the Selling Partner API."""
    answer = httpx.get(f"{shop.sandbox}/calls", params={"seed": shop.seed, "size": shop.size}, trust_env=False)
    every = [(one["operation"], one["fault"], one["called_at"]) for one in answer.json()["items"]]
    return [(name, fault, datetime.fromisoformat(at).timestamp()) for name, fault, at in every if name in RATES]


def test_a_storm_of_429_delays_and_loses_nothing(installed):
    with Shop(installed, size=SIZE) as shop:
        shop.switch("sp-api", "throttled")
        syncs = {service: begin(shop, service) for service in SERVICES}
        wait_for(lambda: [call for call in calls(shop) if call[1] == "throttled"], "the first refusal")
        time.sleep(STORM)
        shop.clear()
        for service, sync_id in syncs.items():
            sync = ended(shop, service, sync_id)
            assert (service, sync["status"], sync["failure_code"]) == (service, "completed", None)
        for name in (CREATE, POLL, SEARCH):
            moments = sorted(at for operation, _, at in calls(shop) if operation == name)
            assert moments
            assert published(name, 1.1 * PLAN_FACTOR).most_over(moments) <= 0, name
        with shop.twin(installed) as twin:
            for service in SERVICES:
                assert ended(twin, service, begin(twin, service))["status"] == "completed"
            assert findings(shop) == findings(twin)
            assert all(findings(shop).values())


@pytest.mark.parametrize(
    ("operation", "kind", "options"),
    [
        (SEARCH, "throttled_silently", {"times": 2}),
        ("sp-api", "unavailable", {"times": 3}),
        (SEARCH, "cut", {"times": 2}),
        (SEARCH, "slow", {"times": 1, "pause_seconds": 10}),
        (POLL, "never_completed", {"times": 3}),
    ],
)
def test_what_passes_delays_a_sync(installed, operation, kind, options):
    with Shop(installed, size=6) as shop:
        shop.switch(operation, kind, **options)
        sync = ended(shop, "catalog", begin(shop, "catalog"))
        assert (sync["status"], [part["status"] for part in sync["parts"]]) == ("completed", ["completed"])
        assert [fault for _, fault, _ in calls(shop) if fault] == [kind] * options["times"]
        assert len(shop.items("/v1/catalog/listings")) == shop.size


@pytest.mark.parametrize(
    ("operation", "kind", "code"),
    [(POLL, "failed", "report-failed"), (POLL, "never_completed", "report-late"), (SEARCH, "forbidden", "403")],
)
def test_what_does_not_pass_is_a_failed_sync_that_can_be_repeated(installed, operation, kind, code):
    with Shop(installed, size=6) as shop:
        shop.switch(operation, kind)
        sync = ended(shop, "catalog", begin(shop, "catalog"))
        assert (sync["status"], [part["failure_code"] for part in sync["parts"]]) == ("failed", [code])
        assert sync["parts"][0]["failure_detail"]
        assert shop.items("/v1/catalog/listings") == []
        shop.clear()
        assert ended(shop, "catalog", begin(shop, "catalog"))["status"] == "completed"
        assert len(shop.items("/v1/catalog/listings")) == shop.size


@pytest.mark.parametrize(
    ("operation", "kind", "code", "of_stock"),
    [(SUMMARIES, "forbidden", "403", True), (POLL, "failed", "report-failed", False)],
)
def test_parts_that_fail_leave_the_others_of_a_sync(installed, operation, kind, code, of_stock):
    with Shop(installed, size=6) as shop:
        shop.switch(operation, kind)
        sync = ended(shop, "inventory", begin(shop, "inventory"))
        failed = {part["part"] for part in sync["parts"] if part["failure_code"] == code}
        whole = {part["part"] for part in sync["parts"] if part["status"] == "completed"}
        assert sync["status"] == "failed"
        assert (failed, whole - {"reconciliation"}) == (({"stock"}, REPORTED) if of_stock else (REPORTED, {"stock"}))
        shop.clear()
        assert ended(shop, "inventory", begin(shop, "inventory"))["status"] == "completed"
