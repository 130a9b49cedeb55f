"""Costs told by several at once: each is created once, and no change is lost."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from services.catalog.costs.repository import CostRepository
from services.catalog.costs.rules import Cost, Key
from tests.catalog.facts import FIRST, NOW, SELLER

WRITERS, ROUNDS = 6, 4


def test_six_who_tell_of_the_same_costs(database):
    def tell(writer):
        told = []
        for number in range(ROUNDS):
            skus = [f"ZL-{place:03}" for place in range(20 * number, 20 * number + 60)]
            random.Random(writer).shuffle(skus)  # noqa: S311 - an order, no secret
            cost = Cost(10 * writer + number, "CNY", "erp")
            costs = {Key(SELLER, sku, "purchase_price", date(2026, 1, 1)): cost for sku in skus}
            with database.write() as session:
                told.append(CostRepository(session, FIRST).put(costs, by="actor", now=NOW))
        return told

    with ThreadPoolExecutor(WRITERS) as pool:
        told = [stored for each in pool.map(tell, range(WRITERS)) for stored in each]
    created = Counter(key for stored in told for key, one in stored.items() if one.change == "created")
    assert (set(created.values()), len(created)) == ({1}, 120)
    for key in created:
        versions = sorted(stored[key].version for stored in told if key in stored)
        assert versions == list(range(1, len(versions) + 1))
