"""The worker's part of an import with files as people really send them."""

import csv
import gzip
import io
import json
from datetime import timedelta
from itertools import count as numbers_from
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from services.ads.campaigns.operations import store_campaigns
from services.ads.models import Campaign, CampaignFact, Finding, ReportImportError, SearchTermFact
from services.ads.models.kept import KEPT
from services.ads.products import SP
from services.ads.report_imports import operations
from services.ads.report_imports.rules import KEPT_ERRORS
from services.ads.report_imports.tasks import carrying
from shared.retention import remove_old
from tests.ads.facts import FIRST, NOW, OTHER, SELLER, UK, fact, store
from tests.ads.report_imports.importing import import_now
from tests.sql import text

PATH = "/v1/ads/report-imports"
TERMS_OF_RETENTION = {"numbers": 800, "closed": 800, "runs": 400}
HEADERS = ["Date", "Campaign Name", "Status", "Currency", "Impressions", "Clicks", "Spend", "14 Day Total Sales (£)",
           "14 Day Total Orders (#)", "14 Day Total Units (#)"]  # fmt: skip
TERMS = ["Date", "Campaign Name", "Ad Group Name", "Targeting", "Match Type", "Customer Search Term", "Impressions",
         "Clicks", "Spend", "7 Day Total Sales", "7 Day Total Orders (#)"]  # fmt: skip
TERM = ["2026-11-10", "Kettle", "Group", "kettle", "EXACT", "lid", "90", "4", "2.50", "10.00", "1"]
DAY = ["Nov 10, 2026", "Kettle", "Enabled", "GBP", "1,782", "13", "£301.68", "£1,961.62", "3", "4"]
RECORD = {
    "date": "2026-11-10", "campaignId": 11, "campaignName": "Kettle", "campaignStatus": "ENABLED",
    "impressions": 90, "clicks": 4, "cost": 2.5, "purchases7d": 1, "sales7d": 10.0, "unitsSoldClicks7d": 1,
}  # fmt: skip


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    """A task reads the clock itself; here each reading is a second after the one before."""
    seconds = numbers_from(1)
    monkeypatch.setattr(carrying, "utc_now", lambda: NOW + timedelta(seconds=next(seconds)))


