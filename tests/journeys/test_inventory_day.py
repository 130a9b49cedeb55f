"""A day of the inventory service: real processes, real HTTP, the job queue, and the planted problems found."""

import httpx
import pytest

from services.cli import demo
from tests.waiting import wait_for

SEED, SIZE = 7, 60


def planted(installation, name):
    url = f"{installation.sandbox_url}/sandbox/answer-key"
    items = httpx.get(url, params={"seed": SEED, "size": SIZE}, trust_env=False).json()["seller"][name]
    return {
        (item["code"], item["marketplace_id"], item["sku"]) for item in items if item["code"].startswith("inventory.")
    }


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)  # on SQLite the readings are judged without a queue
def test_a_sync_reads_an_account_and_finds_what_was_planted(installed):
    installation = installed.installation
    _, key = demo.create_tenant("Stock")
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
        started = client.http.post("/v1/inventory/syncs", json={"seller_id": advertiser.seller_id}).json()

        def finished():
            sync = client.http.get(f"/v1/inventory/syncs/{started['sync_id']}").json()
            return sync["status"] not in ("waiting", "running") and sync

        sync = wait_for(finished, "the sync")
        findings = list(client.listed("/v1/inventory/findings", {"status": "open", "limit": "200"}))
        wait_for(
            lambda: (
                len(list(client.listed("/v1/events", {"type": "stock.flagged", "limit": "200"}))) == len(findings)
            ),
            "the events",
        )

        def listed():
            items = client.listed("/v1/tickets/worklist", {"limit": "200"})
            told = {each["finding_id"] for item in items for each in item["reasons"]}
            return told == {one["finding_id"] for one in findings}

        wait_for(listed, "the worklist")
    assert sync["failure_code"] is None, sync
    assert {part["status"] for part in sync["parts"]} == {"completed"}
    found = {(one["code"], one["marketplace_id"], one["subject"]["id"]) for one in findings}
    assert planted(installation, "items") - found == set()
    assert found - planted(installation, "items") - planted(installation, "undecided") == set()
