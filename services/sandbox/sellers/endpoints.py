"""The seller that a query of the sandbox's own endpoints names."""

from typing import Annotated

from fastapi import Depends, Query

from services.sandbox.advertisers.rules.plan import MAX_SEED, MAX_SIZE, MIN_SIZE
from services.sandbox.sellers.rules import plan
from services.sandbox.sellers.rules.account import Seller


def _named(
    seed: Annotated[int, Query(ge=0, le=MAX_SEED)],
    size: Annotated[int, Query(ge=MIN_SIZE, le=MAX_SIZE)],
) -> Seller:
    return plan.make_seller(seed, size)


NamedSeller = Annotated[Seller, Depends(_named)]
"""The seller of the query's `seed` and `size`."""
