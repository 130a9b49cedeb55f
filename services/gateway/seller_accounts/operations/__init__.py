"""What one can do with seller accounts."""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from typing import Any

from services.gateway.consents.operations import showing
from services.gateway.consents.rules import APIS, most_urgent
from services.gateway.consents.schemas import ConnectionRead, Consent
from services.gateway.models import SellerAccount
from services.gateway.seller_accounts import rules
from services.gateway.seller_accounts.operations.consenting import Proofs, consents_in, keep_consents
from services.gateway.seller_accounts.repository import SellerAccountRepository, known_accounts, known_sellers
from services.gateway.seller_accounts.schemas import (
    KnownAccount,
    KnownAccounts,
    KnownAccountsQuery,
    SellerAccountCreate,
    SellerAccountPage,
    SellerAccountQuery,
    SellerAccountRead,
    SellerAccountUpdate,
)
from services.gateway.stops import operations as stops
from services.gateway.stops.schemas import StopRead
from shared import audit
from shared.audit import Change
from shared.auth import Principal
from shared.db import Session
from shared.http.etags import check_match
from shared.ids import uuid7
from shared.outbox import add_event
from shared.problems import InvalidRequestError, NotFoundError, Problem, field_error
from shared.secrets import Sealer
from shared.texts import Text

_CHANGEABLE = frozenset({"name", "marketplace_ids", "ads_profile_ids"})
_OTHER_REGION = Text(
    en="No marketplace of the account's region has this id; /v1/marketplaces has them all by region",
    zh="该账户所在区域没有此站点编号；各区域站点见 /v1/marketplaces",
)


class SellerAccountExistsError(Problem):
    """The tenant has connected this seller account before."""

    code, status = "seller-account-exists", 409
    title = Text(en="The seller account is connected already", zh="该卖家账户已连接")


class SellerAccountLeavingError(Problem):
    """The tenant has deleted this account a moment ago, and its data is still being ended."""

    code, status = "seller-account-leaving", 409
    title = Text(en="Its data is still being deleted; try again soon", zh="其数据仍在删除中，请几分钟后重试")


def consents_of_new(session: Session, principal: Principal, data: SellerAccountCreate) -> list[Consent]:
    """The consents of a new account that Amazon is to be asked about; none where it will be refused anyway."""
    repository = SellerAccountRepository(session, principal.tenant_id)
    if repository.get(data.seller_id) is not None or rules.misplaced(data.region, data.marketplace_ids):
        return []
    if stops.is_stopped(session, principal.tenant_id, data.seller_id):
        return []
    return consents_in(principal, data, data.seller_id, data.region, data.marketplace_ids)


def consents_of_update(
    session: Session, principal: Principal, seller_id: str, data: SellerAccountUpdate
) -> list[Consent]:
    """The same of a known account."""
    account = SellerAccountRepository(session, principal.tenant_id).get(seller_id)
    if account is None or stops.is_stopped(session, principal.tenant_id, seller_id):
        return []
    marketplace_ids = account.marketplace_ids.split()
    if "marketplace_ids" in data.model_fields_set:
        marketplace_ids = data.marketplace_ids
    if rules.misplaced(account.region, marketplace_ids):
        return []
    return consents_in(principal, data, seller_id, account.region, marketplace_ids)


def create_seller_account(
    session: Session,
    principal: Principal,
    data: SellerAccountCreate,
    proofs: Proofs,
    *,
    sealer: Sealer,
    now: datetime,
) -> SellerAccountRead:
    """Connect an account.

    Raises InvalidRequestError for a marketplace outside the region, SellerAccountExistsError,
    SellerAccountLeavingError, ConsentOfAnotherSellerError and ConsentRefusedError.
    """
    _check_marketplaces(data.region, data.marketplace_ids)
    account = SellerAccount(
        seller_account_id=uuid7(),
        tenant_id=principal.tenant_id,
        seller_id=data.seller_id,
        region=data.region,
        version=1,
        changed_by=principal.actor_id,
        created_at=now,
        updated_at=now,
        **_columns(data, set(SellerAccountCreate.model_fields) & _CHANGEABLE),
    )
    repository = SellerAccountRepository(session, principal.tenant_id)
    if repository.is_leaving(data.seller_id):
        raise SellerAccountLeavingError
    if not repository.add(account):
        raise SellerAccountExistsError
    account = repository.get(data.seller_id, locked=True) or account
    _tell(session, "seller_account.connected", account, now=now)
    _note(session, principal, "connected", account, None, now=now)
    keep_consents(session, principal, account, data, proofs, sealer=sealer, now=now)
    return _reads(session, principal, [account], now=now)[0]


def update_seller_account(
    session: Session,
    principal: Principal,
    seller_id: str,
    data: SellerAccountUpdate,
    proofs: Proofs,
    *,
    if_match: str | None,
    sealer: Sealer,
    now: datetime,
) -> SellerAccountRead:
    """Change an account.

    Raises NotFoundError, PreconditionFailedError, InvalidRequestError, ConsentOfAnotherSellerError and
    ConsentRefusedError.
    """
    repository = SellerAccountRepository(session, principal.tenant_id)
    account = repository.get(seller_id, locked=True)
    if account is None:
        raise NotFoundError
    check_match(if_match, account.version)
    if "marketplace_ids" in data.model_fields_set:
        _check_marketplaces(account.region, data.marketplace_ids)
    before = _members(account)
    for name, value in _columns(data, data.model_fields_set & _CHANGEABLE).items():
        setattr(account, name, value)
    account.version += 1
    account.changed_by = principal.actor_id
    account.updated_at = now
    repository.save()
    _tell(session, "seller_account.updated", account, now=now)
    _note(session, principal, "updated", account, before, now=now)
    keep_consents(session, principal, account, data, proofs, sealer=sealer, now=now)
    return _reads(session, principal, [account], now=now)[0]


