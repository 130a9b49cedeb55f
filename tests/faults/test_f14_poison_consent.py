"""F14: a consent that raises, in the loop that checks consents.

Pass: the consents of all other accounts are claimed; the bad one, first in line, is left out for the time of a lease.
"""

from datetime import UTC, datetime, timedelta

from services.gateway.consents.operations import handing
from services.gateway.models import Consent, SellerAccount
from services.gateway.tenants.operations import create_tenant

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_the_consents_of_all_other_accounts_are_checked(service_database):
    database = service_database("gateway")
    with database.write() as session:
        tenant_id = create_tenant(session, "Tenant", now=NOW)[0].tenant_id
        for number, (seller_id, api) in enumerate([("A1POISON", "fax"), ("A1BEHIND", "spapi")]):
            moments = {"created_at": NOW, "updated_at": NOW, "version": 1}
            account = SellerAccount(
                seller_account_id=seller_id,
                tenant_id=tenant_id,
                seller_id=seller_id,
                name="N",
                region="EU",
                **moments,
            )
            account.marketplace_ids = account.ads_profile_ids = ""
            session.add(account)
            session.flush()
            due = NOW - timedelta(hours=2 - number)
            place = {"tenant_id": tenant_id, "seller_id": seller_id, "api": api}
            session.add(Consent(**place, status="connected", next_check_at=due))

    def claimed(at: datetime) -> list[str]:
        with database.write() as session:
            return [wish.seller_id for wish in handing.claim_due(session, 1, now=at)]

    assert [claimed(NOW) for _ in range(3)] == [[], ["A1BEHIND"], []]
    assert claimed(NOW + timedelta(hours=1)) == []
