"""What a migration makes of rows that were there before."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from alembic import command
from sqlalchemy import Column, MetaData, Table, insert, inspect, select

from services.ads.campaigns.operations import flag_campaigns
from services.ads.models import (
    AdGroup,
    AdsProfile,
    Campaign,
    CampaignFact,
    CampaignFactVersion,
    Delivery,
    Finding,
    ImportFile,
    ReportImport,
    SearchTermDay,
    SearchTermFact,
    SearchTermSum,
    Sync,
    SyncReport,
    TermBelief,
    Thresholds,
)
from services.ads.performance.rules import Window
from services.ads.products import SB, SP
from services.ads.report_imports.repository import ImportRepository
from services.ads.report_imports.tasks import carrying as imports
from services.ads.report_types.rules import CAMPAIGNS
from services.ads.syncs import operations as syncs
from services.ads.syncs.rules import ReportJob
from services.ads.syncs.tasks import storing
from shared.db.columns import table_of
from shared.db.migrations import config_of, upgrade
from tests.ads.facts import FIRST, NOW, SELLER, UK
from tests.ads.report_imports.importing import import_now
from tests.ads.syncs.storing_desk import Desk, record

DAY, NEXT = date(2026, 11, 10), date(2026, 11, 11)
NUMBERS = {"impressions": 900, "clicks": 90, "cost_micros": 80_000_000, "orders": 2, "units": 2}
METRICS = NUMBERS | {"sales_micros": 40_000_000, "attribution_days": 7}
EARLIER = NOW - timedelta(hours=1)
DELIVERED = {"source": "api", "row_count": 1, "due_at": NOW, "first_delivered_at": NOW, "last_delivered_at": NOW}
WITH_PRODUCT = (
    Campaign,
    AdGroup,
    CampaignFact,
    CampaignFactVersion,
    SearchTermFact,
    SearchTermDay,
    Delivery,
)


@pytest.fixture
def at_revision(templates):
    """`at_revision("0005")`: a database with the schema of a revision, and no rows."""
    with templates.empty("services.ads") as database:

        def bring(revision):
            database.create_schema()
            command.upgrade(config_of("services.ads", database), revision)
            return database

        yield bring


def put(database, model, **values):
    """Insert a row of the columns that are given, as the table was before others came."""
    columns = (Column(name, table_of(model).columns[name].type) for name in values)
    with database.write() as session:
        session.execute(insert(Table(table_of(model).name, MetaData(), *columns)).values(**values))


def known(database):
    """A profile as it was before its clock was looked at."""
    values = {
        "profile_key": 1,
        "tenant_id": FIRST,
        "seller_id": SELLER,
        "marketplace_id": UK,
        "profile_id": "1",
        "country_code": "UK",
        "currency": "GBP",
        "timezone": "Europe/London",
        "created_at": NOW,
        "updated_at": NOW,
    }
    put(database, AdsProfile, **values)
    return AdsProfile(**values)


def rows(database, model):
    with database.read() as session:
        return [dict(row) for row in session.execute(select(table_of(model))).mappings()]


def test_0002_takes_over_the_days_that_are_stored(at_revision):
    database = at_revision("0001")
    key = known(database).key
    for group, clicks in ((0, 10), (11, 4)):
        fact = METRICS | {"clicks": clicks}
        put(database, CampaignFact, profile_key=key, date_on=DAY, campaign_key=1, ad_group_key=group, **fact)
    for report in ("spCampaigns", "spSearchTerm"):
        put(database, Delivery, profile_key=key, report=report, date_on=DAY, **DELIVERED)
    upgrade(database, "services.ads")
    [kept] = rows(database, CampaignFactVersion)
    assert [kept[name] for name in ("campaign_key", "ad_group_key", "clicks")] == [1, 0, 10]
    assert kept["reported_at"] == NOW


def test_0006_lets_files_that_wait_go_on(at_revision):
    database = at_revision("0005")
    put(database, ImportFile, import_id="one", content=b"a,b")
    upgrade(database, "services.ads")
    with database.read() as session:
        [kept] = ImportRepository(session, FIRST).pieces(ReportImport(import_id="one", tenant_id=FIRST))
    assert kept == (False, b"a,b")


def fill(database, key):
    """One row in each table of 0.1.0 that has an ad product now."""
    day = {"profile_key": key, "date_on": DAY, "campaign_key": 12}
    term = {"targeting": "kettle", "match_type": "EXACT", "search_term": "lid"}
    put(database, Campaign, profile_key=key, campaign_key=12, name="Dear", state="ENABLED", updated_at=NOW)
    put(database, AdGroup, profile_key=key, ad_group_key=120, campaign_key=12, name="Group")
    put(database, CampaignFact, **day, ad_group_key=0, **METRICS)
    put(database, CampaignFactVersion, **day, ad_group_key=0, reported_at=EARLIER, **METRICS)
    put(database, SearchTermFact, **day, ad_group_key=120, **term, **METRICS)
    put(database, SearchTermDay, **day, **METRICS)
    put(database, Delivery, profile_key=key, report=CAMPAIGNS, date_on=DAY, **DELIVERED)


def test_0007_makes_all_rows_those_of_sponsored_products_and_keeps_the_rest(at_revision):
    database = at_revision("0005")
    fill(database, known(database).key)
    before = {model: rows_before(database, model) for model in WITH_PRODUCT}
    upgrade(database, "services.ads")
    for model, found in before.items():
        kept = [{name: row[name] for name in (*found[0], "ad_product")} for row in rows(database, model)]
        assert (model, kept) == (model, [row | {"ad_product": SP} for row in found])
    place = inspect(database.engine)
    for model in WITH_PRODUCT:
        new = table_of(model)
        found = place.get_pk_constraint(new.name, schema=database.schema)
        assert found["constrained_columns"] == [key.name for key in new.primary_key]
        indexes = place.get_indexes(new.name, schema=database.schema)
        assert {index["name"] for index in indexes} == {index.name for index in new.indexes}


def test_0018_judges_by_the_default_confidences_and_makes_sums_anew(at_revision):
    database = at_revision("0017")
    stored = {"seller_id": SELLER, "version": 3, "updated_at": NOW, "waste_confidence": Decimal("0.8")}
    bounds = {"target_acos": Decimal("0.2"), "acos_min_clicks": 5, "acos_min_orders": 2}
    clicks = {"min_ctr": Decimal("0.002"), "ctr_min_impressions": 900}
    put(database, Thresholds, tenant_id=FIRST, **stored, **bounds, **clicks)
    upgrade(database, "services.ads")
    [row] = rows(database, Thresholds)
    kept = {**stored, **bounds, **clicks}
    assert {name: row[name] for name in kept} == kept
    assert (row["acos_confidence"], row["ctr_confidence"]) == (Decimal("0.9"), Decimal("0.9"))
    assert rows(database, SearchTermSum) == rows(database, TermBelief) == []
    command.downgrade(config_of("services.ads", database), "0017")
    assert "orderless_term" in inspect(database.engine).get_table_names(schema=database.schema)


def test_0019_makes_the_sums_of_terms_anew_by_another_key(at_revision):
    database = at_revision("0018")
    dates = {"from_on": DAY, "to_on": DAY}
    put(database, SearchTermSum, profile_key=1, ad_product=SP, campaign_key=12, search_term="lid", **dates, **METRICS)
    upgrade(database, "services.ads")
    assert rows(database, SearchTermSum) == []
    assert _place_of_sums(database) == (
        ["profile_key", "ad_product", "search_term", "campaign_key"],
        {"ix_search_term_sum_clicks", "ix_search_term_sum_cost_micros"},
    )
    command.downgrade(config_of("services.ads", database), "0018")
    older = ["profile_key", "ad_product", "campaign_key", "search_term"]
    assert _place_of_sums(database) == (older, {"ix_search_term_sum_selling"})


def _place_of_sums(database):
    """The columns of their key, and the names of their indexes."""
    place, table = inspect(database.engine), {"table_name": "search_term_sum", "schema": database.schema}
    indexes = {index["name"] for index in place.get_indexes(**table)}
    return place.get_pk_constraint(**table)["constrained_columns"], indexes


def rows_before(database, model):
    """Its rows with the columns that this older schema has; there is one at least."""
    table = table_of(model)
    columns = [
        table.columns[one["name"]] for one in inspect(database.engine).get_columns(table.name, schema=database.schema)
    ]
    with database.read() as session:
        return [dict(row) for row in session.execute(select(*columns)).mappings()]


def test_0007_lets_a_waiting_report_and_its_delivery_go_on(at_revision, tmp_path, monkeypatch):
    monkeypatch.setattr(storing, "utc_now", lambda: NOW)
    database = at_revision("0005")
    profile = known(database)
    fill(database, profile.key)
    put(
        database,
        Sync,
        sync_id="sync",
        tenant_id=FIRST,
        seller_id=SELLER,
        days="2026-11-10/2026-11-11",
        fetched_on=DAY,
        attempt=1,
        status="running",
        created_at=EARLIER,
        updated_at=EARLIER,
    )
    waiting = {"status": "waiting", "rows_received": 0, "rows_changed": 0, "rows_rejected": 0}
    put(
        database,
        SyncReport,
        sync_id="sync",
        profile_key=profile.key,
        report=CAMPAIGNS,
        from_on=DAY,
        to_on=NEXT,
        **waiting,
    )
    upgrade(database, "services.ads")

    job = ReportJob(FIRST, "sync", profile.key, CAMPAIGNS, Window(DAY, NEXT))
    desk = Desk(database, profile, tmp_path)
    counted = desk.store_job(job, [record(DAY, 12, clicks=91)], NOW)
    with database.write() as session:
        syncs.finish_report(session, job, counted, now=NOW)

    assert (counted.received, counted.changed) == (1, 1)
    assert rows(database, Sync)[0]["status"] == "completed"
    assert [(row["ad_product"], row["clicks"]) for row in rows(database, CampaignFact)] == [(SP, 91)]
    assert [row["clicks"] for row in rows(database, CampaignFactVersion)] == [90, 91]
    [delivery] = rows(database, Delivery)
    assert (delivery["row_count"], delivery["requested_at"], delivery["first_delivered_at"]) == (1, NOW, NOW)


def test_0007_lets_an_import_go_on(at_revision, monkeypatch):
    monkeypatch.setattr(imports, "utc_now", lambda: NOW)
    database = at_revision("0005")
    profile = known(database)
    fill(database, profile.key)
    header = [
        "Date",
        "Campaign Name",
        "Impressions",
        "Clicks",
        "Spend",
        "7 Day Total Sales",
        "7 Day Total Orders (#)",
    ]
    text = io.StringIO()
    csv.writer(text).writerows([header, ["2026-11-11", "Dear", "100", "5", "2.50", "10.00", "1"]])
    content = text.getvalue().encode()
    moments = {"created_at": EARLIER, "updated_at": EARLIER}
    names = {"import_id": "import", "tenant_id": FIRST, "file_name": "report.csv", "file_sha256": "0" * 64}
    counts = dict.fromkeys(("imported", "read", "changed", "superseded", "rejected", "skipped"), 0)
    zeros = dict.fromkeys(("impressions", "clicks", "orders", "units", "cost_micros", "sales_micros"), 0)
    put(
        database,
        ReportImport,
        **names,
        **moments,
        **zeros,
        **{f"rows_{name}": count for name, count in counts.items()},
        profile_key=profile.key,
        file_bytes=len(content),
        status="waiting",
        unknown_columns="[]",
    )
    put(database, ImportFile, import_id="import", content=content)
    upgrade(database, "services.ads")

    import_now(database, FIRST, "import")

    [done] = rows(database, ReportImport)
    assert (done["status"], done["report"], done["rows_imported"], done["rows_changed"]) == (
        "completed",
        CAMPAIGNS,
        1,
        1,
    )
    facts = {(row["ad_product"], str(row["date_on"]), row["campaign_key"]) for row in rows(database, CampaignFact)}
    assert facts == {(SP, "2026-11-10", 12), (SP, "2026-11-11", 12)}


def test_0007_makes_findings_those_of_sponsored_products(at_revision):
    database = at_revision("0005")
    profile = known(database)
    fill(database, profile.key)
    names = {"tenant_id": FIRST, "seller_id": SELLER, "marketplace_id": UK}
    subject = {"subject_type": "campaign", "subject_id": "12", "subject_name": "Dear"}
    texts = {"code": "ads.acos_high", "severity": "HIGH", "status": "open", "evidence": "{}", "facts": "{}"}
    moments = {"first_seen_at": EARLIER, "last_seen_at": EARLIER, "updated_at": EARLIER}
    put(database, Finding, finding_id="f", **names, **subject, **texts, **moments, measure=2.0, version=1)
    upgrade(database, "services.ads")
    with database.write() as session:
        assert flag_campaigns(session, profile, SB, now=NOW).resolved == []
        assert flag_campaigns(session, profile, SP, now=NOW).kept == ["f"]
