import csv
import gzip
import hashlib
import io
import json
import zipfile
from datetime import date
from uuid import uuid4

import openpyxl
import pytest
from sqlalchemy import func, select

from services.ads.campaigns.operations import store_campaigns
from services.ads.models import ImportFile, Outbox, ReportImport, SearchTermFact
from services.ads.performance.rules import Window
from services.ads.products import SP
from services.ads.report_imports import rules
from services.ads.reports import operations as reports
from services.ads.reports.rules import days_of
from shared.app.incoming import UPLOAD_LIMIT
from tests.ads.facts import DE, FIRST, NOW, OTHER, SELLER, UK
from tests.ads.report_imports.importing import import_now

pytestmark = pytest.mark.present

PATH = "/v1/ads/report-imports"
HEADERS = [
    "Date", "Portfolio name", "Currency", "Campaign Name", "Ad Group Name", "Targeting", "Match Type",
    "Customer Search Term", "Impressions", "Clicks", "Spend", "7 Day Total Sales ", "7 Day Total Orders (#)",
    "7 Day Total Units (#)", "Total Advertising Cost of Sales (ACOS) ",
]  # fmt: skip


def row(day="2026-11-01", campaign="Kettle", term="kettle", currency="GBP", clicks=4, spend="2.50", sales="10.00"):
    orders = 1 if sales != "0" else 0
    return [
        day,
        "-",
        currency,
        campaign,
        "Group",
        "kettle",
        "EXACT",
        term,
        90,
        clicks,
        spend,
        sales,
        orders,
        orders,
        "",
    ]


def csv_of(*rows, headers=HEADERS):
    text = io.StringIO()
    csv.writer(text).writerows([headers, *rows])
    return text.getvalue().encode("utf-8-sig")


def xlsx_of(*rows):
    book = openpyxl.Workbook()
    for one in (HEADERS, *rows):
        book.active.append([date.fromisoformat(cell) if cell == "2026-11-01" else cell for cell in one])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def record(**changes):
    base = {
        "date": "2026-11-01", "campaignId": 11, "campaignName": "Kettle", "campaignStatus": "ENABLED",
        "adGroupId": 110, "adGroupName": "Group", "targeting": "kettle", "matchType": "EXACT",
        "searchTerm": "kettle", "impressions": 90, "clicks": 4, "cost": 2.5, "purchases7d": 1, "sales7d": 10.0,
        "unitsSoldClicks7d": 1,
    }  # fmt: skip
    return base | changes


def send(
    client, caller, content, name="report.csv", *, tenant=FIRST, marketplace=UK, scopes=("ads:write",), **headers
):
    form = {"seller_id": SELLER, "marketplace_id": marketplace}
    headers = caller(*scopes, tenant=tenant) | {"Idempotency-Key": str(uuid4())} | headers
    return client.post(PATH, data=form, files={"file": (name, content)}, headers=headers)


def run(client, caller, database, answer):
    """Do the worker's part of an import; the import afterwards."""
    assert answer.status_code == 202, answer.text
    import_now(database, FIRST, answer.json()["import_id"])
    return client.get(answer.headers["location"], headers=caller("ads:read")).json()


def imported(client, caller, database, content, name="report.csv"):
    return run(client, caller, database, send(client, caller, content, name))


def count(database, model):
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(model))


def facts(database):
    with database.read() as session:
        found = session.scalars(select(SearchTermFact).order_by(SearchTermFact.date_on, SearchTermFact.search_term))
        return [(one.campaign_key, one.search_term, one.clicks, one.cost_micros, one.sales_micros) for one in found]


def test_who_may_import_and_read(client, caller, database):
    form = {"seller_id": SELLER, "marketplace_id": UK}
    assert client.post(PATH, data=form, files={"file": ("a.csv", csv_of(row()))}).status_code == 401
    assert send(client, caller, csv_of(row()), scopes=("ads:read",)).json()["code"] == "scope-missing"
    foreign = send(client, caller, csv_of(row()), tenant=OTHER)
    assert (foreign.status_code, foreign.json()["code"]) == (404, "seller-account-unknown")
    elsewhere = send(client, caller, csv_of(row()), marketplace="ATVPDKIKX0DER")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "marketplace-unknown")
    assert [count(database, model) for model in (ReportImport, ImportFile, Outbox)] == [0, 0, 0]
    location = send(client, caller, csv_of(row())).headers["location"]
    for path in (PATH, location, f"{location}/errors"):
        assert client.get(path).status_code == 401
    assert client.get(location, headers=caller(tenant=OTHER)).json()["code"] == "not-found"
    assert client.get(f"{location}/errors", headers=caller(tenant=OTHER)).status_code == 404
    assert client.get(PATH, headers=caller(tenant=OTHER)).json()["items"] == []


