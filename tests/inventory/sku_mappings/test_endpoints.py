"""SKU mappings over HTTP: told in batches and by file, followed, lacking ones with suggestions, decided on."""

import io
import json

import openpyxl
import pytest

from services.inventory.models import ErpProduct
from services.inventory.sku_mappings.schemas import (
    MAX_MAPPINGS,
    InventorySkuMappingPage,
    InventorySkuMappingResults,
    InventoryUnmappedErpSkuPage,
    InventoryUnmappedSkuPage,
)
from shared.bulk.sheets import SheetImportRead
from tests.inventory.rows import FIRST, NOW, OTHER, SELLER, counted, stocked
from tests.sql import text

PATH, DECIDE = "/v1/inventory/sku-mappings", "/v1/inventory/sku-suggestions/decide"
UNMAPPED, UNMAPPED_GOODS = "/v1/inventory/unmapped-skus", "/v1/inventory/unmapped-erp-skus"
NOBODYS = "019e0000-0000-7000-8000-000000000000"


def told(sku, *parts, **more):
    return {"sku": sku, "parts": [{"erp_sku": name, "quantity": count} for name, count in parts], **more}


@pytest.fixture
def numbers():
    return iter(range(1000))


@pytest.fixture
def push(client, caller, marketplace, numbers):
    """`push(items...)`: the results of a batch, of mappings or of decisions, under a key of its own."""

    def pushed(*items, path=f"{PATH}/bulk"):
        headers = caller("inventory:write") | {"Idempotency-Key": f"maps-{next(numbers):04}"}
        answer = client.post(path, json={"seller_id": SELLER, "items": list(items)}, headers=headers)
        assert answer.status_code == 207, answer.text
        InventorySkuMappingResults.model_validate_json(answer.content)
        return answer.json()["results"]

    return pushed


@pytest.fixture
def read(client, caller):
    """`read(path, filters...)`: the content."""

    def content(path=PATH, **params):
        answer = client.get(path, params=params, headers=caller("inventory:read"))
        assert answer.status_code == 200, answer.text
        return answer.json()

    return content


@pytest.fixture
def send(client, caller, marketplace, numbers):
    """`send(content, name)`: what became of a file's rows."""

    def sent(content, name="mappings.csv"):
        headers = caller("inventory:write") | {"Idempotency-Key": f"file-{next(numbers):04}"}
        form, files = {"seller_id": SELLER}, {"file": (name, content)}
        answer = client.post(f"{PATH}/import", data=form, files=files, headers=headers)
        assert answer.status_code == 200, answer.text
        SheetImportRead.model_validate_json(answer.content)
        return answer.json()

    return sent


@pytest.fixture
def goods(database):
    """`goods(names..., SET=[...])`: what the ERP's connector has told of."""

    def known(*names, **bundles):
        with database.write() as session:
            for name in (*names, *bundles):
                listed = [{"erp_sku": part, "quantity": count} for part, count in bundles.get(name, [])]
                row = {"tenant_id": FIRST, "erp_sku": name, "connection_id": "c", "name_cn": f"商品 {name}"}
                more = {"is_bundle": name in bundles, "parts": json.dumps(listed) if listed else None}
                session.add(ErpProduct(**row, **more, currency="CNY", updated_at=NOW))

    return known


def parts(page):
    return {row["sku"]: {part["erp_sku"]: part["quantity"] for part in row["parts"]} for row in page["items"]}


def test_who_may(client, caller, push):
    (one,) = push(told("A", ("G", 1)))
    key, body = {"Idempotency-Key": "maps-other"}, {"seller_id": SELLER, "items": [told("A", ("G", 1))]}
    assert client.post(f"{PATH}/bulk", json=body, headers=key).status_code == 401
    assert client.post(f"{PATH}/bulk", json=body, headers=key | caller("inventory:read")).status_code == 403
    assert client.post(f"{PATH}/bulk", json=body, headers=key | caller(tenant=OTHER)).status_code == 404
    for each in (one["mapping_id"], NOBODYS):
        assert client.get(f"{PATH}/{each}", headers=caller(tenant=OTHER)).status_code == 404
        assert client.delete(f"{PATH}/{each}", headers=caller(tenant=OTHER)).status_code == 404
    assert client.get(PATH, headers=caller(tenant=OTHER)).json()["items"] == []
    assert client.get(f"{PATH}/{one['mapping_id']}", headers=caller()).json()["sku"] == "A"


