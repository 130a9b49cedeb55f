"""The plain marks on every row, the numbers of one search term, and campaigns known by their search terms only."""

from datetime import date

import pytest

from services.ads.deliveries.rules import FILE
from services.ads.performance.rules import Window
from services.ads.products import SB
from services.ads.report_types.rules import SEARCH_TERMS
from services.ads.reports.operations import record_delivery
from tests.ads.facts import NOW, SELLER, UK, fact, store, term_fact

PATH = "/v1/ads/performance"
DAY = date(2026, 11, 10)


@pytest.fixture
def ask(client, caller, profile):
    query = {"seller_id": SELLER, "marketplace_id": UK, "from_on": "2026-11-10", "to_on": "2026-11-11"}

    def asked(**more):
        return client.get(PATH, params=query | more, headers=caller()).json()

    return asked


def test_every_row_has_the_plain_marks_by_the_accounts_thresholds(client, caller, database, profile, ask):
    store(
        database,
        profile,
        fact(profile, DAY, 1, impressions=1000, clicks=2, cost=4, orders=1, sales=10),
        fact(profile, DAY, 2, impressions=1000, clicks=3, cost=3.5, orders=1, sales=10),
        fact(profile, DAY, 3, impressions=0, clicks=0, cost=4, orders=0, sales=0),
        term_fact(profile, DAY, 1, "lid", impressions=1, clicks=1, cost=4, orders=1, sales=10),
    )

    def marks(**more):
        return [(row["campaign_id"], row["acos_above"], row["ctr_below"]) for row in ask(**more)["items"]]

    assert marks() == marks(time_unit="DAILY") == [("1", True, True), ("2", False, False), ("3", None, None)]
    assert marks(group_by="search_term") == [("1", True, False)]
    bounds = {"target_acos": 0.4, "min_ctr": 0.004}
    assert client.patch(f"/v1/ads/thresholds/{SELLER}", json=bounds, headers=caller()).status_code == 200
    assert marks() == [("1", False, True), ("2", False, True), ("3", None, None)]


def test_the_numbers_of_one_search_term(client, caller, database, profile, ask):
    numbers = {"clicks": 2, "cost": 3.0, "orders": 0, "sales": 0}
    store(database, profile, term_fact(profile, DAY, 1, "水壶 & lid", **numbers), term_fact(profile, DAY, 1, "lid"))
    store(database, profile, term_fact(profile, DAY, 2, "水壶 & lid", clicks=5, cost=1.0))
    page = ask(group_by="search_term", search_term="水壶 & lid")
    assert [(row["campaign_id"], row["clicks"]) for row in page["items"]] == [("1", 2), ("2", 5)]
    assert page["totals"]["cost"]["amount"] == "4.00"
    assert ask(group_by="search_term", search_term="水壶 & lid", campaign_id="1")["totals"]["clicks"] == 2
    assert ask(group_by="search_term", search_term="LID")["items"] == []
    refused = ask(search_term="lid")
    assert (refused["code"], refused["errors"][0]["code"]) == ("invalid-request", "search_term")


def roll_up(database, profile):
    with database.write() as session:
        window = Window(DAY, date(2026, 11, 11))
        record_delivery(session, profile, SEARCH_TERMS, window, {DAY.isoformat(): 1}, source=FILE, now=NOW)


def test_an_account_of_search_terms_alone_is_shown_its_figures(client, caller, database, profile, ask):
    """The README's fourth call."""
    store(database, profile, term_fact(profile, DAY, 1, "lid", clicks=4, cost=9.0, orders=2, sales=30.0))
    roll_up(database, profile)
    page = ask()
    assert (page["from_search_terms"], page["totals"]["cost"]["amount"]) == (True, "9.00")
    assert [(row["campaign_id"], row["orders"], row["acos"]) for row in page["items"]] == [("1", 2, 0.3)]
    assert ask(report="spCampaigns")["items"] == []
    assert ask(group_by="ad_group")["items"] == []
    assert ask(ad_product="SPONSORED_BRANDS")["items"] == []
    store(database, profile, fact(profile, DAY, 1, clicks=7))
    whole = ask()
    assert (whole["from_search_terms"], whole["totals"]["clicks"]) == (False, 7)
    assert ask(report="spSearchTerm")["totals"]["clicks"] == 4


def test_campaigns_of_another_product_do_not_hide_those_that_are_asked_for(client, caller, database, profile, ask):
    store(database, profile, term_fact(profile, DAY, 1, "lid", clicks=4))
    roll_up(database, profile)
    store(database, profile, fact(profile, DAY, 7, product=SB, attribution=14))
    assert ask(ad_product="SPONSORED_PRODUCTS")["totals"]["clicks"] == 4
    assert ask(ad_product="SPONSORED_PRODUCTS")["from_search_terms"] is True
    assert ask(ad_product="SPONSORED_BRANDS")["from_search_terms"] is False
