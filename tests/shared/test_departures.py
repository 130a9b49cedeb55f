"""What each service ends of an account that was deleted; nothing of another account's, nor of another tenant's."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from services.ads import worker as ads
from services.ads.models import AdsProfile, Campaign
from services.catalog import worker as catalog
from services.catalog.listings.repository import ListingRepository
from services.catalog.listings.rules import AMAZON, MarketplaceRef, values_of
from services.catalog.models import Finding, Listing, Shelf
from services.inventory import worker as inventory
from services.inventory.marketplaces.operations import learn_marketplace
from services.inventory.models import SellerMarketplace, Stock, Warehouse
from services.tickets import worker as tickets
from services.tickets.models import AccountMetric
from shared import departures
from shared.db.columns import table_of
from tests.inventory.rows import counted

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
UK = "A1F83G8C2ARO7P"
OWNERS = (("first", "A1GOES"), ("first", "A1STAYS"), ("other", "A1GOES"))


class Told:
    """What was told of findings that ended."""

    def __init__(self):
        self.ended = []

    def __call__(self, _session, outcome, *, now):
        self.ended += [(each.tenant_id, each.seller_id, each.decision_reason) for each in outcome.resolved]


def finding(number, tenant_id, seller_id):
    return Finding(
        **{
            "finding_id": f"f{number}",
            "tenant_id": tenant_id,
            "seller_id": seller_id,
            "marketplace_id": UK,
            "code": "x",
        },
        **{"severity": "HIGH", "subject_type": "sku", "subject_id": f"s{number}", "subject_name": "n"},
        **{"status": "open", "evidence": "{}", "facts": "{}", "measure": 1.0},
        **{"first_seen_at": NOW, "last_seen_at": NOW, "updated_at": NOW},
    )


def test_the_catalog_ends_listings_shelves_and_findings_a_batch_at_a_time(service_database, monkeypatch):
    monkeypatch.setattr(departures, "BATCH", 20)
    database, told = service_database("catalog"), Told()
    with database.write() as session:
        for tenant_id, seller_id in OWNERS:
            repository, place = ListingRepository(session, tenant_id), MarketplaceRef(seller_id, UK)
            repository.lock([place])
            repository.put(place, AMAZON, [values_of({"sku": f"S{number}"}) for number in range(25)], now=NOW)
            session.add_all(finding(f"{tenant_id}{seller_id}{each}", tenant_id, seller_id) for each in range(3))
    held = catalog.held(told)
    done = [departures.end_batch(database, held, "first", "A1GOES", now=NOW) for _ in range(3)]
    assert done == [20 + 2, 5 + 1, 0]
    assert told.ended == [("first", "A1GOES", "deleted")] * 3
    with database.read() as session:
        of = (Listing.tenant_id, Listing.seller_id)
        gone = select(*of, func.count()).where(Listing.deleted_at == NOW, ~Listing.is_listed).group_by(*of)
        assert session.execute(gone).all() == [("first", "A1GOES", 25)]
        assert session.execute(select(func.count()).where(Listing.deleted_at.is_(None))).scalar_one() == 50
        assert len(session.scalars(select(Shelf.seller_id)).all()) == 2
    with database.write() as session:
        repository, place = ListingRepository(session, "first"), MarketplaceRef("A1GOES", UK)
        repository.lock([place])
        repository.put(place, AMAZON, [values_of({"sku": "S1"})], now=NOW)
        (again,) = session.execute(select(Listing.deleted_at, Listing.is_listed).where(*row_of("first", "S1"))).all()
    assert tuple(again) == (None, True)


def row_of(tenant_id, sku):
    return Listing.tenant_id == tenant_id, Listing.seller_id == "A1GOES", Listing.sku == sku


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_stock_campaigns_and_metrics_end(service_database):
    stock, campaigns, metrics = (service_database(each) for each in ("inventory", "ads", "tickets"))
    moments = {"created_at": NOW, "updated_at": NOW}
    for tenant_id, seller_id in OWNERS:
        with stock.write() as session:
            place = learn_marketplace(session, tenant_id, seller_id, UK, now=NOW)
            units = dict.fromkeys([column for column in Stock.model_fields if column.endswith("_quantity")], 1)
            key = {"marketplace_key": place.key, "sku": "S", "channel": "AFN", "warehouse": "AMAZON"}
            session.add(Stock(**key, **units, observed_at=NOW, updated_at=NOW))
        counted(stock, place, "S", 1)
        with campaigns.write() as session:
            where = {"tenant_id": tenant_id, "seller_id": seller_id, "marketplace_id": UK}
            profile = AdsProfile(**where, country_code="GB", currency="GBP", timezone="Europe/London", **moments)
            session.add(profile)
            session.flush()
            session.add(
                Campaign(
                    profile_key=profile.key,
                    campaign_key=1,
                    ad_product="SP",
                    name="C",
                    state="ENABLED",
                    updated_at=NOW,
                )
            )
        with metrics.write() as session:
            days = {"from_on": NOW.date(), "to_on": NOW.date(), "updated_at": NOW}
            named = {"metric": "m", "value": 1.0, "target_value": 1.0, "target_condition": "LESS", "is_missed": False}
            session.add(AccountMetric(**where, **named, **days))
    for database, service, rows, of in (
        (stock, inventory, Stock, select(SellerMarketplace.tenant_id, SellerMarketplace.seller_id).join(
            Stock, Stock.marketplace_key == SellerMarketplace.marketplace_key)),
        (campaigns, ads, Campaign, select(AdsProfile.tenant_id, AdsProfile.seller_id).join(
            Campaign, Campaign.profile_key == AdsProfile.profile_key)),
        (metrics, tickets, AccountMetric, select(AccountMetric.tenant_id, AccountMetric.seller_id)),
    ):  # fmt: skip
        held = service.held(Told())
        ended = 3 if service is inventory else 1  # Amazon's stock, a warehouse of the seller's own and what it holds
        assert [departures.end_batch(database, held, "first", "A1GOES", now=NOW) for _ in range(2)] == [ended, 0]
        with database.read() as session:
            gone = session.execute(of.where(table_of(rows).c.deleted_at == NOW)).all()
        assert [tuple(row) for row in gone] == [("first", "A1GOES")]
    with stock.read() as session:
        gone = select(Warehouse.tenant_id, Warehouse.seller_id, Stock.sku)
        own = gone.join(Stock, Stock.warehouse == Warehouse.warehouse_id)
        (of,) = session.execute(own.where(Stock.deleted_at == NOW, Warehouse.deleted_at == NOW)).all()
    assert tuple(of) == ("first", "A1GOES", "S")


class Gateway:
    """Names one account until it is told that all has ended."""

    def __init__(self):
        self.items = [{"tenant_id": "first", "seller_id": "A1GOES"}]

    def get(self, _path):
        return {"items": list(self.items)}

    def post(self, _path, ended):
        self.items.remove(ended)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_loop_ends_all_of_an_account_and_says_so_once(service_database):
    database, gateway, told = service_database("catalog"), Gateway(), Told()
    with database.write() as session:
        session.add_all(finding(each, "first", "A1GOES") for each in range(departures.BATCH // 10 + 1))
    loop = departures.ending(database, gateway, catalog.held(told), clock=lambda: NOW)
    assert [loop.work(), loop.work()] == [1, 0]
    assert (len(told.ended), gateway.items) == (departures.BATCH // 10 + 1, [])
