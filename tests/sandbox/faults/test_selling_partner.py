"""Switches for the Selling Partner API: what each call looks like that meets one."""

import pytest

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
MINE = {"seed": 4, "size": 80}
UK = "A1F83G8C2ARO7P"
SEARCH = "listingsItems_2021-08-01.searchListingsItems"
GET_REPORT = "reports_2021-06-30.getReport"


@pytest.fixture
def switch(client):
    """`switch("sp-api", "throttled", times=1)` lets calls of the seller go wrong."""

    def post(operation, kind, **options):
        return client.post("/sandbox/faults", json=MINE | {"operation": operation, "kind": kind} | options)

    return post


def search(seller, **query):
    return seller.get(f"/listings/2021-08-01/items/{seller.seller_id}", marketplaceIds=UK, **query)


def participations(seller):
    return seller.get("/sellers/v1/marketplaceParticipations")


def test_a_quota_is_exceeded_with_or_without_the_rate(seller, switch):
    assert switch(SEARCH, "throttled", times=1).status_code == 201
    switch(SEARCH, "throttled_silently", times=1)
    told, silent, answered = (search(seller) for _ in range(3))
    assert [each.status_code for each in (told, silent, answered)] == [429, 429, 200]
    assert told.json() == silent.json()
    assert told.json()["errors"][0]["code"] == "QuotaExceeded"
    rates = [each.headers.get("x-amzn-ratelimit-limit") for each in (told, silent, answered)]
    assert rates == ["5", None, "5"]


def test_a_switch_for_all_operations_reaches_each_and_no_other_seller(client, seller, switch, sign_in):
    switch("sp-api", "unavailable")
    for answer in (search(seller), participations(seller)):
        assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    others = {"x-amz-access-token": sign_in("sandbox-5-80")["Authorization"].removeprefix("Bearer ")}
    assert client.get("/sellers/v1/marketplaceParticipations", headers=others).status_code == 200
    client.delete("/sandbox/faults", params=MINE)
    assert participations(seller).status_code == 200


def test_a_refusal_can_come_without_errors(seller, switch):
    switch(SEARCH, "forbidden", times=1)
    refused = search(seller)
    assert (refused.status_code, refused.content) == (403, b"")


def test_a_page_can_lead_to_itself(seller, switch):
    switch(SEARCH, "same_token")
    first = search(seller, pageSize=5)
    token = first.json()["pagination"]["nextToken"]
    second = search(seller, pageSize=5, pageToken=token)
    assert second.json()["pagination"]["nextToken"] == token
    assert second.json()["items"] != first.json()["items"]


def test_a_report_is_never_made_or_fails(seller, switch, clock):
    body = {"reportType": "GET_MERCHANT_LISTINGS_ALL_DATA", "marketplaceIds": [UK]}
    report_id = seller.request("POST", "/reports/2021-06-30/reports", json=body).json()["reportId"]
    clock.advance(60)
    switch(GET_REPORT, "never_completed", times=1)
    switch(GET_REPORT, "failed", times=1)
    reads = [seller.get(f"/reports/2021-06-30/reports/{report_id}").json() for _ in range(3)]
    assert [each["processingStatus"] for each in reads] == ["IN_PROGRESS", "FATAL", "DONE"]
    assert ["reportDocumentId" in each for each in reads] == [False, False, True]


def test_calls_are_counted_by_operation_those_refused_too(client, seller, switch):
    switch(SEARCH, "throttled", times=1)
    search(seller)
    search(seller)
    calls = client.get("/sandbox/calls", params=MINE).json()["items"]
    assert [(each["operation"], each["fault"]) for each in calls if each["operation"] != "token"] == [
        (SEARCH, "throttled"),
        (SEARCH, None),
    ]


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ("listings.search", "throttled"),
        ("profiles", "same_token"),
        (SEARCH, "never_completed"),
        (SEARCH, "truncated"),
    ],
)
def test_what_cannot_be_met_is_refused(switch, operation, kind):
    assert switch(operation, kind).status_code == 400
