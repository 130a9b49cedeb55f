"""An installation in a temporary folder: two tenants with campaigns, a key, and limits that never refuse."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from services.ads.campaigns.operations import store_campaigns
from services.ads.products import SP
from services.ads.profiles.operations import learn_profile
from services.ads.settings import AdsSettings
from services.cli.installation import Installation
from services.gateway.actors.operations import add_actor
from services.gateway.actors.schemas import ActorCreate
from services.gateway.api_keys.operations import issue_api_key
from services.gateway.api_keys.schemas import ApiKeyCreate
from services.gateway.settings import GatewaySettings
from services.gateway.tenants.operations import create_tenant
from shared import secrets
from shared.auth import SCOPES
from shared.clock import utc_now

SELLER, MARKETPLACE = "A1BENCHSELLER", "A1F83G8C2ARO7P"
FIRST_CAMPAIGN = 100000000000000
_CAMPAIGNS = 1000
_CHANGED_TOGETHER = 50
_QUOTA = "1000000000"


def prepare(*, folder: str, port: int, catalog_url: str = "") -> dict[str, Any]:
    """Set everything up; the `environment` for the programs, a live `key` and its `tenant_id`."""
    installation = Installation(Path(folder), port, port + 1, port + 2)
    for service in ("GATEWAY", "CATALOG", "ADS"):
        for kind in ("READS", "WRITES"):
            os.environ[f"{service}_{kind}_PER_MINUTE"] = _QUOTA
    if catalog_url:
        os.environ["CATALOG_DATABASE_URL"] = catalog_url
    installation.enter()
    installation.migrate()
    (tenant_id, key), (other_id, _) = _tenant("First"), _tenant("Second")
    for tenant, first in ((tenant_id, FIRST_CAMPAIGN), (other_id, 2 * FIRST_CAMPAIGN)):
        _add_campaigns(tenant, first)
    return {"environment": dict(os.environ), "key": key, "tenant_id": tenant_id}


def _tenant(name: str) -> tuple[str, str]:
    settings, now = GatewaySettings(), utc_now()
    database = settings.database("gateway")
    with database.write() as session:
        live, _ = create_tenant(session, name, now=now)
        owner = add_actor(session, live.tenant_id, ActorCreate(kind="person", name="Owner"), now=now)
        wanted = ApiKeyCreate(actor_id=owner.actor_id, name="bench", scopes=sorted(SCOPES), livemode=True)
        pepper = secrets.pepper_of(settings.keys_dir)
        issued = issue_api_key(session, live.tenant_id, wanted, pepper=pepper, now=now)
        tenant_id = live.tenant_id
    database.dispose()
    return tenant_id, issued.api_key


def _add_campaigns(tenant_id: str, first: int) -> None:
    database, now = AdsSettings().database("ads"), datetime(2026, 9, 1, 8, tzinfo=UTC)
    with database.write() as session:
        profile = learn_profile(session, tenant_id, SELLER, MARKETPLACE, now=now)
        for start in range(0, _CAMPAIGNS, _CHANGED_TOGETHER):
            rows = [_campaign(first + start + offset) for offset in range(_CHANGED_TOGETHER)]
            store_campaigns(session, profile, SP, rows, now=now + timedelta(minutes=start))
    database.dispose()


def _campaign(key: int) -> dict[str, Any]:
    return {
        "campaign_key": key,
        "name": f"SP | Electric kettle | Manual {key % 1000}",
        "state": "ENABLED",
        "targeting_type": "MANUAL",
        "budget_micros": 25_000_000,
        "budget_type": "DAILY",
        "start_on": date(2026, 1, 1),
    }
