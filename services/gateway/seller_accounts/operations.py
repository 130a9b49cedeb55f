"""What one can do with seller accounts."""

from collections.abc import Sequence, Set
from datetime import datetime
from typing import Any

from pydantic import SecretStr

from services.gateway.models import SellerAccount
from services.gateway.seller_accounts import rules
from services.gateway.seller_accounts.repository import SellerAccountRepository, known_accounts
from services.gateway.seller_accounts.schemas import (
    AccessTokenCreate,
    Consent,
    KnownAccount,
    KnownAccounts,
    KnownAccountsQuery,
    Purpose,
    SellerAccountCreate,
    SellerAccountPage,
    SellerAccountQuery,
    SellerAccountRead,
    SellerAccountUpdate,
)
from shared import log, pages
from shared.auth import Principal
from shared.db import Session
from shared.db.columns import utc_text
from shared.http.etags import check_match
from shared.ids import uuid7
from shared.outbox import add_event
from shared.problems import FieldError, InvalidRequestError, NotFoundError, Problem
from shared.secrets import Sealer, SecretError
from shared.texts import Text

_CHANGEABLE = frozenset({"name", "marketplace_ids", "ads_profile_ids"})
_TOKENS = frozenset({"ads_refresh_token", "spapi_refresh_token"})


class SellerAccountExistsError(Problem):
    """The tenant has connected this seller account before."""

    code, status = "seller-account-exists", 409
    title = Text(en="The seller account is connected already", zh="该卖家账户已连接")


class AdsNotConnectedError(Problem):
    """The seller has given no consent for the Ads API."""

    code, status = "ads-not-connected", 409
    title = Text(en="The seller account is not connected to Amazon Ads", zh="该卖家账户未连接亚马逊广告")


class SpApiNotConnectedError(Problem):
    """The seller has given no consent for the Selling Partner API."""

    code, status = "spapi-not-connected", 409
    title = Text(
        en="The seller account is not connected to the Selling Partner API", zh="该卖家账户未连接亚马逊 SP-API"
    )


class ConsentUnreadableError(Problem):
    """The stored consent is damaged, or was sealed for another account: the seller has to give it again."""

    code, status = "consent-unreadable", 409
    title = Text(en="The stored consent cannot be opened", zh="已保存的授权无法解密")


_NOT_CONNECTED: dict[Purpose, type[Problem]] = {"ads": AdsNotConnectedError, "spapi": SpApiNotConnectedError}


def create_seller_account(
    session: Session, principal: Principal, data: SellerAccountCreate, *, sealer: Sealer, now: datetime
) -> SellerAccountRead:
    """Connect an account.

    Raises InvalidRequestError for a marketplace outside the region, and SellerAccountExistsError.
    """
    _check_marketplaces(data.region, data.marketplace_ids)
    account = SellerAccount(
        seller_account_id=uuid7(),
        tenant_id=principal.tenant_id,
        seller_id=data.seller_id,
        region=data.region,
        version=1,
        created_at=now,
        updated_at=now,
        **_columns(data, set(SellerAccountCreate.model_fields) & _CHANGEABLE),
    )
    _seal(account, data, sealer)
    if not SellerAccountRepository(session, principal.tenant_id).add(account):
        raise SellerAccountExistsError
    _tell(session, "seller_account.connected", account, now=now)
    return _read(account)


def update_seller_account(
    session: Session,
    principal: Principal,
    seller_id: str,
    data: SellerAccountUpdate,
    *,
    if_match: str | None,
    sealer: Sealer,
    now: datetime,
) -> SellerAccountRead:
    """Change an account. Raises NotFoundError, PreconditionFailedError and InvalidRequestError."""
    repository = SellerAccountRepository(session, principal.tenant_id)
    account = repository.get(seller_id, locked=True)
    if account is None:
        raise NotFoundError
    check_match(if_match, account.version)
    if "marketplace_ids" in data.model_fields_set:
        _check_marketplaces(account.region, data.marketplace_ids)
    for name, value in _columns(data, data.model_fields_set & _CHANGEABLE).items():
        setattr(account, name, value)
    _seal(account, data, sealer)
    account.version += 1
    account.updated_at = now
    repository.save()
    _tell(session, "seller_account.updated", account, now=now)
    return _read(account)


def get_seller_account(session: Session, principal: Principal, seller_id: str) -> SellerAccountRead:
    """One account. Raises NotFoundError."""
    account = SellerAccountRepository(session, principal.tenant_id).get(seller_id)
    if account is None:
        raise NotFoundError
    return _read(account)


