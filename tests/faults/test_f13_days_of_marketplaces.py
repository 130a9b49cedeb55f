"""F13: time zones, days of 23 and of 25 hours, 29 February.

A report day is a day of the marketplace, however many hours it has; clocks of cases count elapsed hours. Every figure
here was worked by hand: Germany changes at 01:00 UTC on 2026-03-29 and 2026-10-25, Los Angeles at 10:00 UTC on
2026-03-08 and at 09:00 UTC on 2026-11-01.
"""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from services.ads import main as ads
from services.ads.deliveries.rules import due_at
from services.ads.freshness.operations import measure_ages
from services.ads.performance.rules import Window, settled_window, today_of
from services.ads.profiles.operations import learn_profile
from services.ads.reports.rules import requests_of, wanted_days
from services.ads.settings import AdsSettings
from services.inventory import main as inventory
from services.inventory.marketplaces.operations import learn_marketplace
from services.inventory.marketplaces.rules import MarketplaceRef
from services.inventory.orders.amazon import order_reader
from services.inventory.settings import InventorySettings
from services.tickets import main as tickets
from services.tickets.settings import TicketsSettings
from shared import secrets
from shared.auth import keys
from shared.seller_accounts import SellerAccount
from tests.ads.facts import fact, store
from tests.flat_files import flat, read
from tests.inventory.rows import sold
from tests.serving import Accounts, Apps, caller_of
from tests.tickets.desk import Desk, Watch

