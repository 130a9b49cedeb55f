"""A connection that the gateway tells of becomes a finding, and an item of the worklist."""

import pytest

from shared.ids import uuid7
from tests.tickets.facts import FIRST, OTHER, SELLER
from tests.tickets.told import event_of

pytestmark = pytest.mark.parametrize("backend", ["sqlite", "postgres"], indirect=True)
CHANGED = "seller_account.connection_changed"


@pytest.fixture
def tell(gateway):
    def told(status, *, api="spapi", tenant=FIRST, **more):
        data = {"seller_id": SELLER, "api": api, "connection_status": status} | more
        subject = f"seller_account:{SELLER}"
        answer = gateway.bring(event_of(data, tenant, type=CHANGED, subject=subject, event_id=uuid7()))
        assert answer.json() == {"received": True}, answer.text

    return told


def findings(desk, **query):
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return desk.ask("GET", f"/v1/tickets/findings?{asked}")["items"]


def test_a_lost_connection_is_critical_until_it_is_mended(desk, tell):
    tell("connected")
    assert findings(desk) == []
    tell("lost", reason="amazon-consent-refused")
    (found,) = findings(desk, status="open")
    assert {name: found[name] for name in ("code", "severity", "seller_id", "marketplace_id", "title")} == {
        "code": "tickets.connection_lost",
        "severity": "CRITICAL",
        "seller_id": SELLER,
        "marketplace_id": "",
        "title": "Not connected to Amazon: Selling Partner API",
    }
    assert found["subject"] == {"type": "connection", "id": "spapi", "name": "Selling Partner API"}
    assert found["evidence"]["links"] == [{"rel": "seller_account", "href": f"/v1/seller-accounts/{SELLER}"}]
    tell("lost", api="ads")
    assert len(findings(desk, status="open")) == 2
    tell("connected")
    (left,) = findings(desk, status="open")
    assert left["subject"]["id"] == "ads"
    names = [name for name, data in desk.told() if data.get("code") == "tickets.connection_lost"]
    assert names == ["account.flagged", "account.flagged", "account.cleared"]


def test_what_a_person_has_to_do_depends_on_what_is_wrong(desk, tell):
    tell("unproven", reason="other-seller-or-missing-role")
    (before,) = findings(desk, status="open")
    assert (before["severity"], before["reason"]) == (
        "HIGH",
        "Nothing is read: the consent may be another seller's, or a role is missing.",
    )
    tell("foreign", reason="another-seller")
    (after,) = findings(desk, status="open")
    assert (after["finding_id"], after["severity"]) == (before["finding_id"], "CRITICAL")
    assert after["recommended_action"] == "To read again, authorise again, signed in as this seller."
    tell("checking")
    assert findings(desk, status="open") == []


def test_a_consent_that_ends_soon_is_told_as_at_the_latest(desk, tell):
    tell("connected", ends_on="2026-12-20", ends_within_30_days=True)
    (found,) = findings(desk, status="open")
    assert (found["code"], found["severity"], found["reason"]) == (
        "tickets.connection_ending",
        "HIGH",
        "It ends on 2026-12-20 at the latest: Amazon has it renewed every year.",
    )
    tell("connected", ends_on="2027-12-20", ends_within_30_days=False)
    assert findings(desk, status="open") == []


def test_another_tenant_hears_nothing(desk, tell):
    tell("lost", tenant=OTHER)
    assert findings(desk) == []


def test_an_event_that_tells_no_connection_is_left_aside(desk, gateway):
    answer = gateway.bring(event_of({"seller_id": SELLER}, FIRST, type=CHANGED))
    assert answer.json() == {"received": True}
    assert findings(desk) == []
