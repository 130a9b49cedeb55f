"""Campaigns of the three ad products: each is listed in its own words and comes out in those of one."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import msgspec

from shared.amazon import errors
from shared.amazon.ads_api.payloads import decode


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign of any ad product, in the words of Sponsored Products. `budget` is in the profile's currency."""

    campaign_id: str
    name: str
    state: str
    targeting_type: str
    budget: Decimal | None
    budget_type: str | None
    start_on: date | None
    end_on: date | None
    portfolio_id: str | None


class _Budget(msgspec.Struct, rename="camel"):
    budget: Decimal | None = None
    budget_type: str = "DAILY"


class _Campaign(msgspec.Struct, rename="camel"):
    campaign_id: str
    name: str
    state: str
    targeting_type: str = ""
    budget: _Budget = msgspec.field(default_factory=_Budget)
    start_date: date | None = None
    end_date: date | None = None
    portfolio_id: str | None = None


class _BrandsCampaign(msgspec.Struct, rename="camel"):
    campaign_id: int | str
    name: str
    state: str
    budget: Decimal | None = None
    budget_type: str | None = None
    start_date: date | None = None
    end_date: date | None = None
    portfolio_id: int | str | None = None


class _BrandsPage(msgspec.Struct, rename="camel"):
    campaigns: list[_BrandsCampaign]
    next_token: str | None = None


class _DisplayCampaign(msgspec.Struct, rename="camel"):
    campaign_id: int | str
    name: str
    state: str
    budget: Decimal | None = None
    budget_type: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    portfolio_id: int | str | None = None


class _CampaignPage(msgspec.Struct, rename="camel"):
    campaigns: list[_Campaign]
    next_token: str | None = None


def read_campaign_page(body: bytes) -> tuple[list[Campaign], str | None]:
    """One page of POST /sp/campaigns/list and the token of the next, if any. Raises AmazonApiError."""
    page = decode(body, _CampaignPage)
    campaigns = [
        Campaign(
            campaign_id=campaign.campaign_id,
            name=campaign.name,
            state=campaign.state,
            targeting_type=campaign.targeting_type,
            budget=campaign.budget.budget,
            budget_type=campaign.budget.budget_type,
            start_on=campaign.start_date,
            end_on=campaign.end_date,
            portfolio_id=campaign.portfolio_id,
        )
        for campaign in page.campaigns
    ]
    return campaigns, page.next_token or None


def read_brands_page(body: bytes) -> tuple[list[Campaign], str | None]:
    """One page of POST /sb/v4/campaigns/list and the token of the next, if any. Raises AmazonApiError."""
    page = decode(body, _BrandsPage)
    return [_simple(one, one.start_date, one.end_date) for one in page.campaigns], page.next_token or None


def read_display_page(body: bytes) -> list[Campaign]:
    """One page of GET /sd/campaigns: words in lower case, days as 20260131. Raises AmazonApiError."""
    return [
        _simple(one, _compact_day(one.start_date), _compact_day(one.end_date))
        for one in decode(body, list[_DisplayCampaign])
    ]


def _simple(campaign: _BrandsCampaign | _DisplayCampaign, start_on: date | None, end_on: date | None) -> Campaign:
    return Campaign(
        campaign_id=str(campaign.campaign_id),
        name=campaign.name,
        state=campaign.state.upper(),
        targeting_type="",
        budget=campaign.budget,
        budget_type=None if campaign.budget is None else (campaign.budget_type or "DAILY").upper(),
        start_on=start_on,
        end_on=end_on,
        portfolio_id=None if campaign.portfolio_id is None else str(campaign.portfolio_id),
    )


def _compact_day(text: str | None) -> date | None:
    try:
        return None if not text else datetime.strptime(text, "%Y%m%d").date()
    except ValueError:
        raise errors.malformed(f"a day is not of the form 20260131: {text}") from None
