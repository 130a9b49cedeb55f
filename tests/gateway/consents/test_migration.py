"""Consents of the release before proofs: moved as they are sealed, still used, and checked at once."""

import pytest
from alembic import command

from shared import secrets
from shared.db.migrations import config_of
from tests.sql import text

pytestmark = pytest.mark.present


@pytest.fixture
def before(shop, database, keys_dir):
    """`before(seller, token)`: an account as release 0.1.0 stored it, with a consent for the Selling Partner API."""

    def stored(seller, token):
        assert shop.post(seller.account()).status_code == 201
        command.downgrade(config_of("services.gateway", database), "0002")
        name = f"seller_account/{seller.seller_id}/spapi_refresh_token"
        sealed = secrets.sealer_of(keys_dir).seal(token, shop.customer.twin_id, name)
        with database.write() as session:
            session.execute(text("UPDATE seller_account SET spapi_refresh_token = :sealed"), {"sealed": sealed})
        command.upgrade(config_of("services.gateway", database), "head")

    return stored


def test_an_own_consent_goes_on_and_is_proved(shop, sellers, checks, before):
    seller = sellers()
    before(seller, seller.token)
    found = shop.connection(seller.seller_id)
    assert (found["connection_status"], found["proof"], found["reason"]) == ("connected", None, "before-proofs")
    assert shop.token(seller.seller_id).status_code == 200
    assert shop.connection(seller.seller_id, "ads")["connection_status"] == "not_connected"
    assert checks.run() == 1
    found = shop.connection(seller.seller_id)
    assert (found["connection_status"], found["proof"], found["reason"]) == ("connected", "fees", None)


def test_another_sellers_consent_is_found_and_deleted(shop, sellers, checks, before):
    mine, other = sellers(), sellers()
    before(mine, other.token)
    assert checks.run() == 1
    assert shop.connection(mine.seller_id)["connection_status"] == "foreign"
    assert shop.token(mine.seller_id).json()["code"] == "consent-of-another-seller"
    assert [(each["connection_status_before"], each["connection_status"]) for each in shop.told()] == [
        ("connected", "foreign")
    ]