@pytest.mark.parametrize(("make", "name"), [(csv_of, "report.csv"), (xlsx_of, "report.xlsx")])
def test_a_console_file(client, caller, database, make, name):
    rows = [row(term="kettle"), row(term="水壶", clicks=6, spend="3.10", sales="0")]
    done = imported(client, caller, database, make(*rows), name)
    assert (done["status"], done["report"], done["attribution_days"]) == ("completed", "spSearchTerm", 7)
    assert [done[f"rows_{name}"] for name in ("read", "imported", "changed", "rejected")] == [2, 2, 2, 0]
    assert (done["first_on"], done["last_on"]) == ("2026-11-01", "2026-11-01")
    totals = done["totals"]
    assert (totals["impressions"], totals["clicks"], totals["orders"]) == (180, 10, 1)
    assert (totals["cost"]["amount"], totals["sales"]["amount"], totals["acos"]) == ("5.60", "10.00", 0.56)
    assert [fact[1:] for fact in facts(database)] == [
        ("kettle", 4, 2_500_000, 10_000_000),
        ("水壶", 6, 3_100_000, 0),
    ]


def zip_of(content):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("report.csv", content)
    return packed.getvalue()


@pytest.mark.parametrize(("pack", "name"), [(gzip.compress, "report.csv.gz"), (zip_of, "report.zip")])
def test_a_packed_table(client, caller, database, pack, name):
    content = pack(csv_of(row(), row(term="lid")))
    done = imported(client, caller, database, content, name)
    assert (done["status"], done["rows_imported"], done["file_name"]) == ("completed", 2, name)
    assert done["file_sha256"] == hashlib.sha256(content).hexdigest()


def test_a_file_is_kept_in_pieces_until_it_is_read(client, caller, database, monkeypatch):
    monkeypatch.setattr(rules, "_PIECE_BYTES", 100)
    answer = send(client, caller, csv_of(*(row(term=f"kettle {number}") for number in range(50))))
    assert count(database, ImportFile) > 2
    done = run(client, caller, database, answer)
    assert (done["rows_imported"], count(database, ImportFile)) == (50, 0)


@pytest.mark.parametrize("packed", [False, True])
def test_an_api_document(client, caller, database, packed):
    text = json.dumps([record(), record(searchTerm="lid", cost=1.25, sales7d=0, purchases7d=0)]).encode()
    content, name = (gzip.compress(text, mtime=0), "r.json.gz") if packed else (text, "r.json")
    done = imported(client, caller, database, content, name)
    assert (done["status"], done["report"], done["rows_imported"]) == ("completed", "spSearchTerm", 2)
    assert facts(database) == [(11, "kettle", 4, 2_500_000, 10_000_000), (11, "lid", 4, 1_250_000, 0)]


def test_the_same_file_twice_changes_nothing(client, caller, database):
    content = csv_of(row(), row(term="lid"))
    first = imported(client, caller, database, content)
    before = facts(database)
    second = imported(client, caller, database, content)
    assert (first["rows_changed"], second["rows_changed"], second["status"]) == (2, 0, "completed")
    assert facts(database) == before
    assert second["totals"] == first["totals"]
    assert count(database, ImportFile) == 0


def test_bad_rows_are_told_and_good_ones_kept(client, caller, database):
    rows = [row(), row(day="soon"), row(term="lid", clicks="many"), row(term="pot", currency="EUR"), row(term="cup")]
    done = imported(client, caller, database, csv_of(*rows))
    assert [done[f"rows_{name}"] for name in ("read", "imported", "rejected")] == [5, 2, 3]
    assert [fact[1] for fact in facts(database)] == ["cup", "kettle"]
    path = f"{PATH}/{done['import_id']}/errors"
    errors = client.get(path, headers=caller()).json()["items"]
    assert [(one["line"], one["column"], one["code"]) for one in errors[:2]] == [
        (3, "Date", errors[0]["code"]),
        (4, "Clicks", errors[1]["code"]),
    ]
    assert (errors[2]["line"], errors[2]["column"], errors[2]["code"]) == (5, "Currency", "currency-mismatch")
    first = client.get(path, params={"limit": "1"}, headers=caller()).json()
    second = client.get(path, params={"limit": "2", "cursor": first["next_cursor"]}, headers=caller()).json()
    assert [first["items"] + second["items"], second["has_more"]] == [errors, False]


def test_unknown_columns_are_reported(client, caller, database):
    done = imported(client, caller, database, csv_of([*row(), "x"], headers=[*HEADERS, "Moon phase"]))
    assert (done["status"], done["unknown_columns"]) == ("completed", ["Moon phase"])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (gzip.compress(json.dumps([record()]).encode(), mtime=0)[:-9], "file-truncated"),
        (csv_of(row()[:10], headers=HEADERS[:10]), "columns-missing"),
        (b"a,b\n1,2\n", "report-type-unknown"),
        (csv_of(row(day="soon"), row(day="late")), "no-valid-rows"),
    ],
)
def test_a_file_that_cannot_be_imported_fails_with_a_reason(client, caller, database, content, code):
    done = imported(client, caller, database, content, "report")
    assert (done["status"], done["failure_code"]) == ("failed", code)
    assert done["failure_detail"]
    assert (facts(database), count(database, ImportFile)) == ([], 0)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "report.csv"),
        (b"hello", "report.xlsx"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "report.csv"),
        (b"\xd0\xcf\x11\xe0" + bytes(64), "report.xlsx"),
        (b"PK\x03\x04 not a workbook", "report.csv"),
        (b"\x1f\x8b" + bytes(40), "report.json.gz"),
        (zip_of(b"%PDF-1.4"), "report.zip"),
    ],
)
def test_what_is_no_report_is_refused_at_once(client, caller, database, content, name):
    answer = send(client, caller, content, name)
    assert (answer.status_code, answer.json()["code"]) == (422, "file-rejected")
    assert [count(database, model) for model in (ReportImport, ImportFile, Outbox)] == [0, 0, 0]


