"""Reading the answer key off the plans of an advertiser and of its seller."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from services.sandbox.advertisers.rules.account import BRANDS, DISPLAY, PRODUCTS, Advertiser, Campaign, Profile
from services.sandbox.advertisers.rules.kinds import Kind
from services.sandbox.answers.rules import codes, troubles
from services.sandbox.answers.rules.troubles import Trouble
from services.sandbox.answers.schemas import Answer, AnswerKey, MetTrouble, SellerAnswer, SellerKey
from services.sandbox.listings.repository import ListingRepository
from services.sandbox.listings.rules.items import Change
from services.sandbox.seller_reports.repository import SellerReportRepository
from services.sandbox.seller_reports.rules import planning
from services.sandbox.seller_reports.rules.types import PLANNING
from services.sandbox.sellers.rules import days, standing
from services.sandbox.sellers.rules.account import Listing, Seller, Shelf
from services.sandbox.sellers.rules.causes import Cause
from shared.db import Session

_AGES_KEPT = timedelta(days=400)
"""How far planning reports are looked back for: longer than a clock can be moved at once."""


def list_answers(session: Session, advertiser: Advertiser, seller: Seller, moment: datetime) -> AnswerKey:
    """The planted problems of all profiles, and those of the seller at a moment."""
    met = list(troubles.troubles_of(advertiser, seller, moment))
    return AnswerKey(
        items=[
            Answer(
                code=codes.CODES[campaign.kind],
                profile_id=str(profile.profile_id),
                ad_product=campaign.ad_product,
                campaign_id=str(campaign.campaign_id),
                campaign_name=campaign.name,
                search_term=campaign.wasteful_term,
                cause=codes.CAUSES[campaign.kind],
            )
            for profile in advertiser.profiles
            for campaign in _planted(profile)
        ],
        seller=_with_accounts(_seller_key(session, seller, moment), advertiser),
        troubles=[MetTrouble(**each._asdict()) for each in met],
        not_planted=_not_planted(advertiser, seller, {each.trouble for each in met}),
    )


def _not_planted(advertiser: Advertiser, seller: Seller, met: set[Trouble]) -> list[str]:
    """What would be there if the account were larger; Brands and Display have no part in a Pan-EU seller."""
    missing = sorted(codes.planted_codes(is_pan_eu=seller.is_pan_eu) - _held_codes(advertiser, seller))
    if seller.is_pan_eu:
        return [*missing, *sorted(set(Trouble) - {Trouble.BRANDS, Trouble.DISPLAY} - met)]
    of_others = sorted(f"{code} of {product}" for product, code in _of_others() - _held_of_others(advertiser))
    return [*missing, *of_others, *sorted(set(Trouble) - met)]


def _planted(profile: Profile) -> Iterator[Campaign]:
    """The campaigns that should be found: Brands and Display are judged by their ACOS only."""
    for campaign in (*profile.campaigns, *profile.others):
        judged = codes.CODES if campaign.ad_product == PRODUCTS else codes.CODES_OF_OTHERS
        if campaign.kind in judged:
            yield campaign


def _with_accounts(key: SellerKey, advertiser: Advertiser) -> SellerKey:
    """The same with the ad products that miss their target as a whole; `metric` names the product."""
    for profile, product in _over_target(advertiser):
        place = {"marketplace_id": profile.market.marketplace_id, "metric": product}
        key.items.append(SellerAnswer(code=codes.ACCOUNT_OVER_TARGET, **place, cause=codes.OVER_TARGET_CAUSE))
    return key


def _over_target(advertiser: Advertiser) -> list[tuple[Profile, str]]:
    places = [(profile, product) for profile in advertiser.profiles for product in (PRODUCTS, BRANDS, DISPLAY)]
    return [
        (profile, product)
        for profile, product in places
        if {each.kind for each in profile.campaigns_of(product)} == {Kind.OVER_TARGET}
    ]


def _of_others() -> set[tuple[str, str]]:
    """(ad product, code) of what an account can hold which is large enough."""
    return {(product, code) for product in (BRANDS, DISPLAY) for code in codes.CODES_OF_OTHERS.values()}


def _held_of_others(advertiser: Advertiser) -> set[tuple[str, str]]:
    found = (each for profile in advertiser.profiles for each in _planted(profile) if each in profile.others)
    return {(each.ad_product, codes.CODES[each.kind]) for each in found}


def _held_codes(advertiser: Advertiser, seller: Seller) -> set[str]:
    """The codes of all that an account holds, whether it is there today or not."""
    campaigns = [campaign for profile in advertiser.profiles for campaign in profile.campaigns]
    listings = [listing for shelf in seller.shelves for listing in shelf.listings]
    of_campaigns = {codes.CODES[each.kind] for each in campaigns if each.kind in codes.CODES}
    of_listings = {code for each in listings for code in codes.every_code_of(each.cause)}
    of_accounts = {codes.ACCOUNT_OVER_TARGET} if _over_target(advertiser) else set()
    return of_campaigns | of_accounts | of_listings | {codes.TARGET_MISSED}


def _seller_key(session: Session, seller: Seller, moment: datetime) -> SellerKey:
    key = SellerKey(moment=moment, items=[], undecided=[])
    if seller.is_pan_eu:
        return _pool_key(session, seller, key)
    for shelf in seller.shelves:
        day = days.number_of(moment, shelf.market.zone)
        changes = ListingRepository(session, seller.seller_id, shelf.market.marketplace_id).changes()
        mended = _mended_skus(shelf, changes)
        with_ages = _products_with_ages(session, seller, shelf, moment)
        for listing in shelf.listings:
            planted = (listing.cause, listing.number, day)
            found = set() if listing.product.sku in mended else set(codes.codes_of(*planted))
            untold = set() if listing.product.index in with_ages else {codes.AGED} & found
            key.items += _of_listing(shelf, listing, sorted(found - untold))
            key.undecided += _of_listing(shelf, listing, sorted({*codes.undecided_codes_of(*planted), *untold}))
        key.items += _of_account(shelf, moment)
    return key


def _pool_key(session: Session, seller: Seller, key: SellerKey) -> SellerKey:
    """What is planted in a pool is found once, in its largest shop; its ages as soon as one shop has told them."""
    first, day = seller.shelves[0], days.number_of(key.moment, seller.shelves[0].market.zone)
    with_ages = set().union(*(_products_with_ages(session, seller, each, key.moment) for each in seller.shelves))
    for listing in first.listings:
        planted = (listing.cause, listing.number, day)
        found = set(codes.codes_of(*planted))
        untold = set() if listing.product.index in with_ages else {codes.AGED} & found
        key.items += _of_listing(first, listing, sorted(found - untold))
        key.undecided += _of_listing(first, listing, sorted({*codes.undecided_codes_of(*planted), *untold}))
    for shelf in seller.shelves:
        key.items += _of_account(shelf, key.moment)
    return key


def _products_with_ages(session: Session, seller: Seller, shelf: Shelf, moment: datetime) -> set[int]:
    """Products that one of the last two planning reports has named: of others nobody can know how old they are.

    Without a report it is what one would name now.
    """
    asked = SellerReportRepository(session).list_between(seller.seller_id, moment - _AGES_KEPT, moment)
    zone, marketplace_id = shelf.market.zone, shelf.market.marketplace_id
    told = {
        days.number_of(each.moment, zone)
        for each in asked
        if each.report_type == PLANNING and json.loads(each.marketplace_ids)[0] == marketplace_id
    }
    last = sorted(told)[-2:] or [days.number_of(moment, zone)]
    return {product for day in last for product in planning.named_on(shelf, day)}


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
    return change.is_deleted or codes.ATTRIBUTES.get(listing.cause) in change.attributes


def _of_listing(shelf: Shelf, listing: Listing, found: Iterable[str]) -> Iterator[SellerAnswer]:
    for code in found:
        yield SellerAnswer(
            code=code,
            marketplace_id=shelf.market.marketplace_id,
            sku=listing.product.sku,
            cause=codes.LISTING_CAUSES[listing.cause],
        )


def _of_account(shelf: Shelf, moment: datetime) -> Iterator[SellerAnswer]:
    planted = standing.missed_metric(shelf, moment)
    missed = [each.name for each in standing.metrics_of(shelf, moment) if each.name == planted and each.orders]
    violated = [name for name, count in standing.violations_of(shelf, moment).items() if count]
    for name in [*missed, *violated]:
        yield SellerAnswer(
            code=codes.TARGET_MISSED,
            marketplace_id=shelf.market.marketplace_id,
            metric=name,
            cause="planted: beyond Amazon's target in this week",
        )
