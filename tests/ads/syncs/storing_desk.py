"""Documents of reports, and a desk that stores them as the job does, without Amazon and without the queue."""

import gzip
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import orjson
from sqlalchemy import select

from services.ads.models import AdsProfile, CampaignFact, CampaignFactVersion, Delivery, SearchTermDay, SearchTermFact
from services.ads.performance.rules import Window
from services.ads.report_types.rules import CAMPAIGNS, SEARCH_TERMS
from services.ads.syncs.rules import ReportJob, Told
from services.ads.syncs.tasks import storing
from services.ads.syncs.tasks.spool import DaySpool
from services.ads.syncs.tasks.work import SyncWork
from shared.db import Database
from shared.jobs.locks import locks_beside
from shared.jobs.reports import Terms
from shared.jobs.steps import Patience
from tests.ads.facts import FIRST

FROM = date(2026, 11, 3)


def record(day: date, campaign: int = 11, **changes: Any) -> dict[str, Any]:
    """A record of the campaign report, or with a `searchTerm` of the search-term report."""
    numbers = {"impressions": 500, "clicks": 30, "cost": 5.0, "purchases7d": 2, "sales7d": 40.0}
    given = {"date": str(day), "campaignId": campaign, "campaignName": f"C{campaign}"} | numbers | changes
    return given | ({"adGroupId": campaign * 10, "adGroupName": "G"} if "searchTerm" in changes else {})


@dataclass
class Desk:
    """Stores documents of one profile."""

    database: Database
    profile: AdsProfile
    folder: Path

    @property
    def work(self) -> SyncWork:
        nobody = cast("Any", None)
        locks = locks_beside(f"sqlite:///{self.folder}/jobs.sqlite3")
        return SyncWork(self.database, nobody, nobody, Terms(Patience(), 0.0), locks)

    def store(
        self, records: list[dict[str, Any]], requested_at: datetime, *, days: int = 3, report: str = CAMPAIGNS
    ) -> Told:
        """Store a document of some days from FROM on."""
        window = Window(FROM, FROM + timedelta(days=days))
        job = ReportJob(FIRST, "sync", self.profile.key, report, window)
        return self.store_job(job, records, requested_at)

    def store_job(self, job: ReportJob, records: list[dict[str, Any]], requested_at: datetime) -> Told:
        """Store the document of a report."""
        spool = DaySpool(BytesIO())
        survey = storing.read(job, self.profile.currency, [gzip.compress(orjson.dumps(records))], spool)
        return storing.store(self.work, job, spool, survey, requested_at)

    def numbers(self, report: str = CAMPAIGNS) -> dict[tuple[str, int], int]:
        """Clicks by day and campaign, or of the search terms."""
        model = SearchTermFact if report == SEARCH_TERMS else CampaignFact
        return {(str(row.date_on), row.campaign_key): row.clicks for row in self._all(model)}

    def rolled_up(self) -> dict[tuple[str, int], int]:
        """Clicks of the roll-up."""
        return {(str(row.date_on), row.campaign_key): row.clicks for row in self._all(SearchTermDay)}

    def versions(self) -> list[tuple[str, int, int]]:
        """Day, campaign and clicks of each version, in the order of their telling."""
        rows = sorted(
            self._all(CampaignFactVersion), key=lambda row: (row.reported_at, row.date_on, row.campaign_key)
        )
        return [(str(row.date_on), row.campaign_key, row.clicks) for row in rows]

    def deliveries(self) -> dict[tuple[str, str], tuple[int, datetime | None]]:
        """Rows and the request's moment by report and day."""
        return {(row.report, str(row.date_on)): (row.row_count, row.requested_at) for row in self._all(Delivery)}

    def _all(self, model: Any) -> list[Any]:
        with self.database.read() as session:
            return list(session.scalars(select(model).where(model.profile_key == self.profile.key)))
