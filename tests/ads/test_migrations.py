"""What a migration makes of rows that were there before."""

from datetime import date

from alembic import command
from sqlalchemy import insert, select, text

from services.ads.models import CampaignFact, CampaignFactVersion, Delivery, ReportImport
from services.ads.performance.repository import CAMPAIGN_FACTS
from services.ads.report_imports.repository import ImportRepository
from shared.db.columns import table_of
from shared.db.migrations import config_of, upgrade
from tests.ads.facts import FIRST, NOW, UK, fact, learned

DAY = date(2026, 11, 10)


def test_0002_takes_over_the_days_that_are_stored(database):
    command.downgrade(config_of("services.ads", database), "0001")
    profile = learned(database, FIRST, UK)
    facts = [fact(profile, DAY, 1, clicks=10), fact(profile, DAY, 1, ad_group=11, clicks=4)]
    with database.write() as session:
        rows = [dict(zip(CAMPAIGN_FACTS.columns, row, strict=True)) | {"date_on": DAY} for row in facts]
        session.execute(insert(CampaignFact), rows)
        for report in ("spCampaigns", "spSearchTerm"):
            times = dict.fromkeys(("due_at", "first_delivered_at", "last_delivered_at"), NOW)
            key = {"profile_key": profile.key, "report": report, "date_on": DAY}
            session.execute(insert(table_of(Delivery)), [key | times | {"source": "api", "row_count": 1}])
    upgrade(database, "services.ads")
    with database.read() as session:
        [kept] = session.scalars(select(CampaignFactVersion))
    assert (kept.campaign_key, kept.ad_group_key, kept.clicks, kept.reported_at) == (1, 0, 10, NOW)


def test_0006_lets_files_that_wait_go_on(database):
    command.downgrade(config_of("services.ads", database), "0005")
    with database.write() as session:
        old = text("INSERT INTO import_file (import_id, content) VALUES ('one', :content)")
        session.execute(old, {"content": b"a,b"})
    upgrade(database, "services.ads")
    with database.read() as session:
        [kept] = ImportRepository(session, FIRST).pieces(ReportImport(import_id="one", tenant_id=FIRST))
    assert kept == (False, b"a,b")
