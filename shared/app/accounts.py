"""How an endpoint asks the gateway for a seller account, before its transaction begins."""

from typing import Annotated

from fastapi import Depends, Request

from shared.app.connections import problem_of
from shared.auth import Principal
from shared.auth.caller import SCOPE_KEY
from shared.problems import MarketplaceUnknownError, SellerAccountUnknownError
from shared.seller_accounts import AccountUnknownError, Purpose, SellerAccount, SellerAccounts


async def _accounts_of(request: Request) -> SellerAccounts:
    accounts: SellerAccounts = request.app.state.accounts
    principal: Principal | None = request.scope.get(SCOPE_KEY)
    return accounts if principal is None else accounts.within(principal.seller_ids)


Accounts = Annotated[SellerAccounts, Depends(_accounts_of)]
"""An endpoint's way to the gateway's seller accounts, those that its caller may know."""


def require_account(
    accounts: SellerAccounts, tenant_id: str, seller_id: str, location: str = "body"
) -> SellerAccount:
    """The tenant's seller account, named in the request's `location`. Raises SellerAccountUnknownError."""
    try:
        return accounts.one(tenant_id, seller_id)
    except AccountUnknownError as error:
        raise SellerAccountUnknownError(location) from error


def require_connection(accounts: SellerAccounts, tenant_id: str, seller_id: str, purpose: Purpose) -> None:
    """Raises SellerAccountUnknownError, and one of `connections.AWAY` when Amazon cannot be asked for the account."""
    account = require_account(accounts, tenant_id, seller_id)
    if not account.is_connected(purpose):
        raise problem_of(purpose, account.status_of(purpose))


def require_marketplace(
    accounts: SellerAccounts, tenant_id: str, seller_id: str, marketplace_id: str
) -> SellerAccount:
    """The account. Raises SellerAccountUnknownError, and MarketplaceUnknownError where the account does not sell."""
    account = require_account(accounts, tenant_id, seller_id)
    if marketplace_id not in account.marketplace_ids:
        raise MarketplaceUnknownError
    return account
