"""HTTP of SKU accuracy."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.catalog.accuracy import operations
from services.catalog.accuracy.schemas import AccuracyQuery, SkuAccuracyPage
from shared.auth import Principal, requires
from shared.db import ReadSession
from shared.pages import CURSOR_ERRORS
from shared.problems import responses

router = APIRouter(prefix="/v1/catalog/sku-accuracy", tags=["catalog: SKU accuracy"])
_Reader = Annotated[Principal, requires("catalog:read")]


@router.get("", responses=responses(*CURSOR_ERRORS))
def list_sku_accuracy(
    session: ReadSession, principal: _Reader, query: Annotated[AccuracyQuery, Query()]
) -> SkuAccuracyPage:
    """The share of SKUs without an error by day and marketplace, oldest change first."""
    return operations.list_sku_accuracy(session, principal, query)
