"""Cursors that somebody made up: refused with a code, whatever is in them."""

import pytest

from services.ads.performance.schemas import PerformanceQuery
from shared import pages
from tests.ads.facts import FIRST, SELLER, UK

PATH = "/v1/ads/performance"
BASE = {"seller_id": SELLER, "marketplace_id": UK, "from_on": "2026-11-01", "to_on": "2026-11-03"}
DAILY_TERMS = {"time_unit": "DAILY", "group_by": "search_term"}
KEY = ["2026-11-01", "SP", 11, 110, "kettle", "EXACT", "a"]


def get(client, caller, filters, key):
    query = PerformanceQuery(**BASE, **filters)
    cursor = pages.write_cursor(FIRST, query, key)
    return client.get(PATH, params=BASE | filters | {"cursor": cursor}, headers=caller("ads:read"))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("filters", "key"),
    [
        ({}, []),
        ({}, ["SP", 11, 12]),
        ({}, ["SP", "kettle"]),
        ({}, ["SP", "9" * 40]),
        ({}, ["SP", 2**63]),
        ({}, ["SP", 1.5]),
        ({}, ["SP", None]),
        ({}, ["SP", [11]]),
        ({"time_unit": "DAILY"}, [11, "SP", 11]),
        ({"time_unit": "DAILY"}, ["2026-02-30", "SP", 11]),
        ({"time_unit": "DAILY"}, ["", "SP", 11]),
        (DAILY_TERMS, ["2026-11-01", "SP", 11, 110, "kettle", "EXACT"]),
        (DAILY_TERMS, ["2026-11-01", "SP", 11, 110, 7, "EXACT", "a"]),
        (DAILY_TERMS, ["2026-11-01", "SP", 11, 110, "kettle\x00", "EXACT", "a"]),
    ],
)
def test_a_made_up_key_is_refused(client, caller, profile, filters, key):
    answer = get(client, caller, filters, key)
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor-invalid")


@pytest.mark.parametrize("key", [KEY, ["0001-01-01", "SP", -(2**62), 2**62, "'; DROP TABLE", "%", "\\"]])
def test_a_key_of_the_right_shape_only_moves_the_start(client, caller, profile, key):
    assert get(client, caller, DAILY_TERMS, key).json()["items"] == []
