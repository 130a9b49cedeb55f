"""Readings of the stand-in for Mabang under its traps: nothing lost, nothing doubled, nothing guessed."""

import pytest

from tests.inventory.rows import FIRST
from tests.sql import text

PATH = "/v1/inventory"


@pytest.fixture
def api(client, caller):
    """`api("GET", "/erp-products")`: the answer's content."""

    def asked(method, path, **given):
        answer = client.request(method, PATH + path, headers=caller(), **given)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    return asked


@pytest.fixture
def read(api, run):
    """`read(connection)`: a reading from its request to its end."""

    def done(connection_id, **how):
        sync = api("POST", "/erp-syncs", json={"connection_id": connection_id} | how)
        run(FIRST, sync["erp_sync_id"])
        return api("GET", f"/erp-syncs/{sync['erp_sync_id']}")

    return done


@pytest.fixture
def walk(api):
    """`walk("/erp-products")`: all of a list."""

    def walked(path):
        rows, cursor = [], ""
        while cursor is not None:
            page = api("GET", path, params={"limit": 200, "cursor": cursor})
            rows += page["items"]
            cursor = page["next_cursor"]
        return rows

    return walked


def parts(sync):
    return {part["part"]: part for part in sync["parts"]}


def test_all_of_an_erp_is_read_under_every_trap(api, read, walk, stand_in, database):
    erp = stand_in(450)
    one = api("POST", "/erp-connections", json=erp.connection)["connection_id"]
    erp.switch()
    erp.switch("slow", times=2, pause_seconds=2)
    sync = read(one)
    assert (sync["status"], sync["is_whole"]) == ("completed", True), sync
    products = [row for row in walk("/erp-products") if not row["is_bundle"]]
    assert len({row["erp_sku"] for row in products}) == len(products) == 450
    assert parts(sync)["products"]["rows_received"] == 450
    assert {row["purchase_price"]["currency"] for row in products} == {"CNY"}
    assert all(row["stock_cost"] and row["warning_days"] in (15, 30, 45) for row in products)
    bundles = {row["erp_sku"]: row["parts"] for row in walk("/erp-products") if row["is_bundle"]}
    assert bundles == {
        each["combo_sku"]: sorted(
            ({"erp_sku": part["stock_sku"], "quantity": part["quantity"]} for part in each["parts"]),
            key=lambda part: part["erp_sku"],
        )
        for each in erp.key["combos"]
    }
    (letter,) = walk("/erp-dead-letters")
    assert (letter["part"], letter["reason"], letter["status"]) == ("stock", "quantity-unknown", "open")
    assert letter["record"]["stockQuantity"] == ""
    with database.read() as session:
        counts = session.execute(text("SELECT erp_sku, available_quantity FROM erp_count")).all()
        kept = session.execute(text("SELECT count(*) FROM erp_record")).scalar_one()
    assert letter["erp_sku"] not in {row[0] for row in counts}
    assert kept == 0
    assert {row["kind"] for row in walk("/erp-places")} == {"shop", "warehouse"}
    state = api("GET", f"/erp-connections/{one}")["state"]
    assert (state["circuit"], state["failures"], state["products"]) == ("closed", 0, 450 + len(bundles))
    assert (state["open_dead_letters"], state["last_success_at"] is not None) == (1, True)


def test_what_changed_since_is_asked_for_by_windows_and_days(api, read, walk, stand_in, moment):
    erp = stand_in(120)
    one = api("POST", "/erp-connections", json=erp.connection)["connection_id"]
    assert read(one)["status"] == "completed"
    before = {row["erp_sku"]: row["updated_at"] for row in walk("/erp-products")}
    moment.advance(hours=6)
    erp.switch("moving_pages")
    sync = read(one)
    assert (sync["status"], sync["is_whole"]) == ("completed", False), sync
    asked = [call["asked"] for call in erp.calls("stock-get-stock-quantity")]
    assert {each["updateTime"] for each in asked if "updateTime" in each} == {"2026-11-20", "2026-11-21"}
    window = erp.calls("stock-do-search-sku-list-new")[-1]["asked"]
    assert (window["updateTimeStart"], window["updateTimeEnd"]) == ("2026-11-20 19:00:00", "2026-11-21 02:00:00")
    assert before.keys() == {row["erp_sku"] for row in walk("/erp-products")}


