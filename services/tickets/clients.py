"""Whom an endpoint of the tickets service asks: the gateway, for seller accounts."""

from typing import Annotated

from fastapi import Depends, Request

from shared.problems import NotFoundError
from shared.seller_accounts import AccountUnknownError, SellerAccount, SellerAccounts


def _accounts_of(request: Request) -> SellerAccounts:
    accounts: SellerAccounts = request.app.state.accounts
    return accounts


Accounts = Annotated[SellerAccounts, Depends(_accounts_of)]
"""An endpoint's way to ask the gateway for seller accounts."""


def require_account(accounts: SellerAccounts, tenant_id: str, seller_id: str) -> SellerAccount:
    """The tenant's seller account. Raises NotFoundError."""
    try:
        return accounts.one(tenant_id, seller_id)
    except AccountUnknownError as error:
        raise NotFoundError from error
