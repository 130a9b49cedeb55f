"""The consents that are given with an account: taken out of the request, and kept with what a probe has found."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from services.gateway.consents.operations import keeping
from services.gateway.consents.rules import Api, Verdict
from services.gateway.consents.schemas import Consent
from services.gateway.models import SellerAccount
from services.gateway.seller_accounts.schemas import SellerAccountCreate, SellerAccountUpdate
from shared.auth import Principal
from shared.db import Session
from shared.problems import InvalidRequestError, field_error
from shared.secrets import Sealer
from shared.texts import Text

_ASKED: tuple[Api, ...] = ("spapi", "ads")
"""The order in which consents are asked about."""

_FUTURE = Text(en="Must not lie in the future", zh="不得晚于今天")
_AHEAD = timedelta(days=1)
"""Somewhere it is tomorrow already."""

Proofs = Mapping[Api, Verdict]
"""What a probe has found of the consents in a request, before its transaction."""


def consents_in(
    principal: Principal,
    data: SellerAccountCreate | SellerAccountUpdate,
    seller_id: str,
    region: str,
    marketplace_ids: Sequence[str],
) -> list[Consent]:
    """Those that Amazon is to be asked about."""
    return [
        Consent.model_validate(
            {
                "tenant_id": principal.tenant_id,
                "seller_id": seller_id,
                "purpose": api,
                "livemode": principal.livemode,
                "region": region,
                "refresh_token": token,
                "marketplace_ids": marketplace_ids,
            }
        )
        for api in _ASKED
        if (token := getattr(data, f"{api}_refresh_token")) is not None
    ]


def keep_consents(
    session: Session,
    principal: Principal,
    account: SellerAccount,
    data: SellerAccountCreate | SellerAccountUpdate,
    proofs: Proofs,
    *,
    sealer: Sealer,
    now: datetime,
) -> None:
    """Take the consents that are given, with the days on which they were."""
    for api in _ASKED:
        token, given_on = getattr(data, f"{api}_refresh_token"), getattr(data, f"{api}_authorized_on")
        if given_on is not None and given_on > (now + _AHEAD).astimezone(UTC).date():
            raise InvalidRequestError(errors=[field_error(f"/{api}_authorized_on", "in-the-future", _FUTURE)])
        if token is not None:
            verdict = proofs.get(api)
            keeping.keep_consent(
                session, principal, account, api, token, verdict, authorized_on=given_on, sealer=sealer, now=now
            )
        elif f"{api}_refresh_token" in data.model_fields_set:
            keeping.take_away(session, principal, account, api, now=now)
        elif f"{api}_authorized_on" in data.model_fields_set:
            keeping.date_consent(session, principal, account, api, given_on, now=now)
