from datetime import date, timedelta

import pytest

from services.ads.campaigns import repository
from services.ads.campaigns.operations import store_campaigns
from services.ads.campaigns.schemas import AdsCampaignPage, AdsCampaignRead
from services.ads.products import SP
from shared.db.hot import driver_of
from tests.ads.facts import DE, FIRST, NOW, OTHER, SELLER, UK, learned

PATH = "/v1/ads/campaigns"


@pytest.fixture
def campaigns(database, profile):
    german = learned(database, FIRST, DE)
    with database.write() as session:
        for number in range(1, 6):
            row = {
                "campaign_key": number,
                "name": f"Campaign {number} 电热水壶",
                "state": "ENABLED" if number % 2 else "PAUSED",
                "budget_micros": 12_500_000 if number == 1 else None,
                "budget_type": "DAILY" if number == 1 else None,
                "start_on": date(2026, 1, 31) if number == 1 else None,
            }
            owner = german if number == 5 else profile
            store_campaigns(session, owner, SP, [row], now=NOW + timedelta(minutes=number))


def test_who_may_read(client, caller, campaigns):
    for path in (PATH, f"{PATH}/1"):
        assert client.get(path).status_code == 401
        assert client.get(path, headers=caller("ads:write")).status_code == 403
    assert client.get(PATH, headers=caller(tenant=OTHER)).json()["items"] == []
    assert client.get(f"{PATH}/1", headers=caller(tenant=OTHER)).json()["code"] == "not-found"
    assert client.get(f"{PATH}/abc", headers=caller()).status_code == 404


def test_the_bytes_are_what_the_document_says(client, caller, campaigns):
    page = client.get(PATH, headers=caller("ads:read"))
    parsed = AdsCampaignPage.model_validate_json(page.content, strict=False)
    assert [item.campaign_id for item in parsed.items] == ["1", "2", "3", "4", "5"]
    assert set(page.json()["items"][0]) == set(AdsCampaignRead.model_fields)
    one = client.get(f"{PATH}/1", headers=caller("ads:read"))
    assert one.json() == page.json()["items"][0]
    shown = AdsCampaignRead.model_validate_json(one.content)
    assert (shown.seller_id, shown.marketplace_id, shown.state) == (SELLER, UK, "ENABLED")
    assert (str(shown.budget.amount), shown.budget.currency) == ("12.50", "GBP")
    assert (shown.start_on, shown.updated_at) == (date(2026, 1, 31), NOW + timedelta(minutes=1))


def test_filters(client, caller, campaigns):
    def ids(**query):
        return [item["campaign_id"] for item in client.get(PATH, params=query, headers=caller()).json()["items"]]

    assert ids(marketplace_id=DE) == ["5"]
    assert ids(state="PAUSED", seller_id=SELLER) == ["2", "4"]
    assert ids(updated_after=(NOW + timedelta(minutes=3)).isoformat()) == ["4", "5"]
    assert ids(campaign_id="3") == ["3"]
    assert ids(campaign_id="nonsense") == []
    assert ids(marketplace_id=[UK, DE], state="ENABLED") == ["1", "3", "5"]
    assert (ids(q="campaign 3"), ids(q="水"), ids(q="3%")) == (["3"], ["1", "2", "3", "4", "5"], [])
    assert ids(sort="-name", q="电热") == ["5", "4", "3", "2", "1"]
    assert (ids(sort="budget")[-1], ids(sort="-budget")[0]) == ("1", "1")
    changed = {"sort": "name", "limit": 2, "updated_after": (NOW + timedelta(minutes=2)).isoformat()}
    page = client.get(PATH, params=changed, headers=caller()).json()
    rest = {"sort": "name", "limit": 2, "cursor": page["next_cursor"]}
    more = client.get(PATH, params=rest, headers=caller()).json()
    assert [item["campaign_id"] for item in (*page["items"], *more["items"])] == ["3", "4", "5"]
    wrong = client.get(PATH, params=rest | {"sort": "-name"}, headers=caller())
    assert (wrong.status_code, wrong.json()["code"]) == (400, "cursor-mismatch")


def test_pages_walk_all_once(client, caller, campaigns):
    walked, cursor = [], ""
    while True:
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = client.get(PATH, params=query, headers=caller()).json()
        walked += [item["campaign_id"] for item in page["items"]]
        if not page["has_more"]:
            break
        cursor = page["next_cursor"]
    assert walked == ["1", "2", "3", "4", "5"]
    foreign = client.get(PATH, params={"limit": "2", "cursor": cursor}, headers=caller(tenant=OTHER))
    assert (foreign.status_code, foreign.json()["code"]) == (400, "cursor-mismatch")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_one_is_found_by_its_whole_key_and_not_among_all(database):
    with driver_of(database) as driver:
        text, _ = repository._ONE._whole.words("sqlite")
        given = {"tenant_id": "t", "campaign_key": 1}
        steps = [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {text}", given)]
    assert steps[-1].endswith("(profile_key=? AND ad_product=? AND campaign_key=?)")
    assert not any("TEMP B-TREE" in step or step.startswith("SCAN") for step in steps)
