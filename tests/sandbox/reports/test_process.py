"""The sandbox as a process of its own, over real HTTP, through the client that the product uses."""

import gzip
import json
import time
from datetime import timedelta
from pathlib import Path

import pytest

from shared.amazon.ads_api import AdsApi, DocumentExpired, DuplicateReport, InvalidReport, ReportRequest
from shared.amazon.lwa import exchange_refresh_token
from shared.clock import utc_now
from shared.db import Database
from shared.db.migrations import upgrade
from tests.sandbox.processes import free_port, running

pytestmark = pytest.mark.present

CLIENT = ("amzn1.application-oa2-client.sandbox", "amzn1.oa2-cs.v1.sandbox")


def connect(url: str) -> AdsApi:
    token, seconds = exchange_refresh_token(f"{url}/auth/o2/token", *CLIENT, "sandbox-2-20")
    assert seconds == 3600
    return AdsApi(url, CLIENT[0], lambda: token)


def wait_until_completed(api: AdsApi, profile_id: str, report_id: str) -> tuple[str, list[str]]:
    """The download link, and the states that were seen on the way."""
    seen, deadline = [], time.monotonic() + 30
    while time.monotonic() < deadline:
        report = api.get_report(profile_id, report_id)
        seen.append(report.status)
        if report.url:
            return report.url, list(dict.fromkeys(seen))
        time.sleep(0.05)
    raise AssertionError(f"not completed: {seen[-1]}")


def download(api: AdsApi, url: str) -> list[dict]:
    with api.open_document(url) as chunks:
        return json.loads(gzip.decompress(b"".join(chunks)))


def wish(**changes: object) -> ReportRequest:
    last = utc_now().date() - timedelta(days=2)
    columns = ["date", "campaignId", "searchTerm", "clicks", "cost"]
    members = {
        "name": "terms",
        "start_on": last - timedelta(days=30),
        "end_on": last,
        "report_type_id": "spSearchTerm",
        "group_by": ["searchTerm"],
        "columns": columns,
    }
    return ReportRequest(**members | changes)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    url = f"sqlite:///{tmp_path}/sandbox.sqlite3"
    database = Database(url)
    upgrade(database, "services.sandbox")
    database.dispose()
    return {
        "SANDBOX_DATABASE_URL": url,
        "SANDBOX_PENDING_SECONDS": "0.4",
        "SANDBOX_PROCESSING_SECONDS": "0.6",
    }


def test_a_report_over_real_http(environment):
    with running(free_port(), **environment) as sandbox:
        api = connect(sandbox.url)
        profile_id = api.list_profiles()[0].profile_id
        campaigns = {each.campaign_id for page in api.list_campaigns(profile_id) for each in page}
        report_id = api.create_report(profile_id, wish())
        with pytest.raises(DuplicateReport) as duplicate:
            api.create_report(profile_id, wish(name="another name"))
        assert duplicate.value.report_id == report_id
        with pytest.raises(InvalidReport):
            api.create_report(profile_id, wish(columns=["date", "roas"]))
        link, seen = wait_until_completed(api, profile_id, report_id)
        assert seen == ["PENDING", "PROCESSING", "COMPLETED"]
        rows = download(api, link)
        assert {str(row["campaignId"]) for row in rows} == campaigns
        assert len({row["date"] for row in rows}) == 31


def test_requests_and_links_outlive_the_process(environment):
    port = free_port()
    slow = environment | {"SANDBOX_PROCESSING_SECONDS": "3600"}
    fast = environment | {"SANDBOX_PENDING_SECONDS": "0", "SANDBOX_PROCESSING_SECONDS": "0"}
    with running(port, **slow) as sandbox:
        api = connect(sandbox.url)
        profile_id = api.list_profiles()[0].profile_id
        report_id = api.create_report(profile_id, wish())
    with running(port, **slow), pytest.raises(DuplicateReport) as duplicate:
        api.create_report(profile_id, wish())
    assert duplicate.value.report_id == report_id
    with running(port, **fast):
        link, seen = wait_until_completed(api, profile_id, report_id)
        assert seen == ["COMPLETED"]
        before = download(api, link)
    with running(port, **fast):
        assert download(api, link) == before


def test_a_link_expires(environment):
    with running(free_port(), **environment, SANDBOX_LINK_SECONDS="1") as sandbox:
        api = connect(sandbox.url)
        profile_id = api.list_profiles()[0].profile_id
        link, _ = wait_until_completed(api, profile_id, api.create_report(profile_id, wish()))
        time.sleep(1)
        with pytest.raises(DocumentExpired):
            download(api, link)
