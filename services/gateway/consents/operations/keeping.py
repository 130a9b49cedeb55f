"""Keeping consents: taken with what a probe has found, judged anew by later ones, confirmed by hand, taken away."""

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from pydantic import SecretStr

from services.gateway.consents import rules
from services.gateway.consents.operations.sealing import opened, sealed
from services.gateway.consents.operations.showing import read_connection
from services.gateway.consents.repository import ConsentRepository
from services.gateway.consents.rules import Api, Standing, Verdict, api_of
from services.gateway.consents.schemas import AccessTokenCreate, ConnectionRead, Consent
from services.gateway.models import Consent as StoredConsent
from services.gateway.models import SellerAccount
from shared import audit
from shared.app.connections import ConsentOfAnotherSellerError, ConsentRefusedError
from shared.audit import PROGRAM, Change, Who
from shared.auth import Principal
from shared.db import Session
from shared.outbox import add_event
from shared.problems import FieldError, NotFoundError, Problem, field_error
from shared.secrets import Sealer
from shared.texts import Text

CONNECTION_CHANGED = "seller_account.connection_changed"
_FOREIGN = Text(en="Amazon names another seller", zh="亚马逊显示其属于其他卖家")
_REFUSED = Text(en="Amazon does not accept it", zh="亚马逊不接受该令牌")
_NOWHERE = Standing("not_connected", None, None)


class NothingToConfirmError(Problem):
    """Only a consent that is unproven can be confirmed by hand."""

    code, status = "nothing-to-confirm", 409
    title = Text(en="The consent does not wait to be confirmed", zh="该授权无需人工确认")


def keep_consent(
    session: Session,
    who: Principal | Who,
    account: SellerAccount,
    api: Api,
    token: SecretStr,
    verdict: Verdict | None,
    *,
    authorized_on: date | None,
    sealer: Sealer,
    now: datetime,
) -> None:
    """Take a consent for an account that the transaction holds; without a verdict it will be checked.

    Raises ConsentOfAnotherSellerError and ConsentRefusedError.
    """
    pointer = f"/{api}_refresh_token"
    if verdict is not None and verdict.kind == "foreign":
        raise ConsentOfAnotherSellerError(errors=[_at(pointer, _FOREIGN)])
    if verdict is not None and verdict.kind == "refused":
        raise ConsentRefusedError(errors=[_at(pointer, _REFUSED)])
    repository = ConsentRepository(session, account.tenant_id)
    stored = repository.get(account.seller_id, api, locked=True)
    before = standing_of(stored)
    if stored is None:
        stored = StoredConsent(tenant_id=account.tenant_id, seller_id=account.seller_id, api=api, status="checking")
    if opened(stored, sealer) != token.get_secret_value():
        stored.refresh_token = sealed(stored, token.get_secret_value(), sealer)
        stored.status, stored.proof, stored.reason = "checking", None, None
        stored.authorized_on, stored.confirmed_by, stored.confirmed_at = None, None, None
    stored.authorized_on = authorized_on or stored.authorized_on
    _judge(session, repository, stored, before, verdict or Verdict("away", reason="not-asked"), now=now)
    _note(session, who, "given", stored, before, standing_of(stored), now=now)


def take_away(session: Session, who: Principal | Who, account: SellerAccount, api: Api, *, now: datetime) -> bool:
    """Forget a consent of an account that the transaction holds; whether there was one."""
    repository = ConsentRepository(session, account.tenant_id)
    stored = repository.get(account.seller_id, api, locked=True)
    if stored is not None:
        repository.delete(stored)
        _tell(session, stored, standing_of(stored), _NOWHERE, now=now)
        _note(session, who, "taken_away", stored, standing_of(stored), _NOWHERE, now=now)
    return stored is not None


def date_consent(
    session: Session,
    who: Principal | Who,
    account: SellerAccount,
    api: Api,
    authorized_on: date | None,
    *,
    now: datetime,
) -> None:
    """Note when the seller gave a consent that is known; None where nobody knows."""
    repository = ConsentRepository(session, account.tenant_id)
    stored = repository.get(account.seller_id, api, locked=True)
    if stored is not None:
        before, stored.authorized_on = standing_of(stored), authorized_on
        _save(session, repository, stored, before, now=now)
        _note(session, who, "dated", stored, before, standing_of(stored), now=now)


def confirm_connection(
    session: Session, principal: Principal, seller_id: str, api: Api, *, now: datetime
) -> ConnectionRead:
    """Say by hand that an unproven consent is this seller's. Raises NotFoundError and NothingToConfirmError."""
    repository = ConsentRepository(session, principal.tenant_id)
    account, stored = repository.account(seller_id), repository.get(seller_id, api, locked=True)
    if account is None:
        raise NotFoundError
    if stored is None or stored.status != "unproven":
        raise NothingToConfirmError
    before = standing_of(stored)
    stored.status, stored.proof = "connected", "admin"
    stored.confirmed_by, stored.confirmed_at = principal.actor_id, now
    _save(session, repository, stored, before, now=now)
    _note(session, principal, "confirmed", stored, before, standing_of(stored), now=now)
    _touch(account, now=now)
    return read_connection(stored, now=now)


