"""GET /sandbox/advertiser; these endpoints are the sandbox's own, Amazon has none like them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from services.sandbox.advertisers import operations
from services.sandbox.advertisers.rules import plan
from services.sandbox.advertisers.rules.account import Advertiser
from services.sandbox.advertisers.schemas import AdvertiserRead

router = APIRouter()


def _named(
    seed: Annotated[int, Query(ge=0, le=plan.MAX_SEED)],
    size: Annotated[int, Query(ge=plan.MIN_SIZE, le=plan.MAX_SIZE)],
) -> Advertiser:
    return plan.make_advertiser(seed, size)


NamedAdvertiser = Annotated[Advertiser, Depends(_named)]
"""The advertiser of the query's `seed` and `size`."""


@router.get("/sandbox/advertiser")
def get_sandbox_advertiser(advertiser: NamedAdvertiser) -> AdvertiserRead:
    """What one needs to connect a simulated seller account."""
    return operations.get_advertiser(advertiser)