def csv_of(*rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def send(client, caller, content, name):
    form = {"seller_id": SELLER, "marketplace_id": UK}
    headers = caller("ads:write") | {"Idempotency-Key": str(uuid4())}
    return client.post(PATH, data=form, files={"file": (name, content)}, headers=headers)


def imported(client, caller, database, content, name="report"):
    answer = send(client, caller, content, name)
    assert answer.status_code == 202, answer.text
    import_now(database, FIRST, answer.json()["import_id"])
    return client.get(answer.headers["location"], headers=caller("ads:read")).json()


def document(client, caller, database, *records):
    return imported(client, caller, database, json.dumps(records).encode(), "report.json")


def counts(done):
    return [done[f"rows_{name}"] for name in ("read", "imported", "changed", "rejected")]


def errors(client, caller, done):
    shown = client.get(
        f"{PATH}/{done['import_id']}/errors", params={"limit": "200"}, headers=caller("ads:read")
    ).json()
    return [(one["line"], one["column"], one["code"]) for one in shown["items"]]


def states(database):
    with database.read() as session:
        return {row.name: row.state for row in session.scalars(select(Campaign))}


def test_a_campaign_file_of_the_console(client, caller, database):
    done = imported(client, caller, database, csv_of(HEADERS, DAY, ["Total", *[""] * 3, *DAY[4:]]), "report.csv")
    assert (done["status"], done["report"], done["attribution_days"]) == ("completed", "spCampaigns", 14)
    assert (counts(done), done["rows_skipped"]) == ([1, 1, 1, 0], 1)
    assert done["totals"] == {
        "impressions": 1782, "clicks": 13, "orders": 3, "units": 4,
        "cost": {"amount": "301.68", "currency": "GBP"}, "sales": {"amount": "1961.62", "currency": "GBP"},
        "ctr": 0.007295, "cpc": {"amount": "23.206154", "currency": "GBP"}, "cvr": 0.230769, "acos": 0.153791,
        "roas": 6.502320,
    }  # fmt: skip
    assert states(database) == {"Kettle": "ENABLED"}
    [campaign] = client.get("/v1/ads/campaigns", headers=caller()).json()["items"]
    assert campaign["campaign_id"].startswith("name-")
    query = {"seller_id": SELLER, "marketplace_id": UK, "from_on": "2026-11-10", "to_on": "2026-11-11"}
    for campaign_id in ({}, {"campaign_id": campaign["campaign_id"]}):
        shown = client.get("/v1/ads/performance", params=query | campaign_id, headers=caller()).json()
        assert (shown["totals"], shown["attribution_days"]) == (done["totals"], 14)
        assert [row["campaign_name"] for row in shown["items"]] == ["Kettle"]


@pytest.mark.parametrize(
    ("word", "state"),
    [("已启用", "ENABLED"), ("已暂停", "PAUSED"), ("Archiviert", "ARCHIVED"), ("PAUSED", "PAUSED"), ("?", "UNKNOWN")],
)
def test_states_in_the_consoles_words(client, caller, database, word, state):
    imported(client, caller, database, csv_of(HEADERS, [*DAY[:2], word, *DAY[3:]]), "report.csv")
    assert states(database) == {"Kettle": state}


def test_two_campaigns_of_one_name_are_added_up(client, caller, database):
    other = [*DAY[:4], "18", "2", "£0.32", "£0.38", "1", "1"]
    done = imported(client, caller, database, csv_of(HEADERS, DAY, other), "report.csv")
    assert (counts(done), done["totals"]["impressions"]) == ([2, 2, 1, 0], 1800)
    with database.read() as session:
        stored = session.scalars(select(CampaignFact)).one()
    assert (stored.impressions, stored.clicks, stored.cost_micros, stored.sales_micros, stored.orders) == (
        1800, 15, 302_000_000, 1_962_000_000, 4,
    )  # fmt: skip


def test_a_file_is_judged_like_a_sync(client, caller, database):
    bad = ["2026-11-10", "Dear", "Enabled", "GBP", "5000", "100", "90.00", "100.00", "5", "5"]
    imported(client, caller, database, csv_of(HEADERS, bad), "report.csv")
    [finding] = client.get("/v1/ads/findings", headers=caller()).json()["items"]
    assert (finding["code"], finding["subject"]["name"], finding["status"]) == ("ads.acos_high", "Dear", "open")
    better = [*bad[:6], "20.00", *bad[7:]]
    imported(client, caller, database, csv_of(HEADERS, better), "report.csv")
    assert client.get("/v1/ads/findings", headers=caller()).json()["items"][0]["status"] == "resolved"


def test_an_account_known_by_search_terms_alone_is_judged(client, caller, database):
    bad = [*TERM[:6], "900", "100", "90.00", "100.00", "5"]
    imported(client, caller, database, csv_of(TERMS, bad), "report.csv")
    [finding] = client.get("/v1/ads/findings", headers=caller()).json()["items"]
    assert (finding["code"], finding["subject"]["name"]) == ("ads.acos_high", "Kettle")


def test_a_search_term_file_leaves_the_state_that_is_known(client, caller, database, profile):
    with database.write() as session:
        store_campaigns(session, profile, SP, [{"campaign_key": 12, "name": "Kettle", "state": "ENABLED"}], now=NOW)
    day = NOW.date().replace(day=10)
    store(database, profile, fact(profile, day, 12, clicks=100, impressions=5000, cost=90.0, orders=5, sales=100.0))
    imported(client, caller, database, csv_of(TERMS, TERM), "report.csv")
    assert states(database) == {"Kettle": "ENABLED"}
    with database.read() as session:
        assert [(one.subject_id, one.status) for one in session.scalars(select(Finding))] == [("12", "open")]


@pytest.mark.parametrize(
    ("parts", "report", "packed"),
    [
        ({}, "spCampaigns", True),
        ({"adGroupId": 110, "adGroupName": "Group"}, "spCampaigns.adGroup", False),
        ({"adGroupId": "110", "searchTerm": "水壶"}, "spSearchTerm", True),
    ],
)
def test_documents_of_each_report(client, caller, database, parts, report, packed):
    content = json.dumps([RECORD | parts, RECORD | parts | {"date": "2026-11-11", "cost": 0.5}]).encode()
    content, name = (gzip.compress(content, mtime=0), "report.json.gz") if packed else (content, "report.json")
    done = imported(client, caller, database, content, name)
    assert (done["report"], counts(done), done["totals"]["cost"]["amount"]) == (report, [2, 2, 2, 0], "3.00")
    assert (done["first_on"], done["last_on"], done["attribution_days"]) == ("2026-11-10", "2026-11-11", 7)
    again = imported(client, caller, database, content, name)
    assert (counts(again), again["totals"]) == ([2, 2, 0, 0], done["totals"])


def test_bad_records_are_told_by_their_place_in_the_file(client, caller, database):
    done = document(
        client,
        caller,
        database,
        {"date": 5},
        RECORD,
        RECORD | {"clicks": -1},
        "not a record",
        RECORD | {"campaignId": 12, "cost": "1.00"},
        RECORD | {"campaignId": 12, "cost": 1e300},
        RECORD | {"campaignId": 13},
    )
    assert counts(done) == [7, 2, 2, 5]
    assert errors(client, caller, done) == [(line, None, "record-invalid") for line in (1, 3, 4, 5, 6)]


def test_a_document_whose_records_disagree_on_the_window(client, caller, database):
    fourteen = {"sales7d": None, "sales14d": 30.0, "purchases14d": 3, "campaignId": 12}
    done = document(client, caller, database, RECORD, RECORD | fourteen)
    assert (done["attribution_days"], done["totals"]["sales"]["amount"], done["totals"]["orders"]) == (
        None,
        "40.00",
        4,
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"[]", None),
        (b"{}", "json-invalid"),
        (b'{"code": "401", "details": "Unauthorized"}', "json-invalid"),
        (b"[1, 2]", "no-valid-rows"),
        (json.dumps([RECORD]).encode()[:-2], "file-truncated"),
        (gzip.compress(b"not json", mtime=0), "report-type-unknown"),
        (csv_of(HEADERS), None),
        (csv_of(HEADERS, [*DAY[:3], "USD", *DAY[4:]]), "no-valid-rows"),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_documents_that_hold_nothing(client, caller, database, content, code):
    done = imported(client, caller, database, content)
    assert (done["status"], done["failure_code"]) == ("failed" if code else "completed", code)
    assert (done["rows_imported"], done["first_on"], done["totals"]["impressions"]) == (0, None, 0)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(CampaignFact)) == 0