def test_a_body_over_the_limit(client, caller, database):
    headers = {"content-type": "multipart/form-data; boundary=x", "content-length": str(UPLOAD_LIMIT + 1)}
    answer = client.post(PATH, content=b"", headers=caller() | headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
    assert count(database, ReportImport) == 0


def test_rows_of_one_key_are_added_up(client, caller, database):
    done = imported(client, caller, database, csv_of(row(), row(clicks=1, spend="0.50", sales="0")))
    assert (done["rows_imported"], done["totals"]["clicks"]) == (2, 5)
    assert [fact[2:] for fact in facts(database)] == [(5, 3_000_000, 10_000_000)]


def test_a_known_campaign_is_found_by_its_name(client, caller, database, profile):
    with database.write() as session:
        store_campaigns(session, profile, SP, [{"campaign_key": 77, "name": "Kettle", "state": "ENABLED"}], now=NOW)
    imported(client, caller, database, csv_of(row(), row(campaign="New one", term="lid")))
    known, new = sorted((fact[0] for fact in facts(database)), reverse=True)
    assert known == 77
    assert new < 0
    listed = client.get("/v1/ads/campaigns", headers=caller()).json()["items"]
    assert {item["name"] for item in listed} == {"Kettle", "New one"}


def test_days_of_the_ads_api_are_left_aside(client, caller, database, profile):
    with database.write() as session:
        window = Window(date(2026, 11, 1), date(2026, 11, 2))
        reports.record_delivery(session, profile, "spSearchTerm", window, {"2026-11-01": 1}, source="api", now=NOW)
    done = imported(client, caller, database, csv_of(row(), row(day="2026-11-02", term="lid")))
    assert (done["rows_imported"], done["rows_superseded"], done["rows_changed"]) == (2, 1, 1)
    assert [fact[1] for fact in facts(database)] == ["lid"]
    listed = client.get("/v1/ads/deliveries", headers=caller()).json()["items"]
    assert [(one["date_on"], one["source"]) for one in listed] == [("2026-11-01", "api"), ("2026-11-02", "file")]


def test_the_ads_api_replaces_the_days_of_files(client, caller, database, profile):
    imported(client, caller, database, csv_of(row(), row(day="2026-11-02", term="lid")))
    with database.write() as session:
        window = Window(date(2026, 11, 1), date(2026, 11, 2))
        assert reports.drop_file_days(session, profile, "spSearchTerm", list(days_of(window))) == 1
    assert [fact[1] for fact in facts(database)] == ["lid"]


def test_an_idempotent_upload(client, caller, database):
    key = {"Idempotency-Key": "upload-2026-11-01"}
    first, second = (send(client, caller, csv_of(row()), **key) for _ in range(2))
    assert (second.content, second.headers["idempotency-replayed"]) == (first.content, "true")
    other = send(client, caller, csv_of(row(term="lid")), **key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert count(database, ReportImport) == 1


def test_a_second_run_after_a_crash_changes_nothing(client, caller, database):
    answer = send(client, caller, csv_of(row()))
    done = run(client, caller, database, answer)
    assert run(client, caller, database, answer) == done


def test_deliveries_say_what_is_late_and_what_is_settled(client, caller, database, profile):
    with database.write() as session:
        for day, hours in ((date(2026, 11, 14), 8), (date(2026, 11, 15), 10), (date(2026, 9, 1), 8)):
            window = Window(day, date.fromordinal(day.toordinal() + 1))
            moment = NOW.replace(month=11, day=window.to_on.day, hour=hours)
            reports.record_delivery(session, profile, "spCampaigns", window, {}, source="api", now=moment)
    listed = client.get("/v1/ads/deliveries", params={"report": "spCampaigns"}, headers=caller()).json()["items"]
    by_day = {one["date_on"]: (one["settled"], one["on_time"]) for one in listed}
    assert by_day == {"2026-11-14": (True, True), "2026-11-15": (False, False), "2026-09-01": (True, None)}
    narrowed = {"from_on": "2026-11-15", "to_on": "2026-11-16", "seller_id": SELLER, "marketplace_id": UK}
    assert len(client.get("/v1/ads/deliveries", params=narrowed, headers=caller()).json()["items"]) == 1
    assert client.get("/v1/ads/deliveries", params={"marketplace_id": DE}, headers=caller()).json()["items"] == []
    assert client.get("/v1/ads/deliveries", headers=caller(tenant=OTHER)).json()["items"] == []
    assert client.get("/v1/ads/deliveries").status_code == 401
