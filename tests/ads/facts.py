"""Values and rows that the tests of the ads service share."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from services.ads.deliveries.repository import DeliveryRepository
from services.ads.deliveries.rules import FILE
from services.ads.models import AdsProfile
from services.ads.performance.repository import PerformanceRepository
from services.ads.products import SP
from services.ads.profiles.operations import learn_profile
from services.ads.report_types.rules import type_at, types_of
from shared.db import Database, Session

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"
SELLER = "A1TESTSELLER"
FIRST, OTHER = "tenant-first", "tenant-other"
REPORTS = tuple(report.name for report in types_of(SP))


def learned(database: Database, tenant_id: str, marketplace_id: str) -> AdsProfile:
    with database.write() as session:
        return learn_profile(session, tenant_id, SELLER, marketplace_id, now=NOW - timedelta(days=30))


def fact(
    profile: AdsProfile,
    day: date,
    campaign: int,
    *,
    ad_group: int = 0,
    impressions: int = 1000,
    clicks: int = 10,
    cost: float = 5.0,
    orders: int = 1,
    units: int = 1,
    sales: float = 20.0,
    attribution: int = 7,
    product: str = SP,
) -> tuple[object, ...]:
    """One row of the campaign facts, in the order of its columns."""
    micros = (round(cost * 1_000_000), orders, units, round(sales * 1_000_000))
    return (profile.key, day.isoformat(), product, campaign, ad_group, impressions, clicks, *micros, attribution)


def term_fact(profile: AdsProfile, day: date, campaign: int, term: str, **numbers: object) -> tuple[object, ...]:
    """One row of the search-term facts, in the order of its columns."""
    row = fact(profile, day, campaign, ad_group=campaign * 10, **numbers)
    return (*row[:5], "kettle", "EXACT", term, *row[5:])


def store(database: Database, profile: AdsProfile, *rows: tuple[object, ...]) -> int:
    """Store campaign or search-term facts, told apart by their length, as delivered; how many changed."""
    with database.write() as session:
        repository = PerformanceRepository(session, profile.tenant_id)
        terms = [row for row in rows if len(row) > 12]
        changed = repository.store_search_term_facts(profile.key, terms)
        deliver(session, profile, {(row[2], "search_term" if len(row) > 12 else "campaign", row[1]) for row in rows})
        return changed + repository.store_campaign_facts([row for row in rows if len(row) == 12])


def deliver(session: Session, profile: AdsProfile, days: Iterable[tuple[str, str, str]]) -> None:
    """Record days as delivered, each of a product and a level."""
    moments = {"due_at": NOW, "first_delivered_at": NOW, "last_delivered_at": NOW, "requested_at": None}
    rows = [
        {
            "profile_key": profile.key,
            "ad_product": product,
            "report": type_at(product, level).name,
            "date_on": date.fromisoformat(day),
            "source": FILE,
            "row_count": 1,
            "digest": None,
            **moments,
        }
        for product, level, day in sorted(days)
    ]
    if rows:
        DeliveryRepository(session, profile.tenant_id).store(rows)
