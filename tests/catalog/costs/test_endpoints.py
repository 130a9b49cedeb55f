"""Unit costs over HTTP: told in batches, by file, followed, asked for by day."""

import io
import json
from datetime import datetime

import openpyxl
import pytest

from services.catalog.costs.schemas import (
    MAX_COSTS,
    CatalogCostPage,
    CatalogCostResults,
    CatalogEffectiveCostPage,
)
from shared.bulk.sheets import SheetImportRead
from tests.catalog.facts import FIRST, OTHER, SELLER, rows_of
from tests.sql import text

PATH = "/v1/catalog/costs"
EFFECTIVE = "/v1/catalog/effective-costs"
NOBODYS = "019e0000-0000-7000-8000-000000000000"
TABLES = ("unit_cost", "outbox", "idempotent_request")


def cost(sku="ZL-1", day="2026-01-01", amount="10.00", kind="purchase_price", currency="CNY", **more):
    return {
        "sku": sku, "kind": kind, "valid_from": day, "cost": {"amount": amount, "currency": currency}, **more
    }  # fmt: skip


@pytest.fixture
def numbers():
    return iter(range(1000))


@pytest.fixture
def push(client, caller, numbers):
    """`push(items...)`: the results of a batch under a key of its own."""

    def pushed(*items):
        headers = caller("catalog:write") | {"Idempotency-Key": f"costs-{next(numbers):04}"}
        answer = client.post(f"{PATH}/bulk", json={"seller_id": SELLER, "items": list(items)}, headers=headers)
        assert answer.status_code == 207, answer.text
        CatalogCostResults.model_validate_json(answer.content)
        return answer.json()["results"]

    return pushed


@pytest.fixture
def read(client, caller):
    """`read(path, filters...)`: the content."""

    def content(path=PATH, **params):
        answer = client.get(path, params=params, headers=caller("catalog:read"))
        assert answer.status_code == 200, answer.text
        return answer.json()

    return content


@pytest.fixture
def send(client, caller, numbers):
    """`send(content, name)`: what became of a file's rows."""

    def sent(content, name="costs.csv"):
        headers = caller("catalog:write") | {"Idempotency-Key": f"file-{next(numbers):04}"}
        answer = client.post(
            f"{PATH}/import", data={"seller_id": SELLER}, files={"file": (name, content)}, headers=headers
        )
        if answer.status_code != 200:
            return answer.status_code, answer.json()["code"]
        SheetImportRead.model_validate_json(answer.content)
        return answer.json()

    return sent


def amounts(page):
    return [(one["sku"], one["kind"], one["valid_from"], one["cost"]["amount"]) for one in page["items"]]


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_who_may(client, caller, push, database):
    (one,) = push(cost())
    key, body = {"Idempotency-Key": "costs-other"}, {"seller_id": SELLER, "items": [cost()]}
    before = rows_of(database, *TABLES)
    assert client.post(f"{PATH}/bulk", json=body, headers=key).status_code == 401
    assert client.post(f"{PATH}/bulk", json=body, headers=key | caller("catalog:read")).status_code == 403
    refused = client.post(f"{PATH}/bulk", json=body, headers=key | caller(tenant=OTHER))
    assert (refused.status_code, refused.json()["code"]) == (404, "seller-account-unknown")
    for each in (one["cost_id"], NOBODYS):
        assert client.get(f"{PATH}/{each}", headers=caller(tenant=OTHER)).status_code == 404
        assert client.delete(f"{PATH}/{each}", headers=caller(tenant=OTHER)).status_code == 404
    assert client.delete(f"{PATH}/{one['cost_id']}", headers=caller("catalog:read")).status_code == 403
    assert client.get(PATH, headers=caller(tenant=OTHER)).json()["items"] == []
    assert rows_of(database, *TABLES) == before


def test_one_bad_item_never_blocks_the_rest(push, read):
    results = push(
        cost("A"),
        cost("B", currency="RMB"),
        cost("C", amount="-1"),
        cost("D", day="2026-13-01"),
        cost("E", kind="rent"),
        cost("F", seller_id="A9ELSEWHERE"),
        cost("G", day="2028-01-01"),
        cost("A", amount="11"),
        cost("H", amount="0"),
        7,
    )
    assert [one["status"] for one in results] == [
        *("created", "rejected", "rejected", "rejected", "rejected", "rejected", "rejected"),
        *("repeated", "created", "rejected"),
    ]
    assert [[error["pointer"] for error in one["errors"]] for one in results[1:7]] == [
        *(["/cost/currency"], ["/cost/amount"], ["/valid_from"], ["/kind"], ["/seller_id"], ["/valid_from"]),
    ]
    assert results[7]["repeats"] == 0
    assert [one["code"] for one in results[8]["warnings"]] == ["cost-zero"]
    assert sorted(amounts(read())) == [
        ("A", "purchase_price", "2026-01-01", "11.00"), ("H", "purchase_price", "2026-01-01", "0.00")
    ]  # fmt: skip


