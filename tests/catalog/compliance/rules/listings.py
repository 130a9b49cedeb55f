"""Listings as the rules see them."""

from datetime import date
from typing import Any

from services.catalog.compliance.rules.values import Judged
from tests.catalog.facts import UK

ON = date(2026, 11, 20)
"""The day by whose rules is judged."""


def listing(sku: str = "A", **values: Any) -> Judged:
    """What Amazon says of a listing in which nothing is wrong, but for `values`."""
    known = {"listing_id": f"l-{sku}", "marketplace_id": UK, "source": "amazon", "content_on": ON}
    return Judged(**{**known, "title": "Plain Garden Hose", "sku": sku, **values})
