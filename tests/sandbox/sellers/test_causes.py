"""The cast of a seller: what is planted at which size."""

from collections import Counter

import pytest

from services.sandbox.sellers.rules import plan
from services.sandbox.sellers.rules.causes import OF_LISTINGS, OF_PRODUCTS, Cause


@pytest.mark.parametrize("size", [*range(2, 70), 120, 164, 200, 500])
def test_a_code_is_shared_by_two_products_or_not_planted(size):
    seller = plan.make_seller(1, size)
    for shelf in seller.shelves:
        sharing = [each for each in shelf.listings if each.cause in (Cause.GTIN_TWICE, Cause.DECOY_GTIN_FULFILMENT)]
        codes = Counter(each.product.gtin for each in shelf.listings if each.cause is not Cause.GTIN_NOT_APPLICABLE)
        assert Counter(codes[each.product.gtin] for each in sharing) == Counter({2: len(sharing)})
        assert sum(times - 1 for times in codes.values()) == len(sharing) // 2
    causes = [{each.cause for each in shelf.listings} for shelf in seller.shelves]
    assert all((Cause.GTIN_TWICE in held) == (size >= 32) for held in causes)


@pytest.mark.parametrize("size", [60, 61, 200])
def test_from_60_products_on_every_cause_is_there_on_both_marketplaces(size):
    for shelf in plan.make_seller(2, size).shelves:
        assert {each.cause for each in shelf.listings} == {*OF_PRODUCTS, *OF_LISTINGS, Cause.USUAL}
