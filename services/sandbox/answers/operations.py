"""Reading the answer key off the plan of an advertiser."""

from services.sandbox.advertisers.rules.account import Advertiser
from services.sandbox.answers import rules
from services.sandbox.answers.schemas import Answer, AnswerKey


def list_answers(advertiser: Advertiser) -> AnswerKey:
    """The planted problems of all profiles."""
    return AnswerKey(
        items=[
            Answer(
                code=rules.CODES[campaign.kind],
                profile_id=str(profile.profile_id),
                campaign_id=str(campaign.campaign_id),
                campaign_name=campaign.name,
                search_term=campaign.wasteful_term,
                cause=rules.CAUSES[campaign.kind],
            )
            for profile in advertiser.profiles
            for campaign in profile.campaigns
            if campaign.kind in rules.CODES
        ]
    )
