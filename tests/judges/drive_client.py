"""A day's work with a generated client: `drive_client.py FOLDER URL KEY SELLER_ID MARKETPLACE_ID`.

FOLDER holds the package `zhuli_client` that openapi-python-client has made of our document.
"""

import datetime
import json
import sys
import time
import uuid
from io import BytesIO

sys.path.insert(0, sys.argv[1])

from drive_shop import keep_shop
from zhuli_client import AuthenticatedClient, models
from zhuli_client.api.ads_findings import dismiss_ads_finding, get_ads_finding, list_ads_findings
from zhuli_client.api.ads_performance import list_ads_performance
from zhuli_client.api.ads_report_imports import (
    create_ads_report_import,
    get_ads_report_import,
    list_ads_report_import_errors,
)
from zhuli_client.api.ads_syncs import create_ads_sync, get_ads_sync, list_ads_syncs
from zhuli_client.api.ads_thresholds import get_ads_thresholds, update_ads_thresholds
from zhuli_client.api.gateway_seller_accounts import get_seller_account, list_seller_accounts
from zhuli_client.types import File

SECONDS = 300.0
TODAY = datetime.datetime.now(datetime.UTC).date()


def main(url, key, seller_id, marketplace_id):
    client = AuthenticatedClient(base_url=url, token=key, raise_on_unexpected_status=True)
    read_the_account(client, seller_id)
    sync(client, seller_id)
    import_a_file(client, seller_id, marketplace_id)
    page_through_findings(client, seller_id)
    page_through_performance(client, seller_id, marketplace_id)
    change_the_thresholds(client, seller_id)
    understand_refusals(client)
    keep_shop(client, seller_id, marketplace_id)


def read_the_account(client, seller_id):
    page = list_seller_accounts.sync(client=client, region=models.AmazonRegion.EU)
    assert isinstance(page, models.SellerAccountPage)
    assert seller_id in [account.seller_id for account in page.items]
    account = get_seller_account.sync(seller_id, client=client)
    assert account.has_ads_connection is True
    assert isinstance(account.updated_at, datetime.datetime)


def sync(client, seller_id):
    """Start a sync and poll it; the same request again is answered with the first answer."""
    key = str(uuid.uuid4())
    days = {"from_on": TODAY - datetime.timedelta(days=6), "to_on": TODAY - datetime.timedelta(days=1)}
    body = models.AdsSyncCreate(seller_id=seller_id, **days)
    started = create_ads_sync.sync_detailed(client=client, body=body, idempotency_key=key)
    again = create_ads_sync.sync_detailed(client=client, body=body, idempotency_key=key)
    assert (started.status_code, again.status_code) == (202, 202)
    assert again.content == started.content
    assert ("idempotency-replayed" in started.headers, again.headers["idempotency-replayed"]) == (False, "true")
    sync_id = started.parsed.sync_id
    assert started.headers["location"].endswith(sync_id)
    ended = wait_for(lambda: get_ads_sync.sync(sync_id, client=client), {"completed"})
    assert {report.status for report in ended.reports} == {"completed"}
    assert sync_id in [each.sync_id for each in list_ads_syncs.sync(client=client, seller_id=seller_id).items]


def import_a_file(client, seller_id, marketplace_id):
    """Upload a report file with one good and one bad row."""
    good = {"date": str(TODAY - datetime.timedelta(days=90)), "campaignId": 4711, "campaignName": "By file"}
    records = [good | {"clicks": 3, "impressions": 40, "cost": 1.5, "sales7d": 9.5}, good | {"clicks": "three"}]
    file = File(payload=BytesIO(json.dumps(records).encode()), file_name="r.json", mime_type="application/json")
    body = models.BodyCreateAdsReportImport(seller_id=seller_id, marketplace_id=marketplace_id, file=file)
    key = str(uuid.uuid4())
    accepted = create_ads_report_import.sync_detailed(client=client, body=body, idempotency_key=key)
    assert accepted.status_code == 202, accepted.content
    import_id = accepted.parsed.import_id
    ended = wait_for(lambda: get_ads_report_import.sync(import_id, client=client), {"completed"})
    assert (ended.file_name, ended.rows_imported, ended.rows_rejected) == ("r.json", 1, 1)
    [rejected] = list_ads_report_import_errors.sync(import_id, client=client).items
    assert rejected.line == 2


def page_through_findings(client, seller_id):
    """With pages of one: each finding once, and one of them read and dismissed."""
    found = pages_of(
        lambda cursor: list_ads_findings.sync(client=client, seller_id=seller_id, limit=1, cursor=cursor)
    )
    ids = [finding.finding_id for finding in found]
    assert len(ids) == len(set(ids)) > 1
    finding = get_ads_finding.sync(ids[0], client=client)
    assert finding.evidence.facts
    body = models.FindingDismiss(reason="a judge says so")
    dismissed = dismiss_ads_finding.sync(ids[0], client=client, body=body)
    assert (dismissed.status, dismissed.decision_reason) == ("dismissed", "a judge says so")


def page_through_performance(client, seller_id, marketplace_id):
    """The rows of all pages sum up to the totals."""
    window = {"from_on": TODAY - datetime.timedelta(days=30), "to_on": TODAY}
    place = {"seller_id": seller_id, "marketplace_id": marketplace_id}
    daily = models.AdsTimeUnit.DAILY

    def page(cursor):
        return list_ads_performance.sync(client=client, **place, **window, time_unit=daily, limit=7, cursor=cursor)

    rows = pages_of(page)
    assert len(rows) > 7
    assert sum(row.clicks for row in rows) == page("").totals.clicks


def change_the_thresholds(client, seller_id):
    """With the right `If-Match` once; the second time it is out of date."""
    tag = get_ads_thresholds.sync_detailed(seller_id, client=client).headers["etag"]
    body = models.AdsThresholdsUpdate(target_acos=0.31)
    changed = update_ads_thresholds.sync(seller_id, client=client, body=body, if_match=tag)
    assert (changed.target_acos, changed.is_default) == (0.31, False)
    late = update_ads_thresholds.sync(seller_id, client=client, body=body, if_match=tag)
    assert (late.status, late.code) == (412, "precondition-failed")


def understand_refusals(client):
    """Every refusal is a typed Problem."""
    missing = get_ads_finding.sync("nothing", client=client)
    assert isinstance(missing, models.Problem)
    assert (missing.status, missing.code, missing.errors[0].pointer) == (404, "not-found", "finding_id")
    wrong = list_ads_findings.sync(client=client, limit=201)
    assert isinstance(wrong, models.Problem)
    assert (wrong.status, wrong.code) == (422, "invalid-request")
    assert [(error.location, error.pointer) for error in wrong.errors] == [("query", "limit")]
    assert wrong.request_id


def pages_of(page):
    """The items of all pages."""
    items, cursor = [], ""
    while True:
        one = page(cursor)
        items += one.items
        if not one.has_more:
            return items
        cursor = one.next_cursor


def wait_for(look, statuses):
    ends = time.monotonic() + SECONDS
    while (found := look()).status not in statuses:
        assert found.status in ("waiting", "running"), found
        assert time.monotonic() < ends, found
        time.sleep(0.2)
    return found


if __name__ == "__main__":
    main(*sys.argv[2:])
