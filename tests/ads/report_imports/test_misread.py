"""Old imports that were read as Sponsored Products though their columns are those of another product."""

from datetime import timedelta

import pytest

from services.ads.models import ReportImport
from services.ads.report_imports.operations.misread import files_read_as_products
from tests.ads.facts import NOW, SELLER, UK


@pytest.fixture
def put(database, profile):
    """Keep an import as it was left behind."""

    def keep(name, columns, report="spCampaigns", status="completed", sha="0" * 64, at=0):
        moment = NOW + timedelta(seconds=at)
        with database.write() as session:
            session.add(
                ReportImport(
                    import_id=f"{name}-{at}",
                    tenant_id=profile.tenant_id,
                    profile_key=profile.key,
                    file_name=name,
                    file_sha256=sha,
                    file_bytes=1,
                    status=status,
                    report=report,
                    unknown_columns=columns,
                    created_at=moment,
                    updated_at=moment,
                )
            )

    return keep


@pytest.mark.parametrize(
    "column",
    [
        "14 Day Detail Page Views",
        "Viewable Impressions",
        "14 Day Total Sales (Click)",
        "New-to-brand orders",
        "Cost type",
    ],
)
def test_files_with_columns_of_brands_or_display_are_named(database, put, column):
    put("plain.csv", '["My own note"]')
    put("brands.csv", f'["My own note", "{column}"]')
    put("failed.csv", f'["{column}"]', status="failed", sha="1" * 64)
    put("known.csv", f'["{column}"]', report="sbCampaigns", sha="2" * 64)
    with database.read() as session:
        assert files_read_as_products(session) == [f"{SELLER}/{UK} brands.csv"]


def test_a_file_that_was_sent_again_is_named_no_more(database, put):
    put("brands.csv", '["Viewable Impressions"]')
    put("brands.csv", "[]", report="sbCampaigns", at=1, sha="1" * 64)
    with database.read() as session:
        assert files_read_as_products(session) == [f"{SELLER}/{UK} brands.csv"]
    put("brands again.csv", "[]", report="sbCampaigns", at=2)
    with database.read() as session:
        assert files_read_as_products(session) == []
