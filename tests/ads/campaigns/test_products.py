"""Nothing of Sponsored Brands and Display enters the sums, beliefs or findings of Sponsored Products."""

from datetime import date

from sqlalchemy import select

from services.ads.campaigns.operations import flag_campaigns, store_campaigns
from services.ads.models import Finding, SearchTermSum, TermBelief
from services.ads.performance.repository import Floor, PerformanceRepository, SearchTermSums
from services.ads.performance.rules import settled_window
from services.ads.products import SB, SD, SP
from tests.ads.facts import NOW, fact, store, term_fact

DAY = date(2026, 11, 10)
JUDGED = settled_window(NOW, "Europe/London")
LARGE = {"clicks": 5000, "impressions": 250_000, "cost": 1500.0, "orders": 500, "sales": 10_000.0}
WASTED = {"clicks": 80, "impressions": 4000, "cost": 60.0, "orders": 0, "sales": 0.0}


def judged(database, profile):
    with database.write() as session:
        rows = [{"campaign_key": key, "name": str(key), "state": "ENABLED"} for key in (11, 12)]
        store_campaigns(session, profile, SP, rows, now=NOW)
        flag_campaigns(session, profile, SP, now=NOW)
    with database.read() as session:
        found = session.scalars(select(Finding).where(Finding.ad_product == SP).order_by(Finding.code))
        said = [(one.code, one.subject_id, one.evidence, one.money_at_stake_micros) for one in found]
        beliefs = session.scalars(select(TermBelief).where(TermBelief.ad_product == SP))
        keys = SearchTermSum.__table__.primary_key
        sums = session.scalars(select(SearchTermSum).where(SearchTermSum.ad_product == SP).order_by(*keys))
        return said, [one.model_dump() for one in beliefs], [one.model_dump() for one in sums]


def of_products(profile, product=SP):
    attribution = {"product": product, "attribution": 7 if product == SP else 14}
    return (
        fact(profile, DAY, 11, **LARGE, **attribution),
        fact(profile, DAY, 12, **{**LARGE, "cost": 9000.0, "orders": 200, "sales": 3000.0}, **attribution),
        term_fact(profile, DAY, 11, "kettle", **{**LARGE, "clicks": 3000}, **attribution),
        term_fact(profile, DAY, 11, "lid", **WASTED, **attribution),
    )


def test_the_same_keys_of_brands_and_display_change_nothing_of_products(database, profile, foreign_profile):
    for owner in (profile, foreign_profile):
        store(database, owner, *of_products(owner))
    alone = judged(database, profile)
    assert [row[:2] for row in alone[0]] == [("ads.acos_high", "12"), ("ads.spend_without_sales", "11:lid")]
    for product in (SB, SD):
        more = {"product": product, "attribution": 14}
        huge = {"clicks": 90_000, "impressions": 90_000_000, "cost": 1.0, "orders": 80_000, "sales": 900_000.0}
        rows = [fact(profile, DAY, key, **huge, **more) for key in (11, 12, 13)]
        rows += [
            term_fact(profile, DAY, 12, "lid", **huge, **more),
            term_fact(profile, DAY, 11, "lid", **huge, **more),
        ]
        store(database, profile, *rows)
    assert judged(database, profile) == alone


def test_sums_and_terms_are_of_their_product(database, profile):
    for product in (SP, SB, SD):
        store(database, profile, *of_products(profile, product))
    store(database, profile, term_fact(profile, DAY, 99, "lid", product=SB, attribution=14))
    with database.write() as session:
        numbers = PerformanceRepository(session, profile.tenant_id)
        sums = SearchTermSums(session, profile.tenant_id)
        for product in (SP, SB, SD):
            totals = numbers.campaign_totals(profile.key, product, JUDGED)
            assert {key: one.clicks for key, one in totals.items()} == {11: 5000, 12: 5000}
            found = sums.orderless(profile.key, product, JUDGED, Floor(1, 1))
            assert [group.key["search_term"] for group in found] == ([] if product == SB else ["lid"])
