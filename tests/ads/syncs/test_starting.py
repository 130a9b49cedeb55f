"""The lists of campaigns with which a sync begins: one product that is refused costs no other."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from services.ads.models import Campaign as StoredCampaign
from services.ads.products import SB, SD, SP
from services.ads.syncs.tasks import starting
from shared.amazon.ads_api import AmazonApiError, Campaign
from shared.amazon.errors import Unavailable
from tests.ads.facts import FIRST, NOW


class Lists:
    """A connection that lists one campaign of each product, or fails as it was told to."""

    def __init__(self, **failures):
        self.failures = failures

    def list_campaigns(self, profile_id, ad_product):
        if failure := self.failures.get(ad_product):
            raise failure
        number = {SP: "1", SB: "2", SD: "3"}[ad_product]
        return [Campaign(number, ad_product, "ENABLED", "", Decimal(5), "DAILY", date(2026, 1, 1), None, None)]


@pytest.fixture
def fetch(database, profile, monkeypatch):
    monkeypatch.setattr(starting, "utc_now", lambda: NOW)

    def run(**failures):
        work = SimpleNamespace(database=database, connect=lambda *_: Lists(**failures))
        changed = starting._fetch_campaigns(work, FIRST, "33", profile.key)
        with database.read() as session:
            rows = session.scalars(select(StoredCampaign).order_by(StoredCampaign.campaign_key))
            return changed, [(row.ad_product, row.campaign_key, row.budget_micros) for row in rows]

    return run


def test_the_campaigns_of_all_products_are_kept_apart(fetch):
    assert fetch() == (3, [(SP, 1, 5_000_000), (SB, 2, 5_000_000), (SD, 3, 5_000_000)])


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_product_that_is_refused_leaves_the_others(fetch, status):
    refused = AmazonApiError(status, "refused", "no brand is registered")
    assert fetch(SB=refused) == (2, [(SP, 1, 5_000_000), (SD, 3, 5_000_000)])


def test_products_that_are_refused_and_what_may_pass_are_failures(fetch):
    for failures in ({SP: AmazonApiError(403, "refused", "no")}, {SB: Unavailable(503, "busy", "later")}):
        with pytest.raises(AmazonApiError):
            fetch(**failures)
