"""Whom an endpoint of the inventory service asks: the gateway, for seller accounts."""

from typing import Annotated

from fastapi import Depends, Request

from shared.seller_accounts import SellerAccounts


def _accounts_of(request: Request) -> SellerAccounts:
    accounts: SellerAccounts = request.app.state.accounts
    return accounts


Accounts = Annotated[SellerAccounts, Depends(_accounts_of)]
"""An endpoint's way to ask the gateway for seller accounts."""
