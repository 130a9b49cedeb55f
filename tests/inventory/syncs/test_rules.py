from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from services.inventory.marketplaces.rules import MarketplaceRef
from services.inventory.syncs.rules import (
    Range,
    ledger_range,
    order_ranges,
    overlap_ranges,
    parts_of,
)

PRESENT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_a_new_account_is_read_for_91_days_in_reports_of_30_at_most():
    ranges = order_ranges(PRESENT, None)
    assert [(each.until - each.since).days for each in ranges] == [30, 30, 30, 1]
    assert (ranges[0].since, ranges[-1].until) == (PRESENT - timedelta(days=91), PRESENT)
    assert all(first.until == second.since for first, second in pairwise(ranges))


def test_afterwards_what_is_new_is_read_and_three_days_before_it_are_reconciled():
    yesterday = PRESENT - timedelta(days=1)
    assert order_ranges(PRESENT, yesterday) == [Range(yesterday, PRESENT)]
    assert overlap_ranges(yesterday) == [Range(PRESENT - timedelta(days=4), yesterday)]
    assert order_ranges(PRESENT, PRESENT) == overlap_ranges(None) == []


def test_after_a_long_pause_no_more_than_91_days():
    assert order_ranges(PRESENT, PRESENT - timedelta(days=200)) == order_ranges(PRESENT, None)


def test_the_ledger_begins_ten_days_before_what_is_known():
    assert ledger_range(PRESENT, None) == Range(PRESENT - timedelta(days=91), PRESENT)
    assert ledger_range(PRESENT, date(2026, 11, 18)).since == datetime(2026, 11, 8, 12, tzinfo=UTC)
    assert ledger_range(PRESENT, date(2026, 1, 1)).since == PRESENT - timedelta(days=91)


def test_the_planning_report_comes_first_and_reports_of_the_account_come_once():
    parts = parts_of([MarketplaceRef("A", 1, "UTC"), MarketplaceRef("B", 2, "UTC")])
    assert [(part.name, part.marketplace_id) for part in parts] == [
        *(("planning", "A"), ("planning", "B"), ("stock", "A"), ("stock", "B")),
        *(("stranded", "A"), ("stranded", "B"), ("ledger", ""), ("reconciliation", ""), ("orders", "")),
    ]
