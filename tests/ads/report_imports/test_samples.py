"""The sample report files of docs/samples: each is imported with the rows that it shows."""

from datetime import timedelta
from pathlib import Path

import pytest

from services.ads.report_imports.tasks import carrying
from tests.ads.facts import NOW, UK
from tests.ads.report_imports.test_unified import imported

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "docs" / "samples"
ELSEWHERE = {"unit-costs.csv", "sku-mappings.csv"}
"""Tables of other services, imported by tests of theirs."""

EXPECTED = {
    "sp-campaigns.csv": ("spCampaigns", None, 5, 4, 1),
    "sp-campaigns.json": ("spCampaigns", None, 2, 2, 0),
    "sp-search-terms.csv": ("spSearchTerm", None, 3, 3, 0),
    "unified-placements.csv": (None, "placement", 3, 3, 0),
}
"""Report, kind, and how many rows are read, imported and rejected."""


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr(carrying, "utc_now", lambda: NOW + timedelta(days=5))


def test_every_sample_is_tried():
    assert {path.name for path in SAMPLES.iterdir()} - ELSEWHERE == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_is_imported_with_its_rows(client, caller, database, name):
    found = imported(client, caller, database, (SAMPLES / name).read_bytes(), name=name, shops=(UK,))
    counts = tuple(found[each] for each in ("rows_read", "rows_imported", "rows_rejected"))
    assert (found["status"], found["report"], found["kind"], *counts) == ("completed", *EXPECTED[name])


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_call_of_the_readme_sends_a_sample(page):
    assert "-F file=@docs/samples/sp-campaigns.csv $API/v1/ads/report-imports" in (ROOT / page).read_text()