DE, US = "A1PA6795UKMFR9", "ATVPDKIKX0DER"
BERLIN, PACIFIC = "Europe/Berlin", "America/Los_Angeles"
TENANT, SELLER = "tenant-first", "A1TESTSELLER"
HOUR = timedelta(hours=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The keys of the three services."""
    found = tmp_path_factory.mktemp("keys")
    keys.create_missing(found, ("gateway", "ads", "inventory", "tickets"))
    secrets.create_missing_webhook_secret(found / secrets.TICKETS_EVENTS_FILE)
    return found


@pytest.fixture(scope="module")
def apps(tmp_path_factory):
    """Apps of our own: those of the services' tests verify under other keys."""
    return Apps(tmp_path_factory.mktemp("apps"))


@pytest.fixture
def serve(apps, service_database, folder):
    """`serve(build, settings, service, watch)`: its client, a caller's headers and its database."""

    @contextmanager
    def served(build, settings, name, watch):
        database = service_database(name)
        accounts = Accounts(SellerAccount(TENANT, SELLER, (DE, US), (), False, True))
        found = apps.client(build, settings, database, folder, accounts=accounts, clock=lambda: watch.now)
        with found as client:
            yield client, caller_of(folder, TENANT)(), database

    return served


@pytest.mark.parametrize(
    ("marketplace_id", "channel", "first", "last", "units"),
    [
        # 23:30 of the 27th in Berlin is 22:30 UTC in winter; the 29th has no hour from 02:00 to 03:00.
        (DE, "Amazon.de", "2026-03-27T23:30", "2026-03-30T21:30", {"03-28": 24, "03-29": 23, "03-30": 24}),
        (DE, "Amazon.de", "2026-10-23T22:30", "2026-10-26T22:30", {"10-24": 24, "10-25": 25, "10-26": 24}),
        (US, "Amazon.com", "2026-03-07T08:30", "2026-03-10T06:30", {"03-07": 24, "03-08": 23, "03-09": 24}),
        (US, "Amazon.com", "2026-10-31T07:30", "2026-11-03T07:30", {"10-31": 24, "11-01": 25, "11-02": 24}),
        (US, "Amazon.com", "2028-02-28T08:30", "2028-03-02T07:30", {"02-28": 24, "02-29": 24, "03-01": 24}),
    ],
)
def test_an_order_an_hour_is_sold_on_the_days_of_its_marketplace(serve, marketplace_id, channel, first, last, units):
    moment, rows = utc(first), []
    while moment <= utc(last):
        stamp = moment.isoformat()
        rows.append(
            {
                "amazon-order-id": f"O-{len(rows)}",
                "purchase-date": stamp,
                "last-updated-date": stamp,
                "order-status": "Shipped",
                "fulfillment-channel": "Amazon",
                "sales-channel": channel,
                "sku": "ZL-1",
                "item-status": "Shipped",
                "quantity": "1",
                "item-price": "10.00",
            }
        )
        moment += HOUR
    assert len(rows) == sum(units.values())
    watch = Watch(utc(last) + timedelta(days=2))
    with serve(inventory.build, InventorySettings, "inventory", watch) as (client, headers, database):
        with database.write() as session:
            place = learn_marketplace(session, TENANT, SELLER, marketplace_id, now=utc(first))
        places = {marketplace_id: MarketplaceRef(marketplace_id, place.key, place.timezone)}
        sold(database, place, *read(partial(order_reader, places), flat(*rows)), now=watch.now)
        year = first[:4]
        query = {
            "seller_id": SELLER,
            "marketplace_id": marketplace_id,
            "from_on": f"{year}-{min(units)}",
            "to_on": (date.fromisoformat(f"{year}-{max(units)}") + timedelta(days=1)).isoformat(),
        }
        answer = client.get("/v1/inventory/sales", params=query, headers=headers)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert {each["date_on"]: each["units"] for each in page["items"]} == {
            f"{year}-{day}": count for day, count in units.items()
        }
        middle = sorted(units)[1]
        after = (date.fromisoformat(f"{year}-{middle}") + timedelta(days=1)).isoformat()
        alone = query | {"from_on": f"{year}-{middle}", "to_on": after}
        page = client.get("/v1/inventory/sales", params=alone, headers=headers).json()
        assert (page["total_units"], page["total_sales"]["amount"]) == (units[middle], f"{units[middle] * 10}.00")


def test_a_day_is_due_at_nine_and_its_age_counts_from_its_own_end():
    for zone, day, due in (
        (BERLIN, "2026-03-27", "2026-03-28T08:00"),  # 09:00 in winter
        (BERLIN, "2026-03-28", "2026-03-29T07:00"),  # the clocks have gone forward in the night
        (BERLIN, "2026-10-24", "2026-10-25T08:00"),
        (PACIFIC, "2026-10-31", "2026-11-01T17:00"),
        (PACIFIC, "2028-02-29", "2028-03-01T17:00"),
    ):
        assert due_at(date.fromisoformat(day), zone) == utc(due), (zone, day)


def test_today_and_the_settled_days_are_those_of_the_profile():
    assert today_of(utc("2028-03-01T07:59"), PACIFIC) == date(2028, 2, 29)
    assert today_of(utc("2028-03-01T08:00"), PACIFIC) == date(2028, 3, 1)
    assert today_of(utc("2026-10-24T22:00"), BERLIN) == today_of(utc("2026-10-25T22:59"), BERLIN)
    assert today_of(utc("2026-10-25T23:00"), BERLIN) == date(2026, 10, 26)
    # Five whole days after the last settled one, 14 days wide, over the night of the change and over the leap day.
    assert settled_window(utc("2026-10-26T12:00"), BERLIN) == Window(date(2026, 10, 7), date(2026, 10, 21))
    assert settled_window(utc("2026-10-25T22:59"), BERLIN) == Window(date(2026, 10, 6), date(2026, 10, 20))
    assert settled_window(utc("2028-03-05T12:00"), BERLIN) == Window(date(2028, 2, 15), date(2028, 2, 29))
    assert settled_window(utc("2027-03-05T12:00"), BERLIN) == Window(date(2027, 2, 14), date(2027, 2, 28))


def test_a_fetch_asks_for_every_day_once_also_for_the_leap_day():
    days = wanted_days(date(2028, 3, 2), set(), 60)
    assert (days[0], days[-1], len(days), len(set(days))) == (date(2028, 1, 2), date(2028, 3, 1), 60, 60)
    assert requests_of(days) == [
        Window(date(2028, 1, 2), date(2028, 2, 2)),
        Window(date(2028, 2, 2), date(2028, 3, 2)),
    ]


def test_ads_of_29_february_are_a_day_of_their_own(serve):
    watch = Watch(utc("2028-03-10T12:00"))
    with serve(ads.build, AdsSettings, "ads", watch) as (client, headers, database):
        with database.write() as session:
            profile = learn_profile(session, TENANT, SELLER, US, now=watch.now - timedelta(days=30))
        days = [date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)]
        store(database, profile, *(fact(profile, day, 11, clicks=10 + at) for at, day in enumerate(days)))
        query = {"seller_id": SELLER, "marketplace_id": US, "time_unit": "DAILY"}

        def clicks(from_on, to_on):
            window = {"from_on": from_on, "to_on": to_on}
            page = client.get("/v1/ads/performance", params=query | window, headers=headers).json()
            return {each["date_on"]: each["clicks"] for each in page["items"]}, page["totals"]["clicks"]

        assert clicks("2028-02-28", "2028-03-02") == ({"2028-02-28": 10, "2028-02-29": 11, "2028-03-01": 12}, 33)
        assert clicks("2028-02-29", "2028-03-01") == ({"2028-02-29": 11}, 11)
        assert clicks("2028-02-28", "2028-02-29") == ({"2028-02-28": 10}, 10)
        wrong = query | {"from_on": "2027-02-28", "to_on": "2027-02-29"}
        refused = client.get("/v1/ads/performance", params=wrong, headers=headers)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "to_on")
        # Campaigns count from the end of 1 March there; all else from the day that the account is known.
        with database.read() as session:
            ages = {age.report: age.seconds for age in measure_ages(session, now=watch.now)}
        assert ages.pop("spCampaigns") == (watch.now - utc("2028-03-02T08:00")).total_seconds()
        assert set(ages.values()) == {30 * 24 * 3600.0}