def test_one_bad_item_never_blocks_the_rest(push, read):
    many = [(f"G-{number}", 1) for number in range(21)]
    results = push(
        told("A", ("G", 1)),
        told("B"),
        told("C", ("G", 0)),
        told("D", ("G", 1), ("G", 2)),
        told("E", *many),
        told("F", ("G", 1), seller_id="A9ELSEWHERE"),
        told("A", ("G", 2), ("H", 1)),
        told(" H ", ("G\u0000", 1)),
    )
    assert [one["status"] for one in results] == ["created", *["rejected"] * 5, "repeated", "rejected"]
    assert [[error["pointer"] for error in one["errors"]] for one in results[1:6]] == [
        *(["/parts"], ["/parts/0/quantity"], ["/parts"], ["/parts"], ["/seller_id"]),
    ]
    assert parts(read()) == {"A": {"G": 2, "H": 1}}
    assert len(push(*(told(f"S-{number}", ("G", 1)) for number in range(MAX_MAPPINGS)))) == 500


def test_one_good_is_sold_by_several_skus_and_what_changes_is_followed(push, read, client, caller, database):
    push(told("A", ("G%", 1)), told("A-2PK", ("G%", 2)), told("B", ("G%x", 1)))
    InventorySkuMappingPage.model_validate_json(json.dumps(read()))
    assert parts(read(erp_sku="G%")) == {"A": {"G%": 1}, "A-2PK": {"G%": 2}}
    follow = read(include_deleted=True)["follow_cursor"]
    same, changed = push(told("A", ("G%", 1)), told("A-2PK", ("G%", 3)))
    assert [(same["status"], changed["status"])] == [("unchanged", "updated")]
    assert client.delete(f"{PATH}/{same['mapping_id']}", headers=caller("inventory:write")).status_code == 204
    assert client.delete(f"{PATH}/{same['mapping_id']}", headers=caller()).status_code == 404
    rows = read(include_deleted=True, cursor=follow)["items"]
    assert sorted((row["sku"], row["version"], row["deleted_at"] is None) for row in rows) == [
        *(("A", 2, False), ("A-2PK", 2, True)),
    ]
    (again,) = push(told("A", ("G%", 1)))
    assert (again["status"], again["mapping_id"]) == ("created", same["mapping_id"])
    with database.read() as session:
        rows = session.execute(
            text("SELECT content FROM outbox WHERE name = 'sku_mappings.pushed' ORDER BY sequence")
        )
        last = json.loads(rows.all()[1].content)
    assert (last["before"]["A-2PK"], last["after"]["A-2PK"]) == ("2 x G%", "3 x G%")


def test_what_lacks_a_mapping_and_what_it_is_likely_to_be(read, push, goods, database, marketplace):
    goods("KT-10", "KT-11", "BAG", SET=[("BAG", 2), ("KT-10", 1)])
    for sku in ("KT-10-FBA", "KT-10*2", "SET-UK", "X", "MAPPED"):
        stocked(database, marketplace, sku, 5)
    counted(database, marketplace, "BAG+KT-11", 3)
    push(told("MAPPED", ("BAG", 1)))
    page = read(UNMAPPED)
    InventoryUnmappedSkuPage.model_validate_json(json.dumps(page))
    found = {
        row["sku"]: row["suggestion"] and ({p["erp_sku"]: p["quantity"] for p in row["suggestion"]["parts"]})
        for row in page["items"]
    }
    assert found == {
        "BAG+KT-11": {"BAG": 1, "KT-11": 1}, "KT-10*2": {"KT-10": 2}, "KT-10-FBA": {"KT-10": 1},
        "SET-UK": {"BAG": 2, "KT-10": 1}, "X": None,
    }  # fmt: skip
    lacking = read(UNMAPPED_GOODS)
    InventoryUnmappedErpSkuPage.model_validate_json(json.dumps(lacking))
    assert {row["erp_sku"]: [one["sku"] for one in row["suggestions"]] for row in lacking["items"]} == {
        "KT-10": ["KT-10*2", "KT-10-FBA", "SET-UK"], "KT-11": ["BAG+KT-11"]
    }  # fmt: skip
    seen, cursor = [], ""
    while cursor is not None:
        page = read(UNMAPPED, limit=2, cursor=cursor)
        seen, cursor = [*seen, *(row["sku"] for row in page["items"])], page["next_cursor"]
    assert seen == sorted(found)
    assert read(UNMAPPED_GOODS, limit=1)["items"][0]["erp_sku"] == "KT-10"


