from dataclasses import replace

from services.tickets.syncs import operations
from services.tickets.syncs.repository import SyncRepository
from shared.syncs.operations import fail_sync
from tests.tickets.facts import FIRST, NOW, OTHER, SELLER

PATH = "/v1/tickets/syncs"
BODY = {"seller_id": SELLER}


def test_who_may_start_and_read(client, caller, desk):
    assert client.post(PATH, json=BODY).status_code == 401
    assert client.post(PATH, json=BODY, headers=caller("tickets:read")).status_code == 403
    assert client.post(PATH, json=BODY, headers=caller(tenant=OTHER)).json()["code"] == "seller-account-unknown"
    assert desk.told() == []
    sync = desk.ask("POST", PATH, BODY)
    one = f"{PATH}/{sync['sync_id']}"
    assert [client.get(path).status_code for path in (PATH, one)] == [401, 401]
    assert client.get(one, headers=caller(tenant=OTHER)).json()["code"] == "not-found"
    assert client.get(PATH, headers=caller(tenant=OTHER)).json()["items"] == []
    assert desk.ask("GET", one) == sync


def test_one_reading_at_a_time_and_the_next_when_it_is_over(desk):
    started = desk.send("POST", PATH, BODY)
    sync = started.json()
    assert (started.status_code, started.headers["location"]) == (202, f"{PATH}/{sync['sync_id']}")
    assert (sync["status"], sync["rows_received"], sync["failure_code"]) == ("waiting", 0, None)
    assert desk.ask("POST", PATH, BODY) == sync
    [(name, asked)] = desk.told()
    assert (name, asked["tenant_id"], asked["sync_id"]) == (operations.RUN.workflow, FIRST, sync["sync_id"])
    with desk.database.write() as session:
        fail_sync(SyncRepository(session, FIRST), sync["sync_id"], "no-consent", "none", now=NOW)
    second = desk.ask("POST", PATH, BODY)
    assert second["sync_id"] != sync["sync_id"]
    failed = desk.ask("GET", f"{PATH}?status=failed&seller_id={SELLER}")["items"]
    assert [(one["sync_id"], one["failure_code"], one["failure_detail"]) for one in failed] == [
        (sync["sync_id"], "no-consent", "none")
    ]
    first = desk.ask("GET", f"{PATH}?limit=1")
    rest = desk.ask("GET", f"{PATH}?limit=1&cursor={first['next_cursor']}")
    assert [one["sync_id"] for one in first["items"] + rest["items"]] == [sync["sync_id"], second["sync_id"]]
    assert desk.ask("GET", f"{PATH}?updated_after=2026-11-20T08:00:00Z")["items"] == []


def test_an_account_without_consent_is_refused(desk, accounts):
    accounts.known = replace(accounts.known, has_spapi_connection=False)
    refused = desk.send("POST", PATH, BODY)
    assert (refused.status_code, refused.json()["code"]) == (409, "spapi-not-connected")
    assert (desk.ask("GET", PATH)["items"], desk.told()) == ([], [])
