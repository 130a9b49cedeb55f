"""What one can do with authorizations: ask a seller for one, and take what the seller brings back."""

from datetime import UTC, datetime, timedelta

from pydantic import SecretStr

from services.gateway.authorizations import rules
from services.gateway.authorizations.repository import AuthorizationRepository, forget_before, use
from services.gateway.authorizations.schemas import Asked
from services.gateway.consents.operations import keeping
from services.gateway.consents.repository import ConsentRepository
from services.gateway.consents.rules import Api, Verdict, api_of
from services.gateway.models import Authorization, SellerAccount
from services.gateway.stops.operations import is_stopped
from shared import audit
from shared.app.connections import CallsStoppedError, ConsentOfAnotherSellerError
from shared.audit import Change, Who
from shared.auth import Principal
from shared.db import Session
from shared.problems import NotFoundError, Problem
from shared.secrets import Sealer
from shared.texts import Text

LIFETIME = timedelta(minutes=30)
"""So long a seller has to sign in and consent."""

_KEPT = timedelta(days=1)


class AuthorizationUnknownError(Problem):
    """Nobody asked for it, it was used before, or too much time has passed: the three look the same."""

    code, status = "authorization-unknown", 404
    title = Text(en="This authorization is unknown, used or too old", zh="该授权请求不存在、已使用或已过期")


def ask_for_authorization(
    session: Session, principal: Principal, seller_id: str, api: Api, state: str, *, now: datetime
) -> Asked:
    """Remember that a seller is sent to Amazon with this state. Raises NotFoundError."""
    repository = AuthorizationRepository(session, principal.tenant_id)
    account = repository.account(seller_id)
    if account is None:
        raise NotFoundError
    forget_before(session, now - _KEPT)
    repository.add(
        Authorization(
            state_digest=rules.digest_of(state),
            tenant_id=principal.tenant_id,
            seller_id=seller_id,
            api=api,
            actor_id=principal.actor_id,
            expires_at=now + LIFETIME,
        )
    )
    change = Change("authorization", "created", f"{seller_id}:{api}", seller_id)
    audit.note(session, principal, principal.tenant_id, change, now=now)
    return _asked(account, api, principal.livemode, Who.of(principal))


def use_state(session: Session, state: str, *, now: datetime) -> Asked:
    """For whose consent a seller comes back; the state is used up by it. Raises AuthorizationUnknownError."""
    used = use(session, rules.digest_of(state), now=now)
    repository = None if used is None else AuthorizationRepository(session, used.tenant_id)
    account = None if used is None or repository is None else repository.account(used.seller_id)
    if used is None or repository is None or account is None:
        raise AuthorizationUnknownError
    who = Who(used.actor_id, repository.kind_of(used.actor_id), "authorization")
    return _asked(account, api_of(used.api), repository.is_live(), who)


def check_return(session: Session, asked: Asked, selling_partner_id: str) -> None:
    """Raises CallsStoppedError, and ConsentOfAnotherSellerError where Amazon names another seller already."""
    if is_stopped(session, asked.tenant_id, asked.seller_id):
        raise CallsStoppedError
    if selling_partner_id not in ("", asked.seller_id):
        raise ConsentOfAnotherSellerError


def keep_returned(
    session: Session, asked: Asked, token: SecretStr, verdict: Verdict, *, sealer: Sealer, now: datetime
) -> str:
    """Keep the consent that a seller has given today; how the connection stands now.

    Raises AuthorizationUnknownError, ConsentOfAnotherSellerError and ConsentRefusedError.
    """
    consents = ConsentRepository(session, asked.tenant_id)
    account = consents.account(asked.seller_id)
    if account is None:
        raise AuthorizationUnknownError
    today = now.astimezone(UTC).date()
    keeping.keep_consent(
        session, asked.by, account, asked.api, token, verdict, authorized_on=today, sealer=sealer, now=now
    )
    account.version += 1
    account.updated_at = now
    return keeping.standing_of(consents.get(asked.seller_id, asked.api)).status


def _asked(account: SellerAccount, api: Api, livemode: bool, by: Who) -> Asked:
    region = {"NA": "NA", "EU": "EU", "FE": "FE"}[account.region]
    return Asked(
        account.tenant_id,
        account.seller_id,
        api,
        livemode,
        region,  # type: ignore[arg-type]
        tuple(account.marketplace_ids.split()),
        by,
    )
