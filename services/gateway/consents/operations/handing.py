"""Handing opened consents to whoever asks Amazon: our services when they are connected, probes when they are due."""

from datetime import datetime, timedelta

from services.gateway.consents.operations.sealing import opened
from services.gateway.consents.repository import find, is_due, lock_due
from services.gateway.consents.rules import api_of
from services.gateway.consents.schemas import AccessTokenCreate, Consent
from services.gateway.models import Consent as StoredConsent
from services.gateway.models import SellerAccount
from services.gateway.stops.operations import is_stopped, require_running
from shared import log
from shared.app.connections import problem_of
from shared.db import Session
from shared.jobs.each import each_alone
from shared.problems import NotFoundError, Problem
from shared.secrets import Sealer, SecretError
from shared.texts import Text

_LEASE = timedelta(minutes=2)
"""Nobody else probes a consent for so long after somebody has begun to."""


class ConsentUnreadableError(Problem):
    """The stored consent is damaged, or was sealed for another account: the seller has to give it again."""

    code, status = "consent-unreadable", 409
    title = Text(en="The stored consent cannot be opened", zh="已保存的授权无法解密")


def is_check_due(session: Session, *, now: datetime) -> bool:
    """Whether a consent of any tenant is to be probed."""
    return is_due(session, now=now)


def claim_due(session: Session, limit: int, *, now: datetime) -> list[AccessTokenCreate]:
    """Consents of any tenant that are to be probed now; nobody else gets them for the time of a lease."""
    due = lock_due(session, limit, now=now)
    for stored in due:
        stored.next_check_at = now + _LEASE
    session.flush()
    wishes: list[AccessTokenCreate] = []
    each_alone("gateway.consents", due, lambda stored: wishes.append(_wish(stored)))
    return wishes


def _wish(stored: StoredConsent) -> AccessTokenCreate:
    return AccessTokenCreate(tenant_id=stored.tenant_id, seller_id=stored.seller_id, purpose=api_of(stored.api))


def read_consent(session: Session, wish: AccessTokenCreate, *, sealer: Sealer) -> Consent:
    """The opened refresh token of an account that is connected, and not stopped.

    Raises NotFoundError, the problems of `shared.app.connections` and, with an alert in the log,
    ConsentUnreadableError.
    """
    found = find(session, wish.tenant_id, wish.seller_id, wish.purpose)
    if found is None:
        raise NotFoundError
    stored, account, livemode = found
    require_running(session, wish.tenant_id, wish.seller_id, wish.intent)
    if stored is None or stored.status != "connected":
        raise problem_of(wish.purpose, "not_connected" if stored is None else stored.status)
    return _consent(stored, account, livemode, sealer)


def open_consent(session: Session, wish: AccessTokenCreate, *, sealer: Sealer) -> Consent | None:
    """The same for a probe, however the consent stands; None when there is none any more, or calls are stopped."""
    stored, account, livemode = find(session, wish.tenant_id, wish.seller_id, wish.purpose) or (None, None, False)
    if stored is None or account is None or stored.refresh_token is None:
        return None
    if is_stopped(session, wish.tenant_id, wish.seller_id):
        return None
    return _consent(stored, account, livemode, sealer)


def _consent(stored: StoredConsent, account: SellerAccount, livemode: bool, sealer: Sealer) -> Consent:
    try:
        token = opened(stored, sealer)
    except SecretError as error:
        place = {"tenant_id": account.tenant_id, "seller_id": account.seller_id}
        log.get(__name__).error("a sealed consent does not open here", **place)
        raise ConsentUnreadableError from error
    return Consent.model_validate(
        {
            **{name: getattr(account, name) for name in ("tenant_id", "seller_id", "region")},
            "purpose": stored.api,
            "livemode": livemode,
            "refresh_token": token,
            "marketplace_ids": account.marketplace_ids.split(),
            "is_known": stored.checked_at is not None,
        }
    )