def test_too_many_are_refused_as_a_whole(client, caller):
    body = {"seller_id": SELLER, "items": [cost(f"S-{number}") for number in range(MAX_COSTS + 1)]}
    answer = client.post(f"{PATH}/bulk", json=body, headers=caller() | {"Idempotency-Key": "costs-many"})
    assert answer.status_code == 422


def test_the_history_stays_and_the_same_day_corrects(push, read, database):
    (first,) = push(cost(amount="10"))
    (later,) = push(cost(day="2026-03-01", amount="12.5"))
    assert [push(cost(amount="10"))[0][name] for name in ("status", "version")] == ["unchanged", 1]
    (corrected,) = push(cost(amount="10.5", source="import"))
    assert (corrected["status"], corrected["cost_id"], corrected["version"]) == ("updated", first["cost_id"], 2)
    assert later["cost_id"] != first["cost_id"]
    assert sorted(amounts(read())) == [
        ("ZL-1", "purchase_price", "2026-01-01", "10.50"), ("ZL-1", "purchase_price", "2026-03-01", "12.50")
    ]  # fmt: skip
    with database.read() as session:
        told = session.execute(text("SELECT kind, content FROM outbox ORDER BY sequence")).all()
    last = json.loads([row.content for row in told if row.kind == "audit"][-1])
    assert (last["before"]["ZL-1 purchase_price 2026-01-01"], last["after"]["counts"]) == (
        *("10.00 CNY manual", {"updated": 1}),
    )
    assert last["after"]["ZL-1 purchase_price 2026-01-01"] == "10.50 CNY import"
    events = [json.loads(row.content) for row in told if row.kind == "event"]
    assert [one["counts"] for one in events] == [{"created": 1}, {"created": 1}, {"updated": 1}]


@pytest.mark.parametrize(
    ("day", "amount"),
    [("2025-12-31", None), ("2026-01-01", "10.00"), ("2026-02-28", "10.00"), ("2026-03-01", "12.50"),
     ("2027-01-01", "12.50")],
)  # fmt: skip
def test_the_cost_on_a_day(push, read, day, amount):
    push(cost(amount="10"), cost(day="2026-03-01", amount="12.5"), cost("OTHER", amount="3"))
    page = read(EFFECTIVE, on=day, sku="ZL-1")
    CatalogEffectiveCostPage.model_validate_json(json.dumps(page))
    assert [one["cost"]["amount"] for one in page["items"]] == ([] if amount is None else [amount])


def test_costs_on_a_day_by_pages(push, read, client, caller):
    kinds = ("first_leg_freight", "moving_average", "purchase_price")
    push(*(cost(sku, day, kind=kind) for sku in ("A", "B") for kind in kinds for day in ("2026-01-01", "2026-02-01")))
    seen, cursor = [], ""
    while cursor is not None:
        page = read(EFFECTIVE, on="2026-02-01", limit=4, cursor=cursor)
        seen += [(one["sku"], one["kind"], one["valid_from"]) for one in page["items"]]
        cursor = page["next_cursor"]
    assert seen == [(sku, kind, "2026-02-01") for sku in ("A", "B") for kind in kinds]
    assert client.get(EFFECTIVE, headers=caller()).status_code == 422


def test_a_deleted_cost_counts_no_more_and_is_followed(client, caller, push, read):
    push(cost(amount="10"))
    (later,) = push(cost(day="2026-03-01", amount="12.5"))
    follow = read(include_deleted=True)["follow_cursor"]
    assert client.delete(f"{PATH}/{later['cost_id']}", headers=caller("catalog:write")).status_code == 204
    assert client.delete(f"{PATH}/{later['cost_id']}", headers=caller()).status_code == 404
    assert [one["cost"]["amount"] for one in read(EFFECTIVE, on="2026-06-01")["items"]] == ["10.00"]
    (gone,) = read(include_deleted=True, cursor=follow)["items"]
    assert (gone["cost_id"], gone["version"], gone["deleted_at"] is not None) == (later["cost_id"], 2, True)
    (again,) = push(cost(day="2026-03-01", amount="13"))
    assert (again["status"], again["cost_id"], again["version"]) == ("created", later["cost_id"], 3)
    assert read(f"{PATH}/{later['cost_id']}")["cost"] == {"amount": "13.00", "currency": "CNY"}


