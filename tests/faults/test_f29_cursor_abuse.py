"""F29: cursors that are forged, another tenant's, or of other filters, on every list.

Pass: 400; and where a forgery can only move the start, never a row of somebody else.
"""

import base64
import json

import pytest

from tests.faults.operations import PROTECTED

LISTS = [operation for operation in PROTECTED if operation.is_list]
OTHER_FILTERS = {
    "group_by": "ad_group",
    "time_unit": "DAILY",
    "severity": "LOW",
    "sku": "ZL-9",
    "subject": "nothing",
    "include_deleted": "true",
    "enabled": "true",
    "region": "EU",
    "actor_id": "nobody",
    "connection_id": "nobody",
    "metric": "none",
}
WITHOUT_FILTERS = {
    *("list_actors", "list_ads_report_import_errors", "list_inventory_unmapped_erp_skus"),
    *("list_tickets_messages", "list_erp_sync_changes"),
}
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def page(house, tenant, operation, **query):
    return operation.send(house.http, tenant.ids, tenant.headers, query=query)


def cursor_of(house, tenant, operation):
    """The genuine cursor after the first row; every list has two."""
    first = page(house, tenant, operation, limit="1").json()
    assert first["has_more"] is True, operation.name
    return first["next_cursor"]


def content_of(cursor):
    return json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))


def encoded(content):
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def refusals(house, tenant, cursors, **query):
    """(list, status, code) of each list under its cursor."""
    for operation, cursor in cursors:
        answer = page(house, tenant, operation, cursor=cursor, **query)
        yield operation.name, answer.status_code, answer.json().get("code")


def test_what_is_no_cursor_is_refused(house, owner):
    for each in LISTS:
        genuine = cursor_of(house, owner, each)
        content = content_of(genuine)
        key = content["k"]
        wrong = [[], [*key, "x"], [None] * len(key), [1.5] * len(key), [{}] * len(key), ["\0"] * len(key), "x"]
        forged = [
            *("x", "!", "e30", "é", genuine[:-2], genuine[1:]),
            *(encoded(content | {"k": each}) for each in wrong),
            encoded({"k": key}),
            encoded([key]),
        ]
        told = list(refusals(house, owner, [(each, cursor) for cursor in forged]))
        assert told == [(each.name, 400, "cursor-invalid")] * len(forged)


def test_a_cursor_belongs_to_its_tenant_list_and_filters(house, owner, outsider):
    theirs = [(each, cursor_of(house, owner, each)) for each in LISTS]
    mismatch = [(each.name, 400, "cursor-mismatch") for each in LISTS]
    assert list(refusals(house, outsider, theirs)) == mismatch
    shifted = [(each, cursor) for each, (_, cursor) in zip(LISTS, [*theirs[1:], theirs[0]], strict=True)]
    assert list(refusals(house, owner, shifted)) == mismatch
    for each, cursor in theirs:
        known = each.parameters("query")
        others = {name: value for name, value in OTHER_FILTERS.items() if name in known}
        if not others and "seller_id" in known:
            others = {"seller_id": "A1OTHERSELLER"}
        assert bool(others) == (each.name not in WITHOUT_FILTERS), f"say other filters of {each.name}"
        if others:
            assert [*refusals(house, owner, [(each, cursor)], **others)] == [(each.name, 400, "cursor-mismatch")]


def test_a_key_from_elsewhere_only_moves_the_start(house, owner, outsider):
    for each in LISTS:
        mine = content_of(cursor_of(house, owner, each))
        foreign = content_of(cursor_of(house, outsider, each))
        own = page(house, owner, each, limit="200").json()["items"]
        answer = page(house, owner, each, limit="200", cursor=encoded(mine | {"k": foreign["k"]}))
        assert (each.name, answer.status_code) == (each.name, 200)
        assert [item for item in answer.json()["items"] if item not in own] == []