def get_seller_account(session: Session, principal: Principal, seller_id: str, *, now: datetime) -> SellerAccountRead:
    """One account. Raises NotFoundError."""
    account = SellerAccountRepository(session, principal.tenant_id).get(seller_id)
    if account is None:
        raise NotFoundError
    return _reads(session, principal, [account], now=now)[0]


def list_seller_accounts(
    session: Session, principal: Principal, query: SellerAccountQuery, *, now: datetime
) -> SellerAccountPage:
    """A page of the tenant's accounts. Raises the errors of cursors."""
    found = SellerAccountRepository(session, principal.tenant_id).poll(query)
    return SellerAccountPage(items=_reads(session, principal, found.rows, now=now), **found.envelope)


def unknown_sellers(session: Session, tenant_ids: Sequence[str], seller_ids: Sequence[str]) -> list[int]:
    """Positions of the seller ids of which none of the tenants has an account."""
    known = known_sellers(session, tenant_ids, seller_ids)
    return [index for index, seller_id in enumerate(seller_ids) if seller_id not in known]


def list_known_accounts(session: Session, query: KnownAccountsQuery) -> KnownAccounts:
    """The accounts of all tenants, for our own services."""
    standing = showing.standing_by_account(session, query.tenant_id, query.seller_id)
    levels = stops.levels_by_account(session)

    def known(account: SellerAccount, livemode: bool) -> KnownAccount:
        place = (account.tenant_id, account.seller_id)
        level = levels.get(place, levels[("", "")])
        statuses = standing.get(place, {})
        if level == "everything":
            statuses = {api: "stopped" for api in statuses}
        told = {"livemode": livemode, "has_writes_stopped": level is not None}
        return KnownAccount.model_validate(_wire(account, statuses) | told)

    return KnownAccounts(items=[known(account, livemode) for account, livemode in known_accounts(session, query)])


def _columns(data: SellerAccountCreate | SellerAccountUpdate, names: Set[str]) -> dict[str, Any]:
    values = {name: getattr(data, name) for name in names}
    return {name: " ".join(dict.fromkeys(v)) if isinstance(v, list) else v for name, v in values.items()}


def _check_marketplaces(region: str, marketplace_ids: Sequence[str]) -> None:
    wrong = rules.misplaced(region, marketplace_ids)
    if wrong:
        raise InvalidRequestError(
            errors=[field_error(f"/marketplace_ids/{index}", "region", _OTHER_REGION) for index in wrong]
        )


def _wire(account: SellerAccount, standing: Mapping[str, str]) -> dict[str, Any]:
    reported = {name: standing.get(name, "not_connected") for name in APIS}
    return account.model_dump() | {
        "marketplace_ids": account.marketplace_ids.split(),
        "ads_profile_ids": account.ads_profile_ids.split(),
        **{f"{api}_status": status for api, status in reported.items()},
        **{f"has_{api}_connection": status == "connected" for api, status in reported.items()},
    }


def _reads(
    session: Session, principal: Principal, accounts: Sequence[SellerAccount], *, now: datetime
) -> list[SellerAccountRead]:
    seller_ids = [account.seller_id for account in accounts]
    connections = showing.connections_of(session, principal.tenant_id, seller_ids, now=now)
    stopped = stops.stops_of(session, principal.tenant_id, seller_ids)
    return [_read(each, connections[each.seller_id], stopped.get(each.seller_id)) for each in accounts]


def _read(account: SellerAccount, connections: Sequence[ConnectionRead], stop: StopRead | None) -> SellerAccountRead:
    statuses = {each.api: each.connection_status for each in connections}
    return SellerAccountRead.model_validate(
        _wire(account, statuses)
        | {"connection_status": most_urgent(statuses.values()), "connections": list(connections), "stop": stop}
    )


def tell_deleted(session: Session, principal: Principal, account: SellerAccount, *, now: datetime) -> None:
    """That an account was deleted."""
    _tell(session, "seller_account.deleted", account, now=now)
    _note(session, principal, "deleted", account, None, now=now)


def _members(account: SellerAccount) -> dict[str, Any]:
    return {
        "name": account.name,
        "region": account.region,
        "marketplace_ids": account.marketplace_ids.split(),
        "ads_profile_ids": account.ads_profile_ids.split(),
        "version": account.version,
    }


def _note(
    session: Session,
    principal: Principal,
    done: str,
    account: SellerAccount,
    before: Mapping[str, Any] | None,
    *,
    now: datetime,
) -> None:
    seller_id = account.seller_id
    change = Change("seller_account", done, seller_id, seller_id, before=before, after=_members(account))
    audit.note(session, principal, account.tenant_id, change, now=now)


def _tell(session: Session, name: str, account: SellerAccount, *, now: datetime) -> None:
    data = {"seller_id": account.seller_id, "version": account.version, "by_actor_id": account.changed_by}
    subject = f"seller_account:{account.seller_id}"
    add_event(session, name=name, tenant_id=account.tenant_id, subject=subject, data=data, now=now)