def test_suggestions_are_decided_on_in_one_request(read, push, goods, database, marketplace):
    goods("KT-10", "KT-11", "BAG")
    for sku in ("KT-10-FBA", "KT-11-FBA", "BAG-UK", "KT-10"):
        stocked(database, marketplace, sku, 5)
    push(told("BAG-UK", ("KT-11", 1)))
    accept, refuse = {"decision": "accept"}, {"decision": "refuse"}
    items = [
        told("KT-10-FBA", ("KT-10", 1), **accept),
        told("KT-11-FBA", ("KT-11", 1), **refuse),
        told("BAG-UK", ("BAG", 1), **accept),
        told("KT-10", ("KT-10", 1), decision="maybe"),
    ]
    results = push(*items, path=DECIDE)
    assert [one["status"] for one in results] == ["created", "created", "outdated", "rejected"]
    assert [one["status"] for one in push(*items[:2], path=DECIDE)] == ["unchanged", "unchanged"]
    assert parts(read()) == {"KT-10-FBA": {"KT-10": 1}, "BAG-UK": {"KT-11": 1}}
    assert {row["sku"]: row["source"] for row in read()["items"]} == {"KT-10-FBA": "suggestion", "BAG-UK": "manual"}
    assert [(row["sku"], row["suggestion"] is None) for row in read(UNMAPPED)["items"]] == [
        ("KT-10", False), ("KT-11-FBA", True)
    ]  # fmt: skip


def test_goods_that_the_erp_has_not_told_of_are_taken_with_a_warning(push, goods):
    assert push(told("A", ("G", 1)))[0]["warnings"] == []
    goods("KT-10")
    (one,) = push(told("A", ("G", 1), ("KT-10", 1)))
    assert [(each["pointer"], each["code"]) for each in one["warnings"]] == [("/parts/0/erp_sku", "erp-sku-unknown")]


def test_a_file_has_a_row_for_each_part_and_half_a_bundle_is_not_taken(send, read):
    lines = [
        "平台SKU,库存SKU,数量,备注",
        *("A,G,1,", "B,G,2,", "C,G,1,", "C,,1,", "B,H,,", "D,G,x,", "A,G,1,"),
    ]
    file = send("\n".join(lines).encode("gb18030"))
    assert {name: file[name] for name in ("rows", "created", "rejected", "ignored_columns")} == {
        "rows": 7, "created": 4, "rejected": 3, "ignored_columns": ["备注"]
    }  # fmt: skip
    assert [(row["line"], row["errors"][0]["code"]) for row in file["told"]] == [
        *((4, "other-row-rejected"), (5, "missing"), (7, "int_parsing")),
    ]
    assert parts(read()) == {"A": {"G": 2}, "B": {"G": 2, "H": 1}}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_can_be_imported_again(client, caller, push, read, send, form):
    push(told("=A", ("-G", 1)), told("B", ("0012", 2), ("H", 1)))
    before = parts(read())
    answer = client.get(f"{PATH}/export", params={"format": form}, headers=caller("inventory:read"))
    file = send(answer.content, f"mappings.{form}")
    assert (file["rows"], file["unchanged"], file["told"]) == (3, 3, [])
    assert parts(read()) == before


def test_a_workbook_under_the_titles_of_mabang(client, caller, push, goods, database):
    goods("KT-10", SET=[("KT-10", 2)])
    with database.write() as session:
        session.execute(text("UPDATE erp_product SET stock_cost_micros = 12350000 WHERE erp_sku = 'KT-10'"))
    push(told("A", ("=G", 1)))
    answer = client.get("/v1/inventory/erp-skus/mabang-workbook", headers=caller("inventory:read"))
    rows = openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert list(rows) == [
        ("*库存sku编号", "*库存sku中文名称", "统一成本价(RMB)", "仓库"),
        *(("=G", "=G", None, None), ("KT-10", "商品 KT-10", 12.35, None)),
    ]
