"""Listing campaigns."""

from collections.abc import Sequence

from services.sandbox.advertisers.rules.account import BRANDS, DISPLAY, PRODUCTS, Campaign, Profile
from services.sandbox.campaigns import rules
from services.sandbox.campaigns.schemas import (
    BrandsCampaign,
    BrandsPage,
    BrandsQuery,
    Budget,
    CampaignPage,
    CampaignQuery,
    CampaignRead,
    DisplayCampaign,
    DisplayQuery,
    DynamicBidding,
)
from services.sandbox.refusals import AdsRefusal


def require_media_type(content_type: str, wanted: str) -> None:
    """Raises AdsRefusal (415) unless the body is announced as what a call takes."""
    if content_type.partition(";")[0].strip().lower() != wanted.lower():
        raise AdsRefusal(415, f"Content-Type must be {wanted}")


def list_campaigns(profile: Profile, query: CampaignQuery) -> CampaignPage:
    """One page of a profile's campaigns, archived ones too, by id. Raises AdsRefusal (400)."""
    campaigns, total, token = _cut(profile.campaigns_of(PRODUCTS), query)
    return CampaignPage(campaigns=[_read(each) for each in campaigns], totalResults=total, nextToken=token)


def list_brands_campaigns(profile: Profile, query: BrandsQuery) -> BrandsPage:
    """The same of Sponsored Brands. Raises AdsRefusal (400)."""
    campaigns, total, token = _cut(profile.campaigns_of(BRANDS), query)
    return BrandsPage(campaigns=[_read_brands(each) for each in campaigns], totalCount=total, nextToken=token)


def list_display_campaigns(profile: Profile, query: DisplayQuery) -> list[DisplayCampaign]:
    """Some of a profile's Sponsored Display campaigns, by id. Raises AdsRefusal (400)."""
    states = query.stateFilter.upper().split(",")
    if unknown := set(states) - set(rules.STATES):
        raise AdsRefusal(400, f"stateFilter is invalid: {', '.join(sorted(unknown))[:200]}")
    wanted = _in_states(profile.campaigns_of(DISPLAY), states)
    return [_read_display(each) for each in wanted[query.startIndex : query.startIndex + query.count]]


def _cut(campaigns: Sequence[Campaign], query: CampaignQuery | BrandsQuery) -> tuple[list[Campaign], int, str | None]:
    """A page of the campaigns, how many there are in all, and the token of the next page."""
    page = _page_of(query)
    wanted = _in_states(campaigns, page.states)
    end = page.offset + page.size
    token = rules.token_of(rules.Page(end, page.size, page.states)) if end < len(wanted) else None
    return wanted[page.offset : end], len(wanted), token


def _in_states(campaigns: Sequence[Campaign], states: Sequence[str]) -> list[Campaign]:
    return sorted((each for each in campaigns if each.state in states), key=lambda each: each.campaign_id)


def _page_of(query: CampaignQuery | BrandsQuery) -> rules.Page:
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


def _read_brands(campaign: Campaign) -> BrandsCampaign:
    return BrandsCampaign(
        campaignId=str(campaign.campaign_id),
        name=campaign.name,
        state=campaign.state,
        startDate=campaign.start_on,
        budget=campaign.budget_cents / 100,
    )


def _read_display(campaign: Campaign) -> DisplayCampaign:
    return DisplayCampaign(
        campaignId=campaign.campaign_id,
        name=campaign.name,
        state=campaign.state.lower(),
        startDate=f"{campaign.start_on:%Y%m%d}",
        budget=campaign.budget_cents / 100,
    )
