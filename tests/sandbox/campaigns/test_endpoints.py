"""POST /sp/campaigns/list, POST /sb/v4/campaigns/list, GET /sd/campaigns."""

import re
from base64 import urlsafe_b64encode

import pytest
from fastapi.testclient import TestClient

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

MEDIA_TYPE = "application/vnd.spCampaign.v3+json"


@pytest.fixture
def ask(client: TestClient, us):
    def ask(query: dict):
        headers = us | {"Content-Type": MEDIA_TYPE}
        return client.post("/sp/campaigns/list", headers=headers, json=query)

    return ask


def test_all_campaigns_of_the_profile(ask):
    answer = ask({})
    assert answer.headers["content-type"] == MEDIA_TYPE
    page = answer.json()
    assert page["totalResults"] == 10 == len(page["campaigns"])
    assert "nextToken" not in page
    assert len({each["campaignId"] for each in page["campaigns"]}) == 10
    assert len({each["name"] for each in page["campaigns"]}) == 10
    first = page["campaigns"][0]
    assert re.fullmatch(r"\d{15}", first["campaignId"])
    assert re.fullmatch(r"202[2-4]-\d\d-\d\d", first["startDate"])
    assert first["state"] in {"ENABLED", "PAUSED", "ARCHIVED"}
    assert first["targetingType"] in {"AUTO", "MANUAL"}
    assert first["budget"].keys() == {"budget", "budgetType"}
    assert first["dynamicBidding"] == {"strategy": "LEGACY_FOR_SALES", "placementBidding": []}


@pytest.mark.parametrize("size", [1, 3, 5, 9, 10, 1000])
def test_pages_hold_everything_once(ask, size):
    found, query = [], {"maxResults": size}
    while query:
        page = ask(query).json()
        assert len(page["campaigns"]) <= size
        found += [each["campaignId"] for each in page["campaigns"]]
        query = {"nextToken": page["nextToken"]} if "nextToken" in page else None
    assert found == [each["campaignId"] for each in ask({}).json()["campaigns"]]


def test_states_are_filtered_and_the_token_remembers_them(client: TestClient, sign_in):
    headers = sign_in("sandbox-3-200") | {"Content-Type": MEDIA_TYPE}
    profile = client.get("/v2/profiles", headers=headers).json()[1]
    headers |= {"Amazon-Advertising-API-Scope": str(profile["profileId"])}
    counts = {}
    for states in (["ENABLED"], ["PAUSED"], ["ARCHIVED"], ["PAUSED", "ARCHIVED"]):
        query, found = {"stateFilter": {"include": states}, "maxResults": 1}, []
        while query:
            page = client.post("/sp/campaigns/list", headers=headers, json=query).json()
            found += [each["state"] for each in page["campaigns"]]
            query = {"nextToken": page["nextToken"]} if "nextToken" in page else None
        assert set(found) == set(states)
        assert len(found) == page["totalResults"]
        counts["+".join(states)] = len(found)
    assert counts["PAUSED+ARCHIVED"] == counts["PAUSED"] + counts["ARCHIVED"] == 100 - counts["ENABLED"]


@pytest.mark.parametrize(
    "query",
    [
        {"maxResults": 0},
        {"maxResults": 1001},
        {"stateFilter": {"include": ["RUNNING"]}},
        {"stateFilter": {"include": []}},
        {"states": ["ENABLED"]},
        {"nextToken": "garbage"},
        {"nextToken": "gärbage"},
        {"nextToken": urlsafe_b64encode(b'[-1, 10, ["ENABLED"]]').decode()},
        {"nextToken": urlsafe_b64encode(b'[0, 10, ["RUNNING"]]').decode()},
        {"nextToken": urlsafe_b64encode(b"7").decode()},
        [],
    ],
)
def test_bad_queries_are_400(ask, query):
    answer = ask(query)
    assert answer.status_code == 400
    assert answer.json().keys() == {"code", "details"}


def test_not_json_is_400_and_another_media_type_415(client: TestClient, us):
    typed = us | {"Content-Type": MEDIA_TYPE}
    assert client.post("/sp/campaigns/list", headers=typed, content=b"{").status_code == 400
    answer = client.post("/sp/campaigns/list", headers=us, json={})
    assert answer.status_code == 415
    assert answer.json() == {"code": "415", "details": f"Content-Type must be {MEDIA_TYPE}"}


BRANDS_TYPE = "application/vnd.sbcampaignresource.v4+json"


@pytest.fixture
def us_of_200(client: TestClient, sign_in):
    headers = sign_in("sandbox-3-200")
    profile = client.get("/v2/profiles", headers=headers).json()[0]
    return headers | {"Amazon-Advertising-API-Scope": str(profile["profileId"])}


def test_campaigns_of_brands_have_ids_as_texts_and_a_bare_budget(client: TestClient, us_of_200):
    headers = us_of_200 | {"Content-Type": BRANDS_TYPE}
    found, query = [], {"maxResults": 4}
    while query:
        answer = client.post("/sb/v4/campaigns/list", headers=headers, json=query)
        assert answer.headers["content-type"] == BRANDS_TYPE
        page = answer.json()
        assert page["totalCount"] == 10
        found += page["campaigns"]
        query = {"nextToken": page["nextToken"]} if "nextToken" in page else None
    assert len({each["campaignId"] for each in found}) == 10
    first = found[0]
    assert re.fullmatch(r"\d{15}", first["campaignId"])
    assert re.fullmatch(r"202[2-4]-\d\d-\d\d", first["startDate"])
    assert isinstance(first["budget"], float)
    assert (first["budgetType"], first["costType"]) == ("DAILY", "CPC")
    untyped = client.post("/sb/v4/campaigns/list", headers=us_of_200 | {"Content-Type": MEDIA_TYPE}, json={})
    assert untyped.status_code == 415


def test_campaigns_of_display_are_a_bare_array_in_other_words(client: TestClient, us_of_200):
    def ask(**query):
        return client.get("/sd/campaigns", headers=us_of_200, params=query)

    found = ask().json()
    assert len({each["campaignId"] for each in found}) == 10
    assert found == [*ask(count=7).json(), *ask(startIndex=7).json()]
    first = found[0]
    assert isinstance(first["campaignId"], int)
    assert re.fullmatch(r"202[2-4]\d{4}", first["startDate"])
    assert (first["state"], first["budgetType"], first["costType"]) == ("enabled", "daily", "cpc")
    assert ask(stateFilter="archived").json() == []
    refused = ask(stateFilter="enabled,asleep")
    assert (refused.status_code, refused.json()["code"]) == (400, "400")
