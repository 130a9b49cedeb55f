"""Listing campaigns."""

from services.sandbox.advertisers.rules.account import Campaign, Profile
from services.sandbox.campaigns import rules
from services.sandbox.campaigns.schemas import (
    MEDIA_TYPE,
    Budget,
    CampaignPage,
    CampaignQuery,
    CampaignRead,
    DynamicBidding,
)
from services.sandbox.refusals import AdsRefusal


def require_media_type(content_type: str) -> None:
    """Raises AdsRefusal (415) unless the body is announced as what this call takes."""
    if content_type.partition(";")[0].strip().lower() != MEDIA_TYPE.lower():
        raise AdsRefusal(415, f"Content-Type must be {MEDIA_TYPE}")


def list_campaigns(profile: Profile, query: CampaignQuery) -> CampaignPage:
    """One page of a profile's campaigns, archived ones too, by id. Raises AdsRefusal (400)."""
    page = _page_of(query)
    wanted = sorted(
        (campaign for campaign in profile.campaigns if campaign.state in page.states),
        key=lambda campaign: campaign.campaign_id,
    )
    end = page.offset + page.size
    return CampaignPage(
        campaigns=[_read(campaign) for campaign in wanted[page.offset : end]],
        totalResults=len(wanted),
        nextToken=rules.token_of(rules.Page(end, page.size, page.states)) if end < len(wanted) else None,
    )


def _page_of(query: CampaignQuery) -> rules.Page:
    if query.nextToken is None:
        states = query.stateFilter.include if query.stateFilter else rules.STATES
        return rules.Page(0, query.maxResults, states)
    try:
        return rules.page_of(query.nextToken)
    except ValueError as error:
        raise AdsRefusal(400, str(error)) from error


def _read(campaign: Campaign) -> CampaignRead:
    return CampaignRead(
        campaignId=str(campaign.campaign_id),
        name=campaign.name,
        state=campaign.state,
        targetingType=campaign.targeting,
        startDate=campaign.start_on,
        budget=Budget(budget=campaign.budget_cents / 100),
        dynamicBidding=DynamicBidding(),
    )
