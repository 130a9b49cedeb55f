"""What one can do with stock."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from services.inventory.stock.repository import StockRepository
from shared.db import Session


def store_stock(session: Session, tenant_id: str, rows: Iterable[tuple[Any, ...]]) -> int:
    """Keep observations of stock; how many rows changed. What is not among them stays as it is."""
    return StockRepository(session, tenant_id).store(rows)


def store_days(session: Session, tenant_id: str, rows: Iterable[tuple[Any, ...]]) -> int:
    """Keep days of Amazon's ledger; how many changed."""
    return StockRepository(session, tenant_id).store_days(rows)


def newest_day(session: Session, tenant_id: str, marketplace_keys: Sequence[int]) -> date | None:
    """The newest day that the ledger has told of all these marketplaces; None where it never told of one."""
    repository = StockRepository(session, tenant_id)
    known = [day for key in marketplace_keys if (day := repository.newest_day(key)) is not None]
    return min(known) if known and len(known) == len(marketplace_keys) else None
