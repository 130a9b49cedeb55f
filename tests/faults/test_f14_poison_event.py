"""F14: an event that the gateway cannot keep, and a snoozed finding that cannot be told.

Pass: in the same round all other events and findings go on, of more than a batch of bad ones as well; what was passed
over stays where it is, is counted, and is tried again.
"""

from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace

import httpx
import orjson
import pytest
from sqlalchemy import column, select, update

from services.catalog.events import tell_findings
from services.catalog.models import Finding, Outbox
from services.gateway import worker
from services.gateway.models import Event
from services.gateway.tenants.operations import create_tenant
from shared import metrics
from shared.findings import snoozes
from shared.findings.rules import FindingText
from shared.internal import GatewayAwayError, InternalClient
from shared.outbox import add_event
from shared.outbox.relay import BATCH, LEFT_OUT_SECONDS, Relay, RowsRefusedError
from shared.texts import Text

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
SAME = Text(en="x", zh="x")
TELL = partial(tell_findings, texts={"x": FindingText(title=SAME, reason=SAME, action=SAME)})
SIGNER = SimpleNamespace(issuer="catalog", sign=lambda *_args, **_kwargs: "signed")


def passed_over(loop):
    return metrics.REGISTRY.get_sample_value("zhuli_rows_passed_over_total", {"loop": loop}) or 0.0


def told(database, model=Outbox.subject):
    with database.read() as session:
        return list(session.scalars(select(model).order_by(column("sequence"))))


@pytest.mark.parametrize("bad", [1, BATCH + 1], ids=["one", "more than a batch"])
def test_all_other_events_go_on(service_database, bad):
    """The gateway's own outbox, whose relay stores into its own table: it has no name for such a type."""
    database = service_database("gateway")
    good = BATCH - 1
    with database.write() as session:
        tenant_id = create_tenant(session, "Tenant", now=NOW)[0].tenant_id
        for number in range(bad + good):
            name = "NO TYPE" if number < bad else "case.opened"
            add_event(session, name=name, tenant_id=tenant_id, subject=f"s:{number}", data={}, now=NOW)
    before, clock = passed_over("outbox.event"), [0.0]
    publish = partial(worker._store, database, pepper=b"pepper")
    relay = Relay(database, publish=publish, enqueue=print, clock=lambda: clock[0])
    while relay.run_events():
        pass
    subjects = [f"s:{number}" for number in range(bad + good)]
    assert (told(database, Event.subject), told(database)) == (subjects[bad:], subjects[:bad])
    assert passed_over("outbox.event") == before + bad
    with database.write() as session:
        session.execute(update(Outbox).values(name="case.opened"))
    clock[0] = LEFT_OUT_SECONDS
    while relay.run_events():
        pass
    assert (told(database), len(told(database, Event.subject))) == ([], bad + good)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        *((status, RowsRefusedError) for status in (400, 413, 422, 500)),
        *((status, httpx.HTTPStatusError) for status in (401, 404)),
        (503, GatewayAwayError),
    ],
)
def test_only_what_is_about_the_events_counts_against_them(status, error):
    """A gateway that is away, or does not know its caller, says nothing about a row."""
    client = InternalClient("http://gateway.test", SIGNER, clock=lambda: NOW)
    answers = httpx.MockTransport(lambda _: httpx.Response(status, json={}))
    client._http = httpx.Client(base_url="http://gateway.test", transport=answers)
    with pytest.raises(error):
        client.publish([])
    client.close()


def finding(number):
    moment = NOW + timedelta(minutes=number)
    evidence = '{"from_on": "2026-10-01", "to_on": "2026-10-31", "formula": "x", "facts": [], "links": []}'
    return Finding(
        **{"finding_id": f"f{number}", "tenant_id": "t", "seller_id": "S", "marketplace_id": "M", "code": "x"},
        **{"severity": "HIGH", "subject_type": "sku", "subject_id": f"f{number}", "subject_name": "n"},
        **{"status": "snoozed", "evidence": evidence, "facts": "{}", "measure": 1.0, "snoozed_until": moment},
        **{"first_seen_at": NOW, "last_seen_at": NOW, "updated_at": NOW},
    )


@pytest.mark.parametrize("bad", [(1,), (0, 1, 2)], ids=["one", "more than a batch"])
def test_the_snoozes_of_all_other_findings_end(service_database, monkeypatch, bad):
    monkeypatch.setattr(snoozes, "BATCH", 2)
    database = service_database("catalog")
    with database.write() as session:
        session.add_all(finding(number) for number in range(5))
        session.flush()
        chosen = Finding.finding_id.in_([f"f{number}" for number in bad])
        session.execute(update(Finding).where(chosen).values(evidence="lost"))
    work = snoozes.ender(database, Finding, TELL, clock=lambda: NOW + timedelta(hours=1))
    before = passed_over("findings.snoozes")
    assert [work(), work()] == [5 - len(bad), 0]
    assert passed_over("findings.snoozes") == before + 2 * len(bad)
    ids = [orjson.loads(content)["finding_id"] for content in told(database, Outbox.content)]
    assert ids == [f"f{number}" for number in range(5) if number not in bad]
    with database.read() as session:
        still = session.scalars(select(Finding.finding_id).where(Finding.status == "snoozed"))
        assert sorted(still) == [f"f{number}" for number in bad]
    with database.write() as session:
        session.execute(update(Finding).values(evidence=finding(0).evidence))
    assert work() == len(bad)
