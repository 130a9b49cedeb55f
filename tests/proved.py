"""Consents that Amazon has proved to be their seller's, where no test asks Amazon."""

from pathlib import Path

from pydantic import SecretStr

from services.gateway.consents.operations.keeping import keep_consent
from services.gateway.consents.repository import ConsentRepository
from services.gateway.consents.rules import APIS, Api, Verdict
from shared import secrets
from shared.audit import PROGRAM
from shared.clock import utc_now
from shared.db import Database


def connect(gateway: Database, keys_dir: Path, tenant_id: str, seller_id: str, **tokens: str) -> None:
    """Give a known account consents, by default one for each interface: `ads="Atzr|..."`, `spapi=...`."""
    sealer = secrets.sealer_of(keys_dir)
    given: dict[Api, str] = {api: tokens.get(api, f"Atzr|{api}-{seller_id}") for api in APIS}
    with gateway.write() as session:
        account = ConsentRepository(session, tenant_id).account(seller_id)
        assert account is not None
        for api, token in given.items():
            if not tokens or api in tokens:
                proved = Verdict("proven", "fees")
                keep_consent(
                    session,
                    PROGRAM,
                    account,
                    api,
                    SecretStr(token),
                    proved,
                    authorized_on=None,
                    sealer=sealer,
                    now=utc_now(),
                )
