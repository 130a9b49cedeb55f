"""How an endpoint asks the gateway for a seller account, before its transaction begins."""

from typing import Annotated

from fastapi import Depends, Request

from shared.problems import NotFoundError, Problem
from shared.seller_accounts import AccountUnknownError, SellerAccount, SellerAccounts
from shared.texts import Text


class SpApiNotConnectedError(Problem):
    """The seller account has no consent for the Selling Partner API."""

    code, status = "spapi-not-connected", 409
    title = Text(
        en="The seller account is not connected to the Selling Partner API", zh="该卖家账户未连接亚马逊 SP-API"
    )


def _accounts_of(request: Request) -> SellerAccounts:
    accounts: SellerAccounts = request.app.state.accounts
    return accounts


Accounts = Annotated[SellerAccounts, Depends(_accounts_of)]
"""An endpoint's way to the gateway's seller accounts."""


def require_account(accounts: SellerAccounts, tenant_id: str, seller_id: str) -> SellerAccount:
    """The tenant's seller account. Raises NotFoundError."""
    try:
        return accounts.one(tenant_id, seller_id)
    except AccountUnknownError as error:
        raise NotFoundError from error


def require_connection(accounts: SellerAccounts, tenant_id: str, seller_id: str) -> None:
    """Raises NotFoundError, and SpApiNotConnectedError when Amazon cannot be asked for the account."""
    if not require_account(accounts, tenant_id, seller_id).has_spapi_connection:
        raise SpApiNotConnectedError
