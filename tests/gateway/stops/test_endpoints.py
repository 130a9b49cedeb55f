"""The two switches: per account over the API, for the installation from within."""

from datetime import timedelta

import orjson
import pytest

from services.gateway.stops.operations import start_installation, stop_installation
from services.gateway.stops.schemas import StopSet
from shared.clock import utc_now
from tests.sql import text

pytestmark = pytest.mark.present

EVERYTHING = {"level": "everything", "reason": "Amazon asks for it"}


@pytest.fixture
def connected(shop, sellers):
    seller = sellers()
    assert shop.post(seller.account(spapi_refresh_token=seller.token)).json()["connection_status"] == "connected"
    return seller


def stop(shop, seller, **body):
    return shop.client.put(f"/v1/seller-accounts/{seller.seller_id}/stop", headers=shop.headers, json=body)


def start(shop, seller):
    return shop.client.delete(f"/v1/seller-accounts/{seller.seller_id}/stop", headers=shop.headers)


def known(shop, seller):
    found = shop.client.get("/internal/seller-accounts", headers=shop.service).json()["items"]
    return next(each for each in found if each["seller_id"] == seller.seller_id)


def told(database, *names):
    with database.read() as session:
        rows = session.execute(
            text("SELECT name, tenant_id, content FROM outbox WHERE kind = 'event' ORDER BY sequence")
        ).all()
    return [(name, tenant_id, orjson.loads(content)) for name, tenant_id, content in rows if name in names]


def test_what_is_stopped_gets_no_token_and_says_so(shop, connected):
    calls = connected.calls()
    answer = stop(shop, connected, **EVERYTHING)
    assert (answer.status_code, answer.json()["level"], answer.json()["scope"]) == (200, "everything", "account")
    assert answer.json()["actor_id"] == shop.customer.actor_id
    refused = shop.token(connected.seller_id)
    assert (refused.status_code, refused.json()["code"]) == (409, "calls-stopped")
    seen = known(shop, connected)
    assert (seen["has_spapi_connection"], seen["spapi_status"], seen["ads_status"], seen["has_writes_stopped"]) == (
        False,
        "stopped",
        "not_connected",
        True,
    )
    shown = shop.shown(connected.seller_id)
    assert (shown["stop"]["reason"], shown["connection_status"]) == ("Amazon asks for it", "connected")
    assert connected.calls() == calls
    assert start(shop, connected).status_code == 204
    assert shop.token(connected.seller_id).status_code == 200
    assert (shop.shown(connected.seller_id)["stop"], known(shop, connected)["spapi_status"]) == (None, "connected")


def test_stopped_writes_leave_reading_alone(shop, connected):
    assert stop(shop, connected, level="writes", reason="A new repricer").status_code == 200
    assert shop.token(connected.seller_id).status_code == 200
    wish = {"tenant_id": shop.customer.twin_id, "seller_id": connected.seller_id, "purpose": "spapi"}
    refused = shop.client.post("/internal/access-tokens", headers=shop.service, json=wish | {"intent": "write"})
    assert (refused.status_code, refused.json()["code"]) == (409, "writes-stopped")
    assert known(shop, connected)["has_writes_stopped"] is True


def test_no_probe_leaves_while_everything_is_stopped(shop, connected, sellers, checks):
    with shop.database.write() as session:
        stop_installation(session, StopSet(**EVERYTHING), "operator:wu", now=utc_now())
    new, calls = sellers(), connected.calls()
    answer = shop.post(new.account(spapi_refresh_token=new.token))
    assert (answer.status_code, answer.json()["connection_status"]) == (201, "checking")
    assert answer.json()["connections"][1]["reason"] == "not-asked"
    assert answer.json()["stop"]["scope"] == "installation"
    shop.patch(connected.seller_id, {"spapi_refresh_token": f"{connected.token}-other"})
    checks.ahead = timedelta(hours=7)
    assert checks.run() == 2
    assert (new.calls(), connected.calls()) == ([], calls)
    with shop.database.write() as session:
        assert start_installation(session, "operator:wu", now=utc_now())
        assert not start_installation(session, "operator:wu", now=utc_now())
    checks.ahead *= 2
    assert checks.run() == 2
    assert shop.shown(new.seller_id)["connection_status"] == "connected"


def test_the_account_stays_stopped_when_the_installation_starts(shop, connected):
    stop(shop, connected, level="writes", reason="Stocktake")
    with shop.database.write() as session:
        stop_installation(session, StopSet(**EVERYTHING), "operator:wu", now=utc_now())
    assert shop.token(connected.seller_id).json()["code"] == "calls-stopped"
    assert shop.shown(connected.seller_id)["stop"]["level"] == "everything"
    with shop.database.write() as session:
        start_installation(session, "operator:wu", now=utc_now())
    assert shop.shown(connected.seller_id)["stop"]["level"] == "writes"


def test_every_switch_is_told_with_its_actor(shop, connected, database):
    stop(shop, connected, **EVERYTHING)
    start(shop, connected)
    start(shop, connected)
    with database.write() as session:
        stop_installation(session, StopSet(**EVERYTHING), "operator:wu", now=utc_now())
    actor, twin = shop.customer.actor_id, shop.customer.twin_id
    switches = told(database, "seller_account.stopped", "seller_account.started")
    assert [(name, tenant, data["actor_id"], data["level"]) for name, tenant, data in switches] == [
        ("seller_account.stopped", twin, actor, "everything"),
        ("seller_account.started", twin, actor, "everything"),
    ]
    everywhere = told(database, "installation.stopped")
    assert {tenant for _, tenant, _ in everywhere} == {shop.customer.tenant_id, twin}
    assert {data["actor_id"] for _, _, data in everywhere} == {"operator:wu"}


def test_only_admins_of_the_tenant_stop_an_account(shop, connected, stranger, issue):
    path = f"/v1/seller-accounts/{connected.seller_id}/stop"
    weak = issue(shop.customer, "ads:write", livemode=False)
    for headers, status, code in ((weak, 403, "scope-missing"), (stranger.test, 404, "not-found")):
        for answer in (
            shop.client.put(path, headers=headers, json=EVERYTHING),
            shop.client.delete(path, headers=headers),
        ):
            assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert stop(shop, connected, level="all", reason="Why not").status_code == 422
    assert stop(shop, connected, level="writes").status_code == 422
    assert shop.shown(connected.seller_id)["stop"] is None