def list_seller_accounts(session: Session, principal: Principal, query: SellerAccountQuery) -> SellerAccountPage:
    """A page of the tenant's accounts. Raises CursorError and CursorMismatchError."""
    after = pages.read_cursor(principal.tenant_id, query, width=2)
    if after is not None:
        after = [pages.moment_of(after[0]), after[1]]
    rows = SellerAccountRepository(session, principal.tenant_id).page(query, after)
    shown, cursor, more = pages.cut(
        principal.tenant_id, query, rows, lambda row: (utc_text(row.updated_at), row.seller_id)
    )
    return SellerAccountPage(items=[_read(row) for row in shown], next_cursor=cursor, has_more=more)


def list_known_accounts(session: Session, query: KnownAccountsQuery) -> KnownAccounts:
    """The accounts of all tenants, for our own services."""
    return KnownAccounts(
        items=[
            KnownAccount.model_validate(_wire(account) | {"livemode": livemode})
            for account, livemode in known_accounts(session, query)
        ]
    )


def read_consent(session: Session, data: AccessTokenCreate, *, sealer: Sealer) -> Consent:
    """The opened refresh token of an account.

    Raises NotFoundError, AdsNotConnectedError, SpApiNotConnectedError and, with an alert in the log,
    ConsentUnreadableError.
    """
    found = known_accounts(session, KnownAccountsQuery(tenant_id=data.tenant_id, seller_id=data.seller_id))
    if not found:
        raise NotFoundError
    account, livemode = found[0]
    name = f"{data.purpose}_refresh_token"
    sealed = getattr(account, name)
    if sealed is None:
        raise _NOT_CONNECTED[data.purpose]
    token = _open(account, name, sealed, sealer)
    return Consent.model_validate(_wire(account) | data.model_dump() | {"livemode": livemode, "refresh_token": token})


def count_secrets(session: Session, *, sealer: Sealer) -> tuple[int, list[str]]:
    """How many refresh tokens of all tenants open, and `<seller_id> (<column>)` of those that do not."""
    opened, broken = 0, []
    for account, _ in known_accounts(session, KnownAccountsQuery()):
        for column in sorted(_TOKENS):
            if (sealed := getattr(account, column)) is None:
                continue
            try:
                sealer.open(sealed, account.tenant_id, _secret_name(account, column))
                opened += 1
            except SecretError:
                broken.append(f"{account.seller_id} ({column})")
    return opened, broken


def _columns(data: SellerAccountCreate | SellerAccountUpdate, names: Set[str]) -> dict[str, Any]:
    values = {name: getattr(data, name) for name in names}
    return {name: " ".join(dict.fromkeys(v)) if isinstance(v, list) else v for name, v in values.items()}


def _seal(account: SellerAccount, data: SellerAccountCreate | SellerAccountUpdate, sealer: Sealer) -> None:
    for name in data.model_fields_set & _TOKENS:
        token: SecretStr | None = getattr(data, name)
        bound = (account.tenant_id, _secret_name(account, name))
        setattr(account, name, token and sealer.seal(token.get_secret_value(), *bound))


def _open(account: SellerAccount, column: str, sealed: str, sealer: Sealer) -> str:
    try:
        return sealer.open(sealed, account.tenant_id, _secret_name(account, column))
    except SecretError as error:
        place = {"tenant_id": account.tenant_id, "seller_id": account.seller_id}
        log.get(__name__).error("a sealed consent does not open here", **place)
        raise ConsentUnreadableError from error


def _secret_name(account: SellerAccount, column: str) -> str:
    return f"seller_account/{account.seller_id}/{column}"


def _check_marketplaces(region: str, marketplace_ids: Sequence[str]) -> None:
    wrong = rules.misplaced(region, marketplace_ids)
    if wrong:
        message = "no marketplace of this region has the id"
        raise InvalidRequestError(
            errors=[
                FieldError(location="body", pointer=f"/marketplace_ids/{index}", code="region", message=message)
                for index in wrong
            ]
        )


def _wire(account: SellerAccount) -> dict[str, Any]:
    return account.model_dump(exclude={"ads_refresh_token", "spapi_refresh_token"}) | {
        "marketplace_ids": account.marketplace_ids.split(),
        "ads_profile_ids": account.ads_profile_ids.split(),
        "has_ads_connection": account.ads_refresh_token is not None,
        "has_spapi_connection": account.spapi_refresh_token is not None,
    }


def _read(account: SellerAccount) -> SellerAccountRead:
    return SellerAccountRead.model_validate(_wire(account))


def _tell(session: Session, name: str, account: SellerAccount, *, now: datetime) -> None:
    data = {"seller_id": account.seller_id, "version": account.version}
    subject = f"seller_account:{account.seller_id}"
    add_event(session, name=name, tenant_id=account.tenant_id, subject=subject, data=data, now=now)