def record_verdict(session: Session, consent: Consent, verdict: Verdict, *, sealer: Sealer, now: datetime) -> None:
    """Keep what a probe has found, unless the consent was replaced or taken away meanwhile."""
    repository = ConsentRepository(session, consent.tenant_id)
    account = repository.account(consent.seller_id)
    stored = repository.get(consent.seller_id, consent.purpose, locked=True)
    if account is None or stored is None or opened(stored, sealer) != consent.refresh_token.get_secret_value():
        return
    _see(session, repository, account, stored, verdict, now=now)


def check_soon(session: Session, tenant_id: str, seller_id: str, *, now: datetime) -> None:
    """Have the connections of an account looked at by the next check."""
    ConsentRepository(session, tenant_id).hasten(seller_id, now=now)


def lose_consent(session: Session, wish: AccessTokenCreate, reason: str, *, now: datetime) -> None:
    """Show a consent as lost that cannot even be opened."""
    repository = ConsentRepository(session, wish.tenant_id)
    account = repository.account(wish.seller_id)
    stored = repository.get(wish.seller_id, wish.purpose, locked=True)
    if account is None or stored is None:
        return
    _see(session, repository, account, stored, Verdict("refused", reason=reason), now=now)


def standing_of(stored: StoredConsent | None) -> Standing:
    """How a consent stands, as the rules see it."""
    if stored is None:
        return _NOWHERE
    status: Any = stored.status
    proof: Any = stored.proof
    return Standing(status, proof, stored.reason, stored.is_ending)


def _see(
    session: Session,
    repository: ConsentRepository,
    account: SellerAccount,
    stored: StoredConsent,
    verdict: Verdict,
    *,
    now: datetime,
) -> None:
    """Let a consent say what the program itself has found."""
    before = standing_of(stored)
    if _judge(session, repository, stored, before, verdict, now=now):
        _note(session, PROGRAM, "changed", stored, before, standing_of(stored), now=now)
        _touch(account, now=now)


def _judge(
    session: Session,
    repository: ConsentRepository,
    stored: StoredConsent,
    before: Standing,
    verdict: Verdict,
    *,
    now: datetime,
) -> bool:
    """Let a consent say what a probe has found; whether it stands otherwise than `before`, which others saw."""
    standing = rules.after(standing_of(stored), verdict)
    pause = rules.check_after(standing, verdict)
    stored.status, stored.proof, stored.reason = standing.status, standing.proof, standing.reason
    stored.next_check_at = None if pause is None else now + pause
    if verdict.kind != "away":
        stored.checked_at = now
    if standing.status == "foreign":
        stored.refresh_token = None
    return _save(session, repository, stored, before, now=now)


def _save(
    session: Session, repository: ConsentRepository, stored: StoredConsent, before: Standing, *, now: datetime
) -> bool:
    """Store a consent, and tell if it stands otherwise than before; whether it does."""
    ends_on = rules.ends_on(api_of(stored.api), stored.authorized_on)
    stored.is_ending = bool(rules.ends_soon(ends_on, now.astimezone(UTC).date()))
    repository.save(stored)
    repository.touch_account(stored.seller_id)
    standing = standing_of(stored)
    if (standing.status, standing.is_ending) == (before.status, before.is_ending):
        return False
    _tell(session, stored, before, standing, now=now)
    return True


def _touch(account: SellerAccount, *, now: datetime) -> None:
    """Who follows accounts by `updated_after` learns of a connection that stands otherwise."""
    account.version += 1
    account.updated_at = now


def _tell(session: Session, stored: StoredConsent, before: Standing, after: Standing, *, now: datetime) -> None:
    data = {
        "seller_id": stored.seller_id,
        "api": stored.api,
        "connection_status": after.status,
        "connection_status_before": before.status,
        "reason": after.reason,
        "confirmed_by": stored.confirmed_by if after.proof == "admin" else None,
        "authorized_on": stored.authorized_on,
        "ends_on": rules.ends_on(api_of(stored.api), stored.authorized_on),
        "ends_within_30_days": after.is_ending,
    }
    subject = f"seller_account:{stored.seller_id}"
    add_event(session, name=CONNECTION_CHANGED, tenant_id=stored.tenant_id, subject=subject, data=data, now=now)


def _note(
    session: Session,
    who: Principal | Who,
    done: str,
    stored: StoredConsent,
    before: Standing,
    after: Standing,
    *,
    now: datetime,
) -> None:
    place = (f"{stored.seller_id}:{stored.api}", stored.seller_id)
    dated = {"authorized_on": stored.authorized_on} if done in ("given", "dated") else {}
    change = Change("connection", done, *place, before=asdict(before), after=asdict(after) | dated)
    audit.note(session, who, stored.tenant_id, change, now=now)


def _at(pointer: str, text: Text) -> FieldError:
    return field_error(pointer, "consent", text)