def test_clocks_of_cases_count_elapsed_hours(serve):
    """Berlin 2026-10-24 20:00 and 12 hours are 07:00 of the next day; 08:00 would be 13 hours."""
    watch = Watch(utc("2026-10-24T18:00"))
    with serve(tickets.build, TicketsSettings, "tickets", watch) as (client, headers, database):
        desk = Desk(client, headers, database, watch)
        place = {"seller_id": SELLER, "marketplace_id": DE}
        case = desk.open(received_at="2026-10-24T20:00:00+02:00", **place)
        assert case["due_at"] == "2026-10-25T06:00:00Z"  # 07:00 by the clock on the wall, which has gone back
        watch.now = utc("2026-10-25T05:59")
        desk.scan()
        assert "tickets.sla_breached" not in {code for code, *_ in desk.found()}
        watch.now = utc("2026-10-25T06:00")
        desk.scan()
        assert "tickets.sla_breached" in {code for code, *_ in desk.found()}


def test_what_came_in_is_counted_on_the_days_of_its_marketplace(serve):
    """One an hour over the night of the change: 24 hours, then 25, then the first half hour of the next day."""
    watch = Watch(utc("2026-10-27T12:00"))
    with serve(tickets.build, TicketsSettings, "tickets", watch) as (client, headers, database):
        desk = Desk(client, headers, database, watch)
        for hour in range(50):
            received = utc("2026-10-23T22:30") + hour * HOUR
            desk.open(seller_id=SELLER, marketplace_id=DE, received_at=received.isoformat(), subject=f"{hour}")
        path = "/v1/tickets/response-times?from_on=2026-10-24&to_on=2026-10-27&group_by=day"
        counted = {each["from_on"]: each["received"] for each in desk.ask("GET", path)["items"]}
        assert counted == {"2026-10-24": 24, "2026-10-25": 25, "2026-10-26": 1}