def test_a_second_reading_changes_nothing_and_tells_nothing(api, read, walk, stand_in):
    erp = stand_in(120)
    one = api("POST", "/erp-connections", json=erp.connection)["connection_id"]
    read(one)
    before = walk("/erp-products")
    again = read(one, whole=True)
    assert [part["rows_changed"] for part in again["parts"]] == [0] * 5
    assert walk("/erp-products") == before


def test_a_dry_run_stores_nothing_but_what_it_would_change(api, read, walk, stand_in):
    erp = stand_in(120)
    one = api("POST", "/erp-connections", json=erp.connection)["connection_id"]
    erp.switch("empty_quantity")
    sync = read(one, dry_run=True)
    assert (sync["status"], sync["is_dry_run"]) == ("completed", True)
    assert walk("/erp-products") == walk("/erp-places") == walk("/erp-dead-letters") == []
    changes = walk(f"/erp-syncs/{sync['erp_sync_id']}/changes")
    kinds = {kind: [each for each in changes if each["kind"] == kind] for kind in {each["kind"] for each in changes}}
    assert set(kinds) == {"shop", "warehouse", "product", "count", "dead_letter"}
    assert len(kinds["product"]) == 120 + len(erp.key["combos"])
    assert len(kinds["dead_letter"]) == 1
    assert {each["before"] for each in changes} == {None}
    assert api("GET", f"/erp-connections/{one}")["state"]["last_success_at"] is None


def test_a_dead_letter_is_asked_for_again_and_resolved(api, read, run, walk, stand_in):
    erp = stand_in(120)
    one = api("POST", "/erp-connections", json=erp.connection)["connection_id"]
    erp.switch("empty_quantity")
    read(one)
    (letter,) = walk("/erp-dead-letters")
    for trap_is_on, status in ((True, "open"), (False, "resolved")):
        erp.switch("empty_quantity", is_on=trap_is_on)
        sync = api("POST", f"/erp-dead-letters/{letter['dead_letter_id']}/replay")
        run(FIRST, sync["erp_sync_id"])
        assert [part["part"] for part in api("GET", f"/erp-syncs/{sync['erp_sync_id']}")["parts"]] == ["stock"]
        assert [each["status"] for each in walk("/erp-dead-letters")] == [status]
    assert erp.calls("stock-get-stock-quantity")[-1]["asked"]["stockSkus"] == letter["erp_sku"]


def test_what_is_dismissed_stays_so_while_it_is_told_in_the_same_words(api, read, walk, stand_in):
    erp = stand_in(120)
    one = api("POST", "/erp-connections", json=erp.connection)["connection_id"]
    erp.switch("empty_quantity")
    read(one)
    (letter,) = walk("/erp-dead-letters")
    dismissed = api("POST", f"/erp-dead-letters/{letter['dead_letter_id']}/dismiss", json={"reason": "a sample"})
    assert (dismissed["status"], dismissed["dismissed_because"]) == ("dismissed", "a sample")
    read(one, whole=True)
    assert [each["status"] for each in walk("/erp-dead-letters")] == ["dismissed"]


def test_a_wrong_secret_fails_with_the_words_of_the_erp_and_is_tried_again_later(api, read, stand_in, moment):
    erp = stand_in(120)
    one = api("POST", "/erp-connections", json=erp.connection | {"secret": "wrong"})["connection_id"]
    sync = read(one)
    assert (sync["status"], sync["failure_code"]) == ("failed", "erp-refused")
    assert [part["status"] for part in sync["parts"]] == ["failed", *["waiting"] * 4]
    state = api("GET", f"/erp-connections/{one}")["state"]
    assert (state["circuit"], state["failures"], state["failure_code"]) == ("closed", 1, "erp-refused")
    assert state["next_run_at"] > moment.now.isoformat()
