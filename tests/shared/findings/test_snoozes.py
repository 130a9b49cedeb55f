"""A snooze ends by the clock, whoever judges when."""

from datetime import UTC, datetime, timedelta
from functools import partial

import orjson
import pytest

from services.catalog.events import tell_findings
from services.catalog.models import Finding
from shared.findings import snoozes
from shared.findings.rules import FindingText
from shared.texts import Text
from tests.sql import text

NOW = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
SAME = Text(en="x", zh="x")
TEXTS = {"x": FindingText(title=SAME, reason=SAME, action=SAME)}


def finding(name, status, until):
    return Finding(
        finding_id=name,
        tenant_id="t",
        seller_id="S",
        marketplace_id="M",
        code="x",
        severity="HIGH",
        subject_type="sku",
        subject_id=name,
        subject_name=name,
        status=status,
        evidence='{"from_on": "2026-10-01", "to_on": "2026-10-31", "formula": "x", "facts": [], "links": []}',
        facts="{}",
        measure=1.0,
        first_seen_at=NOW,
        last_seen_at=NOW,
        updated_at=NOW,
        snoozed_until=until,
        resolved_at=NOW if status == "resolved" else None,
    )


@pytest.fixture
def database(service_database):
    found = service_database("catalog")
    with found.write() as session:
        session.add_all(
            [
                finding("due", "snoozed", NOW + timedelta(hours=1)),
                finding("later", "snoozed", NOW + timedelta(hours=2)),
                finding("resolved", "resolved", NOW + timedelta(hours=1)),
            ]
        )
    return found


def test_what_is_due_opens_once_and_is_told(database):
    moment = NOW + timedelta(hours=1)
    work = snoozes.ender(database, Finding, partial(tell_findings, texts=TEXTS), clock=lambda: moment)
    with database.read() as session:
        before = dict(session.execute(text("SELECT finding_id, pos FROM finding")).all())
    assert [work(), work()] == [1, 0]
    with database.read() as session:
        rows = session.execute(text("SELECT finding_id, status, version, pos FROM finding")).all()
        told = session.execute(text("SELECT name, content FROM outbox")).all()
    assert {row[0]: tuple(row[1:3]) for row in rows} == {
        "due": ("open", 2),
        "later": ("snoozed", 1),
        "resolved": ("resolved", 1),
    }
    assert [row[0] for row in rows if row[3] != before[row[0]]] == ["due"]
    ((name, content),) = told
    data = orjson.loads(content)
    assert (name, data["finding_id"], data["status"], data["snoozed_until"]) == (
        "listing.flagged",
        "due",
        "open",
        None,
    )
