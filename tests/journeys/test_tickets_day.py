"""A day of the tickets service: real processes, real HTTP, the job queue, and events brought by the gateway."""

import httpx
import pytest

from services.cli import demo
from tests.waiting import wait_for

SEED, SIZE = 4, 60


def planted(installation):
    url = f"{installation.sandbox_url}/sandbox/answer-key"
    items = httpx.get(url, params={"seed": SEED, "size": SIZE}, trust_env=False).json()["seller"]["items"]
    return {
        (item["code"], item["marketplace_id"], item["metric"])
        for item in items
        if item["code"].startswith("tickets.")
    }


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)  # on SQLite the readings are judged without a queue
def test_account_health_becomes_findings_and_cases(installed):
    installation = installed.installation
    _, key = demo.create_tenant("Tickets")
    with demo.Client(installation.url, key, "en") as client:
        advertiser = demo.find_advertiser(installation, SEED, SIZE)
        account = {
            "seller_id": advertiser.seller_id,
            "name": "Simulated seller",
            "region": advertiser.region,
            "marketplace_ids": advertiser.marketplace_ids,
            "spapi_refresh_token": advertiser.refresh_token,
        }
        assert client.http.post("/v1/seller-accounts", json=account).status_code == 201
        started = client.http.post("/v1/tickets/syncs", json={"seller_id": advertiser.seller_id}).json()

        def finished():
            sync = client.http.get(f"/v1/tickets/syncs/{started['sync_id']}").json()
            return sync["status"] not in ("waiting", "running") and sync

        sync = wait_for(finished, "the sync")
        assert (sync["status"], sync["failure_code"]) == ("completed", None)
        findings = list(client.listed("/v1/tickets/findings", {"status": "open", "limit": "200"}))
        expected = planted(installation)
        found = {(one["code"], one["marketplace_id"], one["subject"]["id"].partition(".")[0]) for one in findings}
        assert found == expected
        violated = {place for _, place, metric in expected if metric == "listingPolicyViolations"}

        def listed():
            items = client.http.get("/v1/tickets/worklist", params={"limit": "200"}).json()["items"]
            return len(items) >= len(findings) and items

        items = wait_for(listed, "the worklist")
        kinds = [item["kind"] for item in items]
        assert (kinds.count("finding"), kinds.count("case")) == (len(findings) - len(violated), len(violated))
        cases = list(client.listed("/v1/tickets/cases", {"category": "policy_notice"}))
        assert {case["marketplace_id"] for case in cases} == violated
