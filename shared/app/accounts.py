"""How an endpoint asks the gateway for a seller account, before its transaction begins."""

from typing import Annotated

from fastapi import Depends, Request

from shared.problems import MarketplaceUnknownError, Problem, SellerAccountUnknownError
from shared.seller_accounts import AccountUnknownError, Purpose, SellerAccount, SellerAccounts
from shared.texts import Text


class SpApiNotConnectedError(Problem):
    """The seller account has no consent for the Selling Partner API."""

    code, status = "spapi-not-connected", 409
    title = Text(
        en="The seller account is not connected to the Selling Partner API", zh="该卖家账户未连接亚马逊 SP-API"
    )


class AdsNotConnectedError(Problem):
    """The seller account has no consent for the Ads API."""

    code, status = "ads-not-connected", 409
    title = Text(en="The seller account has no Ads connection", zh="该卖家账户未连接广告接口")


NOT_CONNECTED: dict[Purpose, type[Problem]] = {"spapi": SpApiNotConnectedError, "ads": AdsNotConnectedError}


def _accounts_of(request: Request) -> SellerAccounts:
    accounts: SellerAccounts = request.app.state.accounts
    return accounts


Accounts = Annotated[SellerAccounts, Depends(_accounts_of)]
"""An endpoint's way to the gateway's seller accounts."""


def require_account(
    accounts: SellerAccounts, tenant_id: str, seller_id: str, location: str = "body"
) -> SellerAccount:
    """The tenant's seller account, named in the request's `location`. Raises SellerAccountUnknownError."""
    try:
        return accounts.one(tenant_id, seller_id)
    except AccountUnknownError as error:
        raise SellerAccountUnknownError(location) from error


def require_connection(accounts: SellerAccounts, tenant_id: str, seller_id: str, purpose: Purpose) -> None:
    """Raises SellerAccountUnknownError, and one of NOT_CONNECTED when Amazon cannot be asked for the account."""
    account = require_account(accounts, tenant_id, seller_id)
    if not {"spapi": account.has_spapi_connection, "ads": account.has_ads_connection}[purpose]:
        raise NOT_CONNECTED[purpose]


def require_marketplace(accounts: SellerAccounts, tenant_id: str, seller_id: str, marketplace_id: str) -> None:
    """Raises SellerAccountUnknownError, and MarketplaceUnknownError where the account does not sell."""
    if marketplace_id not in require_account(accounts, tenant_id, seller_id).marketplace_ids:
        raise MarketplaceUnknownError
