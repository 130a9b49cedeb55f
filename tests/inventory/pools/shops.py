"""A seller account with four shops, and what Amazon tells of it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from services.inventory.findings.repository import findings_of
from services.inventory.health.rules.judges import JUDGES
from services.inventory.ipi_scores.operations import flag_account
from services.inventory.marketplaces.operations import learn_marketplace, lock_account
from services.inventory.marketplaces.repository import MarketplaceRepository
from services.inventory.models import Finding, SellerMarketplace
from services.inventory.pools.operations import count_reading
from services.inventory.stock.operations import store_ledger, store_stock
from shared.db import Database
from shared.db.columns import utc_text
from shared.findings.rules import codes_of
from tests.inventory.rows import DE, FIRST, NOW, PRICE, SELLER, TODAY, line, sold

FR, IT, ES = "A13V1IB3VIYZZH", "APJ6JRA9NG5V4", "A1RKKUPIHCS9HS"
SKU = "ZL-1"
OTHERS = [f"OTHER-{number}" for number in range(10)]
"""Of which nothing is sold, so that only their quantities speak."""


class Account:
    """The first tenant's account on some marketplaces."""

    def __init__(self, database: Database, *marketplace_ids: str) -> None:
        self.database = database
        self.places: dict[str, SellerMarketplace] = {}
        self.learn(*marketplace_ids)

    def learn(self, *marketplace_ids: str) -> None:
        for each in marketplace_ids:
            with self.database.write() as session:
                self.places[each] = learn_marketplace(session, FIRST, SELLER, each, now=NOW - timedelta(days=30))

    def tell(self, marketplace_id: str, units: Mapping[str, int], *, minutes: int = 0) -> None:
        """Amazon's summaries of one shop in a reading."""
        stamp, key = utc_text(NOW + timedelta(minutes=minutes)), self.places[marketplace_id].key
        rows = [(key, sku, "AFN", "AMAZON", count, 0, 0, 0, 0, 0, stamp, stamp) for sku, count in units.items()]
        with self.database.write() as session:
            store_stock(session, FIRST, rows)

    def count(self, *, minutes: int = 0) -> None:
        """Compare what the shops were told in a reading."""
        present = NOW + timedelta(minutes=minutes)
        with self.database.write() as session:
            count_reading(session, FIRST, SELLER, present, now=present)

    def read(self, units: Mapping[str, int], *, minutes: int, shops: Sequence[str] = ()) -> None:
        """A reading in which all shops are told the same."""
        for each in shops or self.places:
            self.tell(each, units, minutes=minutes)
        self.count(minutes=minutes)

    def sell(self, marketplace_id: str, a_day: int, *, sku: str = SKU, price: int = PRICE, days: int = 90) -> None:
        """So many units on each of the newest days, in one order."""
        place = self.places[marketplace_id]
        changes = {"quantity": a_day, "item_price_micros": a_day * price}
        orders = (line(place, f"{marketplace_id}-{ago}", sku, ago=ago, **changes) for ago in range(1, days + 1))
        sold(self.database, place, *orders)

    def store(self, place: int | str, units: int, *, sku: str = SKU, ago: Sequence[int] = range(1, 91)) -> None:
        """Days of the ledger in a country, by the shop's key or the country's name."""
        days = [(place, sku, (TODAY - timedelta(days=each)).isoformat(), units, 0, units) for each in ago]
        with self.database.write() as session:
            store_ledger(session, FIRST, SELLER, days)

    def judge(self, *, minutes: int = 0) -> None:
        """All of the account, as a job does that was asked to."""
        with self.database.write() as session:
            lock_account(session, FIRST, SELLER)
            for place in self.places.values():
                MarketplaceRepository(session, FIRST).note_judged(place.key, NOW)
            flag_account(session, FIRST, SELLER, now=NOW + timedelta(minutes=minutes))

    def findings(self) -> dict[tuple[str, str, str], Finding]:
        """What stands, by code, marketplace and SKU."""
        with self.database.read() as session:
            repository = findings_of(session, FIRST)
            return {
                (row.code.removeprefix("inventory."), each, row.subject_id): row
                for each in self.places
                for row in repository.unresolved(SELLER, each, codes_of(JUDGES))
            }


def pan_eu(database: Database) -> Account:
    """300 units told to DE, FR, IT and ES that sell 5, 2, 1 and 1 a day, stored in PL and CZ."""
    account = Account(database, DE, FR, IT, ES)
    for marketplace_id, a_day in ((DE, 5), (FR, 2), (IT, 1), (ES, 1)):
        account.sell(marketplace_id, a_day)
    account.store("PL", 200)
    account.store("CZ", 100)
    return account
