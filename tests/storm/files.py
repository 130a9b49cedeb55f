"""Report files with known contents, as consoles and the Ads API make them."""

import csv
import gzip
import io
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from services.ads.report_types.rules import CAMPAIGNS, SEARCH_TERMS

_FIRST_DAY = date(2015, 1, 1)
"""Far from any day that a sync fetches or a rule judges."""

_CAMPAIGNS, _LARGE, _ONE_IN = 30, 600, 12
_CAMPAIGN_HEADERS = ["Date", "Campaign Name", "Impressions", "Clicks", "Spend", "7 Day Total Sales",
                     "7 Day Total Orders (#)"]  # fmt: skip
_TERM_HEADERS = ["Date", "Campaign Name", "Ad Group Name", "Targeting", "Match Type", "Customer Search Term",
                 "Impressions", "Clicks", "Spend", "7 Day Total Sales", "7 Day Total Orders (#)"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One campaign's, or one search term's, day; money in cents."""

    number: int
    impressions: int
    clicks: int
    cost: int
    sales: int
    orders: int


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file of one day that no other file has, so that each of its rows is new to whoever stores it once."""

    name: str
    report: str
    day: date
    rows: tuple[Row, ...]

    @property
    def content(self) -> bytes:
        """Its bytes, the same each time: a repeated request must equal the first."""
        if self.name.endswith(".json.gz"):
            return gzip.compress(json.dumps([self._record(row) for row in self.rows]).encode(), mtime=0)
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(_TERM_HEADERS if self.report == SEARCH_TERMS else _CAMPAIGN_HEADERS)
        writer.writerows(self._cells(row) for row in self.rows)
        return text.getvalue().encode()

    @property
    def totals(self) -> tuple[int, int, int, int, int]:
        """Impressions, clicks, cost and sales in micros, orders."""
        sums = [sum(getattr(row, name) for row in self.rows) for name in ("impressions", "clicks", "cost", "sales")]
        return sums[0], sums[1], sums[2] * 10_000, sums[3] * 10_000, sum(row.orders for row in self.rows)

    def _cells(self, row: Row) -> list[object]:
        numbers = [row.impressions, row.clicks, _units(row.cost), _units(row.sales), row.orders]
        campaign = f"By file {row.number % _CAMPAIGNS}"
        if self.report == SEARCH_TERMS:
            return [self.day, campaign, "Group", "kettle", "EXACT", f"term {row.number}", *numbers]
        return [self.day, campaign, *numbers]

    def _record(self, row: Row) -> dict[str, object]:
        key: dict[str, object] = {"date": self.day.isoformat(), "campaignId": 1000 + row.number % _CAMPAIGNS}
        if self.report == SEARCH_TERMS:
            key |= {
                "adGroupId": 5000,
                "targeting": "kettle",
                "matchType": "EXACT",
                "searchTerm": f"term {row.number}",
            }
        numbers = {"impressions": row.impressions, "clicks": row.clicks, "cost": row.cost / 100}
        return (
            key | numbers | {"sales7d": row.sales / 100, "purchases7d": row.orders, "unitsSoldClicks7d": row.orders}
        )


def files(chance: random.Random) -> Iterator[ReportFile]:
    """Files without end: of campaigns and of search terms, small ones and some larger, each of its own day."""
    number = 0
    while True:
        report = chance.choice((CAMPAIGNS, SEARCH_TERMS))
        most = _CAMPAIGNS if report == CAMPAIGNS or chance.randrange(_ONE_IN) else _LARGE
        rows = tuple(_row(chance, place) for place in range(chance.randint(1, most)))
        name = f"{number:05}.{chance.choice(('csv', 'json.gz'))}"
        yield ReportFile(name, report, _FIRST_DAY + timedelta(days=number), rows)
        number += 1


def _row(chance: random.Random, number: int) -> Row:
    clicks = chance.randint(0, 40)
    return Row(number, 40 + chance.randint(0, 4000), clicks, clicks * 37, clicks * 101, clicks // 4)


def _units(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"