@pytest.mark.parametrize(
    "cells",
    [{"status": "x" * 40}, {"name": "电" * 500}, {"impressions": "999,999,999,999,999"}],
)
def test_what_a_cell_may_hold_a_column_holds(client, caller, database, cells):
    row = list(DAY)
    row[1], row[2] = cells.get("name", row[1]), cells.get("status", row[2])
    row[4] = cells.get("impressions", row[4])
    done = imported(client, caller, database, csv_of(HEADERS, row), "report.csv")
    assert (done["status"], counts(done)) == ("completed", [1, 1, 1, 0])


def test_the_first_thousand_errors_are_kept(client, caller, database):
    bad = ["soon", *TERM[1:]]
    done = imported(client, caller, database, csv_of(TERMS, *[bad] * (KEPT_ERRORS + 5), TERM), "report.csv")
    assert counts(done) == [KEPT_ERRORS + 6, 1, 1, KEPT_ERRORS + 5]
    with database.read() as session:
        lines = session.scalars(select(ReportImportError.line).order_by(ReportImportError.position)).all()
    assert list(lines) == list(range(2, KEPT_ERRORS + 2))
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(SearchTermFact)) == 1


def test_a_file_wholly_left_aside(client, caller, database, profile):
    first = document(client, caller, database, RECORD)
    with database.write() as session:
        session.execute(text("UPDATE delivery SET source = 'api'"))
    second = document(client, caller, database, RECORD | {"clicks": 50})
    assert (second["status"], second["rows_superseded"], second["rows_changed"]) == ("completed", 1, 0)
    assert (first["totals"]["clicks"], second["totals"]["clicks"]) == (4, 50)
    with database.read() as session:
        assert session.scalars(select(CampaignFact)).one().clicks == 4


