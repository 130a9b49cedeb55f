"""Values that the tests of the catalog service share."""

from datetime import UTC, datetime
from typing import Any

from shared.db import Database
from tests.sql import text

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"
SELLER = "A1TESTSELLER"
FIRST, OTHER = "tenant-first", "tenant-other"
BULK = "/v1/catalog/listings/bulk"


def wanted(sku: str, marketplace_id: str = UK, **content: Any) -> dict[str, Any]:
    """An item of a batch: a listing without a fault."""
    return {"marketplace_id": marketplace_id, "sku": sku, "title": f"Plain Garden Hose {sku}", **content}


def rows_of(database: Database, *tables: str) -> dict[str, list[str]]:
    """All rows of these tables: the same before and after a refusal."""
    with database.read() as session:
        return {name: sorted(map(repr, session.execute(text(f"SELECT * FROM {name}")))) for name in tables}  # noqa: S608
