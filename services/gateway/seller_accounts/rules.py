"""Judgements about seller accounts."""

from collections.abc import Sequence

from shared.amazon import marketplaces


def misplaced(region: str, marketplace_ids: Sequence[str]) -> list[int]:
    """Positions of the marketplaces that do not exist or lie in another region.

    An account, and so its consent, belongs to one region: developer-docs.amazon.com/sp-api,
    "SP-API endpoints".
    """
    known = {market.marketplace_id for market in marketplaces.MARKETPLACES if market.region == region}
    return [index for index, marketplace_id in enumerate(marketplace_ids) if marketplace_id not in known]
