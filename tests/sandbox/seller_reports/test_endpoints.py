"""The life of a seller report, every way to be refused one, and what stands in the flat files."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from services.sandbox.seller_reports.rules.types import FLAT_FILES

sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"
ORDERS = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"


def test_a_report_waits_is_made_and_is_done(reports, client):
    report_id = reports.ask(LISTINGS, (UK, DE)).json()["reportId"]
    waiting = reports.look(report_id).json()
    assert waiting == {
        "reportId": report_id,
        "reportType": LISTINGS,
        "marketplaceIds": [UK, DE],
        "dataStartTime": "2026-11-02T11:00:00Z",
        "dataEndTime": "2026-11-02T11:00:00Z",
        "createdTime": "2026-11-02T11:00:00Z",
        "processingStatus": "IN_QUEUE",
    }
    reports.advance(10)
    started = {"processingStartTime": "2026-11-02T11:00:10Z"}
    assert reports.look(report_id).json() == waiting | started | {"processingStatus": "IN_PROGRESS"}
    reports.advance(20)
    done = reports.look(report_id).json()
    assert done["processingStatus"] == "DONE"
    assert done["processingEndTime"] == "2026-11-02T11:00:30Z"
    document = reports.document(report_id).json()
    assert document["compressionAlgorithm"] == "GZIP"
    answer = client.get(document["url"])
    assert answer.headers["content-type"] == "text/plain;charset=UTF-8"
    assert "content-encoding" not in answer.headers


@sqlite
def test_only_a_waiting_report_can_be_cancelled(reports, seller):
    first, second = (reports.ask(LISTINGS).json()["reportId"] for _ in range(2))
    path = "/reports/2021-06-30/reports/"
    assert seller.request("DELETE", path + first).status_code == 200
    assert reports.look(first).json()["processingStatus"] == "CANCELLED"
    reports.advance(10)
    refused = seller.request("DELETE", path + second)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["code"] == "InvalidInput"
    assert reports.look(second).json()["processingStatus"] == "IN_PROGRESS"
    assert seller.request("DELETE", path + "none").status_code == 404


@sqlite
def test_a_range_that_is_too_long_is_fatal(reports):
    more = {"dataStartTime": "2026-09-01T00:00:00Z", "dataEndTime": "2026-11-01T00:00:00Z"}
    report_id = reports.ask(ORDERS, **more).json()["reportId"]
    reports.advance(30)
    read = reports.look(report_id).json()
    assert read["processingStatus"] == "FATAL"
    assert "reportDocumentId" not in read


@sqlite
def test_a_report_without_rows_is_cancelled(reports):
    more = {"dataStartTime": "2026-11-01T00:00:00Z", "dataEndTime": "2026-11-01T00:00:00Z"}
    report_id = reports.ask("GET_SELLER_FEEDBACK_DATA", **more).json()["reportId"]
    reports.advance(30)
    assert reports.look(report_id).json()["processingStatus"] == "CANCELLED"


@sqlite
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"reportType": "GET_NOTHING", "marketplaceIds": [UK]},
        {"reportType": LISTINGS, "marketplaceIds": []},
        {"reportType": LISTINGS, "marketplaceIds": ["ATVPDKIKX0DER"]},
        {"reportType": LISTINGS, "marketplaceIds": [UK], "reportOptions": {"custom": "true"}},
        {"reportType": LISTINGS, "marketplaceIds": [UK], "dataStartTime": "2026-11-01"},
        {
            "reportType": ORDERS,
            "marketplaceIds": [UK],
            "dataStartTime": "2026-11-02T00:00:00Z",
            "dataEndTime": "2026-11-01T00:00:00Z",
        },
        {
            "reportType": "GET_LEDGER_SUMMARY_VIEW_DATA",
            "marketplaceIds": [UK],
            "reportOptions": {"aggregatedByTimePeriod": "HOURLY"},
        },
    ],
)
def test_requests_against_the_model_are_400(seller, body):
    answer = seller.request("POST", "/reports/2021-06-30/reports", json=body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "InvalidInput"
    assert seller.get("/reports/2021-06-30/reports", reportTypes=LISTINGS).json() == {"reports": []}


@sqlite
def test_lists_are_newest_first_and_paged(reports, seller):
    made = []
    for _ in range(5):
        made.append(reports.ask(LISTINGS).json()["reportId"])
        reports.advance(1)
    path = "/reports/2021-06-30/reports"
    first = seller.get(path, reportTypes=LISTINGS, pageSize=3).json()
    rest = seller.get(path, nextToken=first["nextToken"]).json()
    assert [each["reportId"] for each in first["reports"] + rest["reports"]] == made[::-1]
    assert "nextToken" not in rest
    assert seller.get(path, reportTypes=LISTINGS, processingStatuses="DONE").json()["reports"] == []
    assert seller.get(path, reportTypes=ORDERS).json()["reports"] == []
    assert seller.get(path).status_code == 400
    assert seller.get(path, nextToken="x").status_code == 400


@sqlite
def test_another_sellers_report_is_404(reports, client, sign_in):
    report_id = reports.ask(LISTINGS).json()["reportId"]
    token = sign_in("sandbox-5-80")["Authorization"].removeprefix("Bearer ")
    for path in (f"reports/{report_id}", f"documents/doc-{report_id}"):
        answer = client.get(f"/reports/2021-06-30/{path}", headers={"x-amz-access-token": token})
        assert answer.status_code == 404


@sqlite
def test_links_end_and_cannot_be_forged(reports, client):
    report_id = reports.ask(LISTINGS).json()["reportId"]
    reports.advance(30)
    url = reports.document(report_id).json()["url"]
    assert client.get(url.replace("Signature=", "Signature=0")).status_code == 403
    reports.advance(3599)
    assert client.get(url).status_code == 200
    reports.advance(1)
    refused = client.get(url)
    assert refused.status_code == 403
    assert "<Code>AccessDenied</Code>" in refused.text


@sqlite
@pytest.mark.parametrize("report_type", FLAT_FILES)
def test_every_flat_file_has_rows_of_all_its_columns(reports, report_type):
    days = {} if FLAT_FILES[report_type].most_days == 0 else {"days": 30}
    for marketplaces in ((UK,), (DE,), (UK, DE)):
        text = reports.text(report_type, marketplaces, **days)
        header, *lines = text.split("\r\n")
        assert {line.count("\t") for line in lines[:-1]} == {header.count("\t")}
        assert lines[-1] == ""


@sqlite
def test_the_listings_report_is_what_the_listings_api_says(reports, seller):
    rows = {row["seller-sku"]: row for row in reports.rows(LISTINGS)}
    assert len(rows) == 80
    path = f"/listings/2021-08-01/items/{seller.seller_id}"
    query = {"marketplaceIds": UK, "includedData": "summaries,attributes,offers,fulfillmentAvailability"}
    for sku, row in list(rows.items())[:20]:
        item = seller.get(f"{path}/{sku}", **query).json()
        summary, [available] = item["summaries"][0], item["fulfillmentAvailability"]
        assert row["item-name"] == summary["itemName"]
        assert row["asin1"] == summary["asin"]
        assert row["status"] == ("Active" if "BUYABLE" in summary["status"] else "Inactive")
        assert row["price"] == (item["offers"][0]["price"]["amount"] if item["offers"] else "")
        assert row["product-id"] == item["attributes"]["externally_assigned_product_identifier"][0]["value"]
        assert row["quantity"] == str(available.get("quantity", ""))
        assert row["fulfillment-channel"] == available["fulfillmentChannelCode"]


@sqlite
def test_a_deleted_listing_is_in_no_report(reports, seller):
    sku = reports.rows(LISTINGS)[0]["seller-sku"]
    path = f"/listings/2021-08-01/items/{seller.seller_id}/{sku}"
    seller.request("DELETE", path, params={"marketplaceIds": UK}).raise_for_status()
    assert sku not in {row["seller-sku"] for row in reports.rows(LISTINGS)}
    assert sku in {row["Händler-SKU"] for row in reports.rows(LISTINGS, (DE,))}


@sqlite
def test_ledger_balances_add_up_for_every_period(reports):
    for period, expected in (("DAILY", 30), ("WEEKLY", 5), ("MONTHLY", 2)):
        options = {"aggregatedByTimePeriod": period}
        rows = reports.rows("GET_LEDGER_SUMMARY_VIEW_DATA", days=30, reportOptions=options)
        ends: dict[tuple[str, str], int] = {}
        moved = ("Receipts", "Customer Shipments", "Customer Returns", "Disposed")
        for row in rows:
            key, start = (row["MSKU"], row["Disposition"]), int(row["Starting Warehouse Balance"])
            assert ends.get(key, start) == start
            ends[key] = start + sum(int(row[name]) for name in moved)
            assert ends[key] == int(row["Ending Warehouse Balance"]) >= 0
            assert int(row["Customer Shipments"]) <= 0 <= int(row["Receipts"])
        assert len({row["Date"] for row in rows}) == expected


@sqlite
def test_orders_of_the_report_are_those_of_the_api(reports, seller):
    end = reports.now() - timedelta(minutes=2)
    start = end - timedelta(days=2)
    window = {"dataStartTime": start.isoformat(), "dataEndTime": end.isoformat()}
    rows: dict[str, list[dict[str, str]]] = {}
    for row in reports.rows(ORDERS, (UK, DE), **window):
        rows.setdefault(row["amazon-order-id"], []).append(row)
    query = {"lastUpdatedAfter": start.isoformat(), "lastUpdatedBefore": end.isoformat()}
    found, token = {}, {}
    while token is not None:
        page = seller.get("/orders/2026-01-01/orders", includedData="PROCEEDS", **query, **token).json()
        found |= {each["orderId"]: each for each in page["orders"]}
        token = {"paginationToken": page["pagination"]["nextToken"]} if "pagination" in page else None
    # The report was asked for later than the orders were: some have changed again in between.
    told = {order_id: lines[0]["last-updated-date"].replace("+00:00", "Z") for order_id, lines in rows.items()}
    same = {order_id for order_id, order in found.items() if told.get(order_id) == order["lastUpdatedTime"]}
    assert len(same) > 0.95 * len(rows) > 400
    for order_id in same:
        order, lines = found[order_id], rows[order_id]
        sold = [row for row in lines if row["item-status"] != "Cancelled"]
        total = order.get("proceeds", {}).get("grandTotal", {}).get("amount")
        assert total is None or sum(float(row["item-price"]) for row in sold) == pytest.approx(float(total))
        for row, item in zip(lines, order["orderItems"], strict=True):
            assert row["sku"] == item["product"]["sellerSku"]
            assert row["order-status"] == "Cancelled" or int(row["quantity"]) == item["quantityOrdered"]
            assert (row["item-price"] == "") == (total is None)
            is_multi_channel = order["salesChannel"]["channelName"] == "NON_AMAZON"
            assert is_multi_channel == (not row["sales-channel"].startswith("Amazon."))
    statuses = Counter(row["order-status"] for lines in rows.values() for row in lines)
    assert statuses.keys() == {"Pending", "Unshipped", "Shipped", "Cancelled"}


@sqlite
def test_a_report_shows_the_moment_at_which_it_was_asked_for(reports, seller):
    report_id = reports.ask("GET_STRANDED_INVENTORY_UI_DATA").json()["reportId"]
    reports.advance(30)
    before = reports.document(report_id).json()["url"]
    first = seller.client.get(before).content
    seller.let_days_pass(7)
    assert seller.client.get(before).content == first
    assert reports.rows("GET_STRANDED_INVENTORY_UI_DATA") != first


@sqlite
def test_feedback_is_written_as_the_marketplace_writes(reports):
    german = reports.text("GET_SELLER_FEEDBACK_DATA", (DE,), days=60).split("\r\n")
    assert german[0].startswith("Datum\tBewertung\tKommentare")
    assert datetime.strptime(german[1].split("\t")[0], "%d.%m.%y")
    british = reports.rows("GET_SELLER_FEEDBACK_DATA", days=60)
    assert {row["Rating"] for row in british} <= set("12345")
    assert datetime.strptime(british[0]["Date"], "%d/%m/%y")


@sqlite
def test_the_performance_report_is_json(reports):
    document = reports.json("GET_V2_SELLER_PERFORMANCE_REPORT", (UK, DE))
    assert [each["marketplaceId"] for each in document["performanceMetrics"]] == [UK, DE]
