"""What callers can get wrong on every list and item: told as a problem with a code, never a 500."""

import pytest

from tests.ads.facts import SELLER, UK

LISTS = ("campaigns", "deliveries", "findings", "profiles", "report-imports", "syncs")
PERFORMANCE = {"seller_id": SELLER, "marketplace_id": UK, "from_on": "2026-11-01", "to_on": "2026-11-03"}


def get(client, caller, path, **query):
    answer = client.get(f"/v1/ads/{path}", params=query, headers=caller("ads:read"))
    return answer.status_code, answer.json().get("code")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", LISTS)
def test_every_list_refuses_the_same(client, caller, profile, path):
    for wrong in (
        {"updated_after": "0001-01-01T00:00:00+10:00"},
        {"updated_after": "9999-12-31T23:59:59-10:00"},
        {"updated_after": "2026-11-01T00:00:00"},
        {"updated_after": "yesterday"},
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "many"},
        {"seller_id": "x" * 21},
        {"sellerid": SELLER},
        {"offset": "5"},
    ):
        assert (wrong, *get(client, caller, path, **wrong)) == (wrong, 422, "invalid-request")
    for cursor in ("!", "AAAA", "e30", "x" * 999):
        assert (cursor, *get(client, caller, path, cursor=cursor)) == (cursor, 400, "cursor-invalid")


def test_days_that_end_before_they_begin(client, caller, profile):
    for day, status in (("2026-11-01", 422), ("2026-11-02", 422), ("2026-11-03", 200)):
        query = {"from_on": "2026-11-02", "to_on": day}
        answer = client.get("/v1/ads/deliveries", params=query, headers=caller())
        assert (day, answer.status_code) == (day, status)
    assert client.get("/v1/ads/deliveries", params={"to_on": "2026-11-01"}, headers=caller()).status_code == 200


@pytest.mark.parametrize("path", LISTS)
def test_the_ends_of_time_are_moments_too(client, caller, profile, path):
    for moment, number in (("0001-01-01T00:00:00Z", path == "profiles"), ("9999-12-31T23:59:59.999999Z", 0)):
        answer = client.get(f"/v1/ads/{path}", params={"updated_after": moment}, headers=caller())
        assert (moment, answer.status_code, len(answer.json()["items"])) == (moment, 200, number)


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
@pytest.mark.parametrize("path", [*LISTS, "performance"])
def test_a_text_that_no_column_holds(client, caller, profile, path):
    query = PERFORMANCE if path == "performance" else {}
    assert get(client, caller, path, **(query | {"seller_id": "A\x00B"})) == (422, "invalid-request")


@pytest.mark.parametrize(
    "path",
    [
        "findings/nothing",
        "syncs/nothing",
        "report-imports/nothing",
        "report-imports/nothing/errors",
        "thresholds/nothing",
        "campaigns/nothing",
        "campaigns/name-0",
        "campaigns/-1",
        "campaigns/9223372036854775807",
        "nothing",
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_is_not_there(client, caller, profile, path):
    assert get(client, caller, path) == (404, "path-unknown" if path == "nothing" else "not-found")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_problems_are_told_in_the_callers_language(client, caller):
    headers = caller() | {"Accept-Language": "zh-CN"}
    answer = client.get("/v1/ads/performance", params=PERFORMANCE, headers=headers)
    assert (answer.status_code, answer.json()["code"], answer.json()["title"]) == (
        404,
        "seller-account-unknown",
        "没有此卖家账户",
    )
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_methods_that_a_path_does_not_know(client, caller):
    answer = client.delete(f"/v1/ads/thresholds/{SELLER}", headers=caller())
    assert (answer.status_code, answer.json()["code"], answer.headers["allow"]) == (
        405,
        "method-not-allowed",
        "GET, HEAD, PATCH",
    )
