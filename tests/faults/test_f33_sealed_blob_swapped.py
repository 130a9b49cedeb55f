"""F33: a sealed refresh token, copied by SQL to another tenant or to another column.

Pass: it does not open there; Amazon is not asked; the job fails at once with a code of its own, the log has an
alert, and neither says anything of the token.
"""

import json

import pytest

from services.ads.clients import AdsAccounts
from services.sandbox.main import create_app
from services.sandbox.settings import SandboxSettings
from shared.auth import keys
from shared.clock import utc_now
from shared.internal import InternalClient
from shared.jobs.steps import is_passing, reason_of
from shared.seller_accounts import AccessTokenError, CallTimes
from tests import proved
from tests.faults.house import open_house, served
from tests.journeys.installed import free_ports
from tests.sql import text

SELLER = "A1SAMESELLER"
TOKEN = "sandbox-1-20"
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

TIMES = CallTimes(timeout=5.0, deadline=5.0, document_deadline=5.0)


@pytest.fixture
def amazon(service_database):
    """The sandbox, with what it was asked for."""
    url = service_database("sandbox").url.render_as_string(hide_password=False)
    inner = create_app(SandboxSettings(database_url=url))

    async def listening(scope, receive, send):
        if scope["type"] == "http":
            listening.asked.append(scope["path"])
        await inner(scope, receive, send)

    listening.asked = []
    port, *_ = free_ports()
    with served(listening, port):
        listening.url = f"http://127.0.0.1:{port}"
        yield listening


@pytest.fixture
def house(service_database, tmp_path, amazon):
    with open_house(service_database, tmp_path, sandbox_url=amazon.url) as found:
        yield found


@pytest.fixture
def gateway(house):
    """The gateway as the ads service's jobs ask it."""
    internal = InternalClient(house.url, keys.signer_of(house.keys_dir, "ads"), clock=utc_now)
    yield AdsAccounts(internal, clock=utc_now)
    internal.close()


@pytest.fixture
def connect(house):
    """`connect("First")`: the id of a tenant's test twin, with the account connected under both consents."""

    def connected(name):
        headers = house.issue(house.new_tenant(name).tenant_id, livemode=False)
        account = {"seller_id": SELLER, "name": "N", "region": "EU", "marketplace_ids": ["A1F83G8C2ARO7P"]}
        made = house.http.post("/v1/seller-accounts", headers=headers, json=account)
        assert made.status_code == 201, made.text
        tenant_id = house.http.get("/v1/tenant", headers=headers).json()["tenant_id"]
        tokens = {"ads": TOKEN, "spapi": f"{TOKEN}-of-the-other-api"}
        proved.connect(house.databases["gateway"], house.keys_dir, tenant_id, SELLER, **tokens)
        return tenant_id

    return connected


def copy(house, api, tenant_id, *, to):
    """Put a tenant's sealed text where another's consent for the Ads API is."""
    source = "SELECT refresh_token FROM consent WHERE tenant_id = :source AND api = :api"
    statement = f"UPDATE consent SET refresh_token = ({source}) WHERE tenant_id = :target AND api = 'ads'"  # noqa: S608
    with house.databases["gateway"].write() as session:
        given = {"source": tenant_id, "target": to, "api": api}
        assert session.execute(text(statement), given).rowcount == 1


@pytest.mark.parametrize("api", ["ads", "spapi"])
def test_a_copied_token_opens_nothing(house, gateway, amazon, connect, api, capsys):
    owner, thief = connect("Owner"), connect("Thief")
    copy(house, api, owner if api == "ads" else thief, to=thief)
    with pytest.raises(AccessTokenError) as caught:
        gateway.ads_connection(thief, SELLER, None, TIMES)
    assert reason_of(caught.value) == ("consent-unreadable", "The stored consent cannot be opened")
    assert not is_passing(caught.value)
    assert amazon.asked == []
    logged = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    alerts = [each for each in logged if each["level"] == "error"]
    assert [(alert["event"], alert["tenant_id"], alert["seller_id"]) for alert in alerts] == [
        ("a sealed consent does not open here", thief, SELLER)
    ]
    told = repr((alerts, caught.value, caught.value.__cause__.response.text))
    assert not [secret for secret in (TOKEN, "zs1.", owner) if secret in told]
    assert not [secret for secret in (TOKEN, "zs1.") if secret in repr(logged)]
    gateway.ads_connection(owner, SELLER, None, TIMES)
    assert amazon.asked == ["/auth/o2/token"]
