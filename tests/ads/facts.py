"""Values and rows that the tests of the ads service share."""

from datetime import UTC, date, datetime, timedelta

from services.ads.models import AdsProfile
from services.ads.performance.repository import PerformanceRepository
from services.ads.products import SP
from services.ads.profiles.operations import learn_profile
from services.ads.report_types.rules import types_of
from shared.db import Database

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
    """Store campaign or search-term facts, told apart by their length; how many changed."""
    with database.write() as session:
        repository = PerformanceRepository(session, profile.tenant_id)
        terms = [row for row in rows if len(row) > 12]
        changed = repository.store_search_term_facts(profile.key, terms)
        return changed + repository.store_campaign_facts([row for row in rows if len(row) == 12])
