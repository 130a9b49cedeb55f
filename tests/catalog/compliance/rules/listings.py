"""Listings as the rules see them."""

from datetime import date
from typing import Any

from services.catalog.compliance.rules.values import Judged
from tests.catalog.facts import UK


def listing(sku: str = "A", **values: Any) -> Judged:
    """What Amazon says of a listing in which nothing is wrong, but for `values`."""
    known = {"listing_id": f"l-{sku}", "marketplace_id": UK, "source": "amazon", "content_on": date(2026, 11, 20)}
    return Judged(**{**known, "sku": sku, **values})
