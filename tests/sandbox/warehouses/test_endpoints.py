"""What the seller's own warehouse holds: short for both shops, or as usual for the one that it is sent in."""

import pytest

from services.sandbox.advertisers.rules.account import PAN_EU_FROM
from services.sandbox.sellers.rules import plan
from services.sandbox.sellers.rules.causes import AFN, MFN
from services.sandbox.sellers.rules.flows import UNITS_AN_ORDER

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_product_runs_out_in_both_shops_and_two_last_in_theirs(client, seed):
    warehouse = client.get("/sandbox/warehouse", params={"seed": seed, "size": 60}).json()
    seller = plan.make_seller(seed, 60)
    assert warehouse["warehouse"] == "SZ-1"
    seen = []
    for count in warehouse["counts"]:
        listings = [shelf.listings[seller.places[count["sku"]]] for shelf in seller.shelves]
        a_day = [
            shelf.flows.rates[seller.places[count["sku"]]] / 1_000_000 * UNITS_AN_ORDER for shelf in seller.shelves
        ]
        cover = [count["fulfillable_quantity"] / each for each in a_day]
        own = [place for place, listing in enumerate(listings) if listing.channel == MFN]
        seen.append((count["stockout_risk_in"], [listing.channel for listing in listings]))
        assert all(cover[place] < 0.7 * 52 if count["stockout_risk_in"] else 66 < cover[place] < 70 for place in own)
    assert seen == [([UK, DE], [MFN, MFN]), ([], [MFN, AFN]), ([], [AFN, MFN])]


def test_a_pan_eu_seller_has_none(client):
    assert client.get("/sandbox/warehouse", params={"seed": PAN_EU_FROM, "size": 40}).json()["counts"] == []
