"""Ads findings on the wire."""

from services.ads.products import AdProduct
from shared.findings.schemas import FindingQuery


class AdsFindingQuery(FindingQuery):
    """Filters of a list of ads findings."""

    ad_product: AdProduct | None = None
