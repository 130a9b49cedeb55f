"""Over a whole simulated account, every finding's links lead to rows that add up to its numbers."""

from collections import Counter
from datetime import date, timedelta

import pytest

from services.ads.campaigns.operations import flag_campaigns, store_campaigns
from services.ads.deliveries.rules import FILE
from services.ads.performance.rules import Window
from services.ads.products import SB, SD, SP
from services.ads.report_types.rules import SEARCH_TERMS
from services.ads.reports.operations import record_delivery
from services.sandbox.advertisers.rules import days, plan
from tests.ads.facts import DE, FIRST, NOW, SELLER, UK, fact, learned, store
from tests.links import told_and_read

FROM, TO = date(2026, 10, 28), date(2026, 11, 18)
"""Days before and after those that are judged, too: no link leads to these."""

PRODUCTS = {SP: "SPONSORED_PRODUCTS", SB: "SPONSORED_BRANDS", SD: "SPONSORED_DISPLAY"}


def rows_of(owner, product, campaign):
    """(whole campaign, its terms): fact rows of each day, as the reports of Amazon tell them."""
    metrics = days.metrics_of(campaign, FROM, TO)
    week = metrics.outcomes[7 if product == SP else 14]
    parts = (metrics.impressions, metrics.clicks, metrics.cost, week.purchases, week.sales)
    groups = [group for group in campaign.ad_groups for _ in group.terms]
    whole, terms = [], []
    for offset in range((TO - FROM).days + 1):
        day = FROM + timedelta(days=offset)
        whole.append(_fact(owner, day, product, campaign, 0, [int(part[:, offset].sum()) for part in parts]))
        for place, (term, group) in enumerate(zip(campaign.terms, groups, strict=True)):
            row = _fact(
                owner, day, product, campaign, group.ad_group_id, [int(part[place, offset]) for part in parts]
            )
            terms.append((*row[:5], term.target.text, term.target.match_type, term.text, *row[5:]))
    return whole, terms


def _fact(owner, day, product, campaign, ad_group, numbers):
    impressions, clicks, cost, orders, sales = numbers
    counts = {"impressions": impressions, "clicks": clicks, "orders": orders, "units": orders}
    money = {"cost": cost / 100, "sales": sales / 100}
    attribution = 7 if product == SP else 14
    about = {"ad_group": ad_group, "product": product, "attribution": attribution}
    return fact(owner, day, campaign.campaign_id, **about, **counts, **money)


def live(database, advertiser, *, campaigns):
    """The account's weeks stored and judged; with `campaigns` by reports of campaigns, too."""
    for marketplace_id, profile in zip((UK, DE), advertiser.profiles, strict=True):
        owner = learned(database, FIRST, marketplace_id)
        for product, word in PRODUCTS.items():
            planted = profile.campaigns_of(word)
            names = [{"campaign_key": one.campaign_id, "name": one.name, "state": one.state} for one in planted]
            with database.write() as session:
                store_campaigns(session, owner, product, names, now=NOW)
            for campaign in planted:
                whole, terms = rows_of(owner, product, campaign)
                store(database, owner, *(whole if campaigns else []), *(terms if product == SP else []))
        with database.write() as session:
            told = {(FROM + timedelta(days=number)).isoformat(): 1 for number in range((TO - FROM).days + 1)}
            window = Window(FROM, TO + timedelta(days=1))
            record_delivery(session, owner, SEARCH_TERMS, window, told, source=FILE, now=NOW)
            for product in PRODUCTS:
                flag_campaigns(session, owner, product, now=NOW)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("campaigns", [True, False])
def test_every_link_leads_to_rows_that_add_up_to_the_evidence(client, caller, database, campaigns):
    live(database, plan.make_advertiser(2, 24), campaigns=campaigns)

    def get(href):
        answer = client.get(href, headers=caller("ads:read"))
        assert answer.status_code == 200, answer.text
        return answer.json()

    found = get(f"/v1/ads/findings?seller_id={SELLER}&limit=200")["items"]
    codes = Counter(finding["code"] for finding in found)
    assert codes["ads.spend_without_sales"] >= 4
    assert codes["ads.acos_high"] >= 2
    assert codes["ads.ctr_low"] >= 2
    assert codes["ads.account_over_target"] == (1 if campaigns else 0)
    for finding in found:
        [(rel, told, read)] = told_and_read(get, finding)
        assert rel == "performance"
        assert len(told) == 5
        assert (finding["code"], finding["subject"]["id"], read) == (finding["code"], finding["subject"]["id"], told)
