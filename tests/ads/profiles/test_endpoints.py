from datetime import timedelta

import pytest

from services.ads.profiles.operations import learn_profile
from tests.ads.facts import DE, FIRST, NOW, OTHER, SELLER, UK, learned

PATH = "/v1/ads/profiles"
US = "ATVPDKIKX0DER"


def learn(database, marketplace_id, *, minutes=0, tenant=FIRST, seller=SELLER, **told):
    with database.write() as session:
        return learn_profile(session, tenant, seller, marketplace_id, now=NOW + timedelta(minutes=minutes), **told)


def listed(client, caller, **query):
    return client.get(PATH, params=query, headers=caller("ads:read")).json()["items"]


def test_who_may_read(client, caller, profile):
    assert client.get(PATH).status_code == 401
    assert client.get(PATH, headers=caller("ads:write")).json()["code"] == "scope-missing"
    assert client.get(PATH, headers=caller(tenant=OTHER)).json()["items"] == []


def test_what_a_file_tells_is_completed_by_the_marketplace(client, caller, database):
    learn(database, US)
    assert listed(client, caller) == [
        {
            "seller_id": SELLER,
            "marketplace_id": US,
            "profile_id": None,
            "country_code": "US",
            "currency": "USD",
            "timezone": "America/Los_Angeles",
            "updated_at": "2026-11-20T12:00:00Z",
        }
    ]


def test_what_amazon_says_counts_and_is_never_unsaid(client, caller, database):
    key = learn(database, US).key
    learn(database, US, minutes=1, profile_id="33", currency="USD", timezone="America/New_York")
    assert learn(database, US, minutes=2).key == key
    [shown] = listed(client, caller)
    assert (shown["profile_id"], shown["timezone"], shown["updated_at"]) == (
        "33",
        "America/New_York",
        "2026-11-20T12:01:00Z",
    )


def test_an_advertiser_is_one_for_a_tenant_and_marketplace(database):
    keys = [
        learn(database, UK).key,
        learn(database, DE).key,
        learn(database, UK, tenant=OTHER).key,
        learn(database, UK, seller="A2TESTSELLER").key,
    ]
    assert len(set(keys)) == 4
    assert learn(database, UK).key == keys[0]


def test_a_marketplace_that_amazon_does_not_have(database):
    with pytest.raises(LookupError):
        learn(database, "A0NOWHERE")


def test_filters_and_pages(client, caller, database):
    for minutes, place in enumerate((UK, DE, US)):
        learn(database, place, minutes=minutes)
    learn(database, UK, seller="A2TESTSELLER", minutes=9)
    learned(database, OTHER, UK)
    assert [one["marketplace_id"] for one in listed(client, caller, seller_id=SELLER)] == [UK, DE, US]
    assert [one["seller_id"] for one in listed(client, caller, updated_after="2026-11-20T12:02:00Z")] == [
        "A2TESTSELLER"
    ]
    walked, query = [], {"limit": "1"}
    while True:
        page = client.get(PATH, params=query, headers=caller()).json()
        walked += [(one["seller_id"], one["marketplace_id"]) for one in page["items"]]
        if not page["has_more"]:
            break
        query["cursor"] = page["next_cursor"]
    assert walked == [(SELLER, UK), (SELLER, DE), (SELLER, US), ("A2TESTSELLER", UK)]
    foreign = client.get(PATH, params=query, headers=caller(tenant=OTHER)).json()
    assert foreign["code"] == "cursor-mismatch"
