"""A report of account health that has shrunk: it is told, and forgets and resolves nothing."""

from datetime import date, timedelta

import pytest

from services.tickets.account_metrics.rules import BELOW, Metric, Reported
from services.tickets.syncs import operations
from tests.tickets.facts import DE, FIRST, NOW, SELLER, UK

SYNCS = "/v1/tickets/syncs"
NAMES = ("lateShipmentRate", "preFulfillmentCancellationRate", "invoiceDefectRate", "orderDefectRate.mfn",
         "orderDefectRate.afn", "onTimeDeliveryRate")  # fmt: skip


def told(names, marketplace_id=UK, unread=()):
    """These metrics, of which the first misses its target."""
    days = (date(2026, 10, 21), date(2026, 11, 21))
    metrics = [
        Metric(marketplace_id, name, 0.01 if number else 0.09, 0.04, BELOW, 250, *days)
        for number, name in enumerate(names)
    ]
    return Reported(tuple(metrics), tuple(unread))


@pytest.fixture
def read(desk):
    """Read a report of the account, an hour after the one before; status and code of its sync."""
    hours = iter(range(100))

    def read(**found):
        now = NOW + timedelta(hours=next(hours))
        with desk.database.write() as session:
            sync_id = operations.start_sync(session, FIRST, SELLER, now=now).sync_id
        places = {UK: found.get("uk"), DE: found.get("de")}
        reported = {place: one for place, one in places.items() if one is not None}
        with desk.database.write() as session:
            operations.finish_sync(session, FIRST, sync_id, (UK, DE), reported, 0, now=now)
        sync = desk.ask("GET", f"{SYNCS}/{sync_id}")
        return sync["status"], sync["failure_code"], sync["failure_detail"]

    return read


def shown(desk):
    items = desk.ask("GET", "/v1/tickets/account-metrics?limit=200")["items"]
    return {place: sum(one["marketplace_id"] == place for one in items) for place in (UK, DE)}


def test_a_shrunken_report_is_not_believed_until_it_comes_again(desk, read):
    whole = {"uk": told(NAMES), "de": told(NAMES, DE)}
    assert {read(**whole) for _ in range(3)} == {("completed", None, None)}
    found = desk.found()
    assert (shown(desk), len(found)) == ({UK: 6, DE: 6}, 2)
    detail = f"these stay as they were: {UK}: 2 rows, where 6 are usual"
    assert read(uk=told(NAMES[4:]), de=whole["de"]) == ("failed", "rows-out-of-line", detail)
    assert (shown(desk), desk.found()) == ({UK: 6, DE: 6}, found)
    [suspect] = [data for name, data in desk.told() if name == "report.suspect"]
    assert {name: suspect[name] for name in ("marketplace_id", "part", "rows_received", "code")} == {
        "marketplace_id": UK,
        "part": "account_health",
        "rows_received": 2,
        "code": "rows-out-of-line",
    }
    assert read(uk=told(NAMES[4:]), de=whole["de"])[:2] == ("completed", None)
    assert shown(desk) == {UK: 2, DE: 6}


def test_a_report_of_no_metric_at_all_forgets_none(desk, read):
    read(uk=told(NAMES))
    assert read(uk=told(()))[:2] == ("failed", "rows-out-of-line")
    assert shown(desk) == {UK: 6, DE: 0}


def test_metrics_that_cannot_be_read_are_there(desk, read):
    for _ in range(3):
        read(uk=told(NAMES))
    assert read(uk=told(NAMES[:2], unread=NAMES[2:]))[:2] == ("completed", None)
    assert shown(desk) == {UK: 6, DE: 0}


def test_a_marketplace_with_few_metrics_is_never_doubted(desk, read):
    for _ in range(3):
        read(uk=told(NAMES[:3]))
    assert read(uk=told(NAMES[:1]))[:2] == ("completed", None)
    assert shown(desk) == {UK: 1, DE: 0}
