"""Reading the answer key off the plans of an advertiser and of its seller."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from services.sandbox.advertisers.rules.account import Advertiser
from services.sandbox.answers import rules
from services.sandbox.answers.schemas import Answer, AnswerKey, SellerAnswer, SellerKey
from services.sandbox.listings.repository import ListingRepository
from services.sandbox.listings.rules.items import Change
from services.sandbox.sellers.rules import days, standing
from services.sandbox.sellers.rules.account import Listing, Seller, Shelf
from services.sandbox.sellers.rules.causes import Cause
from shared.db import Session


def list_answers(session: Session, advertiser: Advertiser, seller: Seller, moment: datetime) -> AnswerKey:
    """The planted problems of all profiles, and those of the seller at a moment."""
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
        ],
        seller=_seller_key(session, seller, moment),
        not_planted=sorted(rules.planted_codes() - _held_codes(advertiser, seller)),
    )


def _held_codes(advertiser: Advertiser, seller: Seller) -> set[str]:
    """The codes of all that an account holds, whether it is there today or not."""
    campaigns = [campaign for profile in advertiser.profiles for campaign in profile.campaigns]
    listings = [listing for shelf in seller.shelves for listing in shelf.listings]
    of_campaigns = {rules.CODES[each.kind] for each in campaigns if each.kind in rules.CODES}
    of_listings = {code for each in listings for code in rules.every_code_of(each.cause)}
    return of_campaigns | of_listings | {rules.TARGET_MISSED}


def _seller_key(session: Session, seller: Seller, moment: datetime) -> SellerKey:
    key = SellerKey(moment=moment, items=[], undecided=[])
    for shelf in seller.shelves:
        day = days.number_of(moment, shelf.market.zone)
        changes = ListingRepository(session, seller.seller_id, shelf.market.marketplace_id).changes()
        mended = _mended_skus(shelf, changes)
        for listing in shelf.listings:
            planted = (listing.cause, listing.number, day)
            if listing.product.sku not in mended:
                key.items += _of_listing(shelf, listing, rules.codes_of(*planted))
            key.undecided += _of_listing(shelf, listing, rules.undecided_codes_of(*planted))
        key.items += _of_account(shelf, moment)
    return key


def _mended_skus(shelf: Shelf, changes: Mapping[str, Change]) -> set[str]:
    """Listings that a client has mended; of two that share a barcode, mending one mends both."""
    mended = [listing for listing in shelf.listings if _is_mended(listing, changes)]
    pairs = {listing.number // 2 for listing in mended if listing.cause is Cause.GTIN_TWICE}
    partners = [each for each in shelf.listings if each.cause is Cause.GTIN_TWICE and each.number // 2 in pairs]
    return {listing.product.sku for listing in [*mended, *partners]}


def _is_mended(listing: Listing, changes: Mapping[str, Change]) -> bool:
    """Whether a client has deleted the listing, or changed the attribute in which the cause lies."""
    change = changes.get(listing.product.sku)
    if change is None:
        return False
    return change.is_deleted or rules.ATTRIBUTES.get(listing.cause) in change.attributes


def _of_listing(shelf: Shelf, listing: Listing, codes: Sequence[str]) -> Iterator[SellerAnswer]:
    for code in codes:
        yield SellerAnswer(
            code=code,
            marketplace_id=shelf.market.marketplace_id,
            sku=listing.product.sku,
            cause=rules.LISTING_CAUSES[listing.cause],
        )


def _of_account(shelf: Shelf, moment: datetime) -> Iterator[SellerAnswer]:
    planted = standing.missed_metric(shelf, moment)
    missed = [each.name for each in standing.metrics_of(shelf, moment) if each.name == planted and each.orders]
    violated = [name for name, count in standing.violations_of(shelf, moment).items() if count]
    for name in [*missed, *violated]:
        yield SellerAnswer(
            code=rules.TARGET_MISSED,
            marketplace_id=shelf.market.marketplace_id,
            metric=name,
            cause="planted: beyond Amazon's target in this week",
        )