class Died(BaseException):
    """What `kill -9` is to a job: nothing of the product sees it."""


def test_an_old_file_keeps_what_is_stored_of_it_until_all_of_it_is(client, caller, database, monkeypatch):
    """Its days are older than anything is kept, and count as come just now: but only once it is through."""
    monkeypatch.setattr(carrying, "CHUNK_ROWS", 2)
    store_chunk = operations.store_chunk

    def clean_after(*given):
        store_chunk(*given)
        session, *_ = given
        session.commit()
        for kept in KEPT:
            remove_old(database, kept, TERMS_OF_RETENTION, now=NOW)

    monkeypatch.setattr(operations, "store_chunk", clean_after)
    old = RECORD | {"date": "2015-03-07"}
    done = imported(
        client,
        caller,
        database,
        json.dumps([old | {"campaignId": number} for number in range(11, 16)]).encode(),
        "report.json",
    )
    assert (done["status"], done["rows_changed"]) == ("completed", 5)
    for kept in KEPT:
        remove_old(database, kept, TERMS_OF_RETENTION, now=NOW)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(CampaignFact)) == 5


@pytest.mark.parametrize("stored", [1, 2, 3])
def test_a_run_after_a_crash_counts_what_the_first_one_changed(client, caller, database, monkeypatch, stored):
    monkeypatch.setattr(carrying, "CHUNK_ROWS", 2)
    document(client, caller, database, RECORD)
    content = json.dumps([RECORD | {"campaignId": number} for number in range(11, 16)]).encode()
    accepted = send(client, caller, content, "report.json").json()
    store_chunk, calls = operations.store_chunk, numbers_from(1)

    def store_some(*given):
        if next(calls) > stored:
            raise Died
        store_chunk(*given)

    def die(*_given, **_named):
        raise Died

    with monkeypatch.context() as first_run:
        first_run.setattr(operations, "store_chunk", store_some)
        first_run.setattr(operations, "finish_import", die)
        with pytest.raises(Died):
            import_now(database, FIRST, accepted["import_id"])
    import_now(database, FIRST, accepted["import_id"])
    done = client.get(f"{PATH}/{accepted['import_id']}", headers=caller()).json()
    assert (done["status"], counts(done)) == ("completed", [5, 5, 4, 0])


def test_another_tenants_import_cannot_be_run(client, caller, database):
    answer = send(client, caller, csv_of(TERMS, TERM), "report.csv")
    with pytest.raises(Exception, match="not-found"):
        import_now(database, OTHER, answer.json()["import_id"])
    assert client.get(answer.headers["location"], headers=caller()).json()["status"] == "waiting"


def test_the_list_of_imports_is_paged_and_filtered(client, caller, database):
    done = [document(client, caller, database, RECORD | {"campaignId": number}) for number in (1, 2)]
    waiting = send(client, caller, csv_of(TERMS, TERM), "report.csv").json()

    def ids(**query):
        return {one["import_id"] for one in client.get(PATH, params=query, headers=caller()).json()["items"]}

    assert ids(status="completed") == {one["import_id"] for one in done}
    assert ids(status="waiting", seller_id=SELLER) == {waiting["import_id"]}
    assert ids(status="failed") == ids(seller_id="A2") == set()
    walked, query = [], {"limit": "1"}
    while True:
        page = client.get(PATH, params=query, headers=caller()).json()
        walked += [one["import_id"] for one in page["items"]]
        if not page["has_more"]:
            break
        query["cursor"] = page["next_cursor"]
    assert walked == [*(one["import_id"] for one in done), waiting["import_id"]]
