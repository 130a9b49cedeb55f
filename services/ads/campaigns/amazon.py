"""Campaigns of the Ads API turned into our rows."""

from typing import Any

from shared.amazon.ads_api import Campaign
from shared.money import to_micros


def row_of(campaign: Campaign) -> dict[str, Any]:
    """What Amazon tells of a campaign; None is what it does not tell."""
    return {
        "campaign_key": int(campaign.campaign_id),
        "name": campaign.name[:500],
        "state": campaign.state,
        "targeting_type": campaign.targeting_type or None,
        "budget_micros": None if campaign.budget is None else to_micros(campaign.budget),
        "budget_type": None if campaign.budget is None else campaign.budget_type,
        "start_on": campaign.start_on,
    }