def test_filters_of_the_list(push, read):
    push(cost("A"), cost("B", kind="moving_average", source="erp"), cost("C", currency="JPY", amount="150.5"))
    CatalogCostPage.model_validate_json(json.dumps(read()))
    for filters, skus in (
        ({"sku": "A"}, ["A"]),
        ({"kind": "moving_average"}, ["B"]),
        ({"source": "manual"}, ["A", "C"]),
        ({"seller_id": "A9ELSEWHERE"}, []),
        ({"updated_after": "2026-12-01T00:00:00Z"}, []),
    ):
        assert sorted(one["sku"] for one in read(**filters)["items"]) == skus, filters


def test_a_file_of_a_person(send, read):
    lines = [
        "卖家SKU,SKU,成本类型,生效日期,金额,币种,备注",
        *(",A,采购价,2026/1/5,¥12.35,CNY,x", ",B,头程,20260105,1.5,CNY,", ",C,采购价,2026-01-05,free,CNY,"),
        *(",D,采购价,2026-01-05,1,RMB,", ",A,采购价,2026-01-05,12.4,CNY,"),
    ]
    told = send("\n".join(lines).encode("gb18030"))
    assert {name: told[name] for name in ("rows", "created", "repeated", "rejected", "ignored_columns")} == {
        "rows": 5, "created": 2, "repeated": 1, "rejected": 2, "ignored_columns": ["卖家SKU", "备注"]
    }  # fmt: skip
    assert [(row["line"], row["errors"][0]["pointer"]) for row in told["told"]] == [
        *((4, "/cost/amount"), (5, "/cost/currency")),
    ]
    assert {one["sku"]: (one["cost"]["amount"], one["source"]) for one in read()["items"]} == {
        "A": ("12.40", "import"), "B": ("1.50", "import")
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"SKU,Kind\nA,purchase_price\n", "sheet-rejected"),
        ("a.csv", b"", "sheet-rejected"),
        ("a.xlsx", b"PK\x03\x04 broken", "sheet-rejected"),
        ("a.json", b"[]", "sheet-rejected"),
        ("a.csv", b"SKU,Kind\n" + b"A,B\n" * 5001, "sheet-rejected"),
    ],
)
def test_what_is_no_table_of_costs(send, database, name, content, code):
    assert send(content, name) == (422, code)
    assert rows_of(database, "unit_cost") == {"unit_cost": []}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_can_be_imported_again(client, caller, push, read, send, form):
    push(
        cost("=A+1", amount="12.3456"),
        cost("00012", "2026-02-01", currency="JPY", amount="150"),
        cost("-9", amount="7"),
    )
    answer = client.get(f"{PATH}/export", params={"format": form}, headers=caller("catalog:read"))
    assert answer.headers["content-disposition"] == f'attachment; filename="costs.{form}"'
    before = read()["items"]
    told = send(answer.content, f"costs.{form}")
    assert {name: told[name] for name in ("rows", "updated", "rejected", "told")} == {
        "rows": 3, "updated": 3, "rejected": 0, "told": []
    }, told  # fmt: skip
    kept = ("cost_id", "sku", "kind", "valid_from", "cost")
    assert sorted([one[name] for name in kept] for one in read()["items"]) == sorted(
        [one[name] for name in kept] for one in before
    )
    assert send(answer.content, f"costs.{form}")["unchanged"] == 3


def test_a_workbook_of_a_person_with_numbers_and_days(send, read):
    rows = [
        ["SKU", "Kind", "Valid from", "Amount", "Currency"],
        [44, "purchase_price", datetime(2026, 1, 5), 12.3, "CNY"],
    ]
    assert send(workbook(*rows), "costs.xlsx")["created"] == 1
    assert amounts(read()) == [("44", "purchase_price", "2026-01-05", "12.30")]


def test_a_repeated_request_is_answered_as_before(client, caller, database):
    body = {"seller_id": SELLER, "items": [cost()]}
    headers = caller() | {"Idempotency-Key": "costs-again"}
    first = client.post(f"{PATH}/bulk", json=body, headers=headers)
    before = rows_of(database, *TABLES)
    again = client.post(f"{PATH}/bulk", json=body, headers=headers)
    assert (again.content, again.headers["idempotency-replayed"]) == (first.content, "true")
    other = client.post(f"{PATH}/bulk", json=body | {"items": [cost(amount="9")]}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert rows_of(database, *TABLES) == before
    assert FIRST in before["unit_cost"][0]
