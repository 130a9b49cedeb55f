"""What each planted cause should be found as. Written down when it is planted, never computed from data."""

from collections.abc import Sequence

from services.sandbox.advertisers.rules.kinds import Kind
from services.sandbox.sellers.rules import causes, issues
from services.sandbox.sellers.rules.causes import OF_LISTINGS, OF_POOLS, OF_PRODUCTS, Cause

CODES = {
    Kind.ACOS_HIGH: "ads.acos_high",
    Kind.CTR_LOW: "ads.ctr_low",
    Kind.SALELESS: "ads.spend_without_sales",
    Kind.WASTEFUL_TERM: "ads.spend_without_sales",
}
"""Finding codes of the planted kinds; healthy campaigns and decoys have none.

In a SALELESS campaign every term is without sales too. Such terms are not answers: the campaign is the
finding, and terms are judged only inside campaigns that are not found themselves.
"""

CODES_OF_OTHERS = {Kind.ACOS_HIGH: "ads.acos_high"}
"""Those of Sponsored Brands and Display: they have no beliefs of their own for a waste or a low click rate."""

ACCOUNT_OVER_TARGET = "ads.account_over_target"
"""Of a product on a marketplace whose campaigns are all of Kind.OVER_TARGET, which are no answers beside it."""

OVER_TARGET_CAUSE = "planted: clicks cost too much in every campaign of the product"

CAUSES = {
    Kind.ACOS_HIGH: "planted: shoppers click but seldom buy, and what they buy is cheap",
    Kind.CTR_LOW: "planted: shown to shoppers who hardly ever click; those who do buy as usual",
    Kind.SALELESS: "planted: costly clicks in number, and none of them ever buys",
    Kind.WASTEFUL_TERM: "planted: one costly term whose clicks never buy, in a healthy campaign",
}

STOCKOUT_RISK, OUT_OF_STOCK = "inventory.stockout_risk", "inventory.out_of_stock"
OUT_OF_STOCK_LONG, EXCESS, AGED = "inventory.out_of_stock_long", "inventory.excess", "inventory.aged"
SLOW_MOVER, STRANDED = "inventory.slow_mover", "inventory.stranded"
TARGET_MISSED = "tickets.health_target_missed"
_LISTING_CODES: dict[Cause, tuple[str, ...]] = {
    Cause.GTIN_CHECK_DIGIT: ("catalog.gtin_invalid",),
    Cause.GTIN_RESTRICTED: ("catalog.gtin_restricted",),
    Cause.GTIN_TWICE: ("catalog.gtin_duplicate",),
    Cause.GTIN_LOST_ZERO: ("catalog.gtin_lost_zero",),
    Cause.GTIN_SCARRED: ("catalog.gtin_scarred",),
    Cause.GTIN_NOT_APPLICABLE: ("catalog.gtin_exemption",),
    Cause.GTIN_FNSKU: ("catalog.gtin_is_other_code",),
    Cause.GTIN_ASIN: ("catalog.gtin_is_other_code",),
    Cause.TITLE_MISSING: ("catalog.title_rule",),
    Cause.TITLE_REWRITTEN: ("catalog.title_rule",),
    Cause.TITLE_EMOJI: ("catalog.title_rule",),
    Cause.TITLE_LONG: ("catalog.title_rule",),
    Cause.TITLE_CHARACTER: ("catalog.title_rule",),
    Cause.TITLE_REPEATS: ("catalog.title_rule",),
    Cause.TITLE_PROMOTION: ("catalog.title_rule",),
    Cause.HIGHLIGHT_LONG: ("catalog.highlight_rule",),
    Cause.HIGHLIGHT_UNSEEN: ("catalog.title_rule", "catalog.highlight_rule"),
    Cause.BULLETS_TWO: ("catalog.bullet_rule",),
    Cause.DESCRIPTION_MARKED_UP: ("catalog.description_rule",),
    Cause.PRICE_CURRENCY: ("catalog.price_currency",),
    Cause.BULLET_LONG: ("catalog.bullet_rule",),
    Cause.BULLET_CHARACTER: ("catalog.bullet_rule",),
    Cause.SEARCH_TERMS_LONG: ("catalog.search_terms_rule",),
    Cause.PRICE_MISSING: ("catalog.price_missing",),
    Cause.IMAGE_MISSING: ("catalog.image_missing",),
    Cause.SUPPRESSED: ("catalog.listing_suppressed",),
    Cause.SEARCH_SUPPRESSED: ("catalog.listing_search_suppressed",),
    Cause.REMOVED: ("catalog.listing_removed",),
    Cause.ISSUE_ERROR: ("catalog.issue_reported",),
    Cause.ISSUE_WARNING: ("catalog.issue_reported",),
    Cause.SLOW: (SLOW_MOVER, EXCESS, AGED),
    Cause.EXCESS: (EXCESS,),
    Cause.STRANDED: (STRANDED,),
    Cause.POOL_SHORT: (STOCKOUT_RISK,),
    Cause.DEAD: (SLOW_MOVER, EXCESS, AGED),
}
_UNDECIDED: dict[Cause, tuple[str, ...]] = {
    Cause.PRICE_MISSING: (EXCESS,),
    Cause.SUPPRESSED: (EXCESS,),
    Cause.REMOVED: (EXCESS,),
    Cause.STRANDED: (EXCESS, STRANDED),
    Cause.DECOY_SLOW_FEW_UNITS: (EXCESS, AGED),
}
"""What may be found or not: stock that lasts too long only if days that could not sell count as demand; units that
were stranded, until a second report, a day later, does not name them either."""

_RUNNING_OUT = (Cause.RUNS_OUT, Cause.LAUNCH)
_OUT_DAYS, _LONG_OUT_DAYS = range(0, 5), range(10, 78)
"""Days without stock that are few or many for sure. Beyond the last of them what once sold in a week has sold so long
ago that only who saw it knows."""

_LAST_DAY = -1
"""The day on which the last unit sells, in days without stock."""

_DEAD_DAYS, _AGED_FROM, _AGED_UNTIL = 60, 178, 14
"""Days without a sale after which a product is dead for sure; the turns from and until which its units may be found
aged: that is told only on a day on which the reports of all marketplaces are whole."""

LISTING_CAUSES: dict[Cause, str] = {
    Cause.GTIN_CHECK_DIGIT: "planted: the barcode's check digit is wrong",
    Cause.GTIN_RESTRICTED: "planted: a store's own barcode, restricted to its circulation",
    Cause.GTIN_TWICE: "planted: another product of the account has the same barcode",
    Cause.GTIN_LOST_ZERO: "planted: a spreadsheet took the barcode's leading zero",
    Cause.GTIN_SCARRED: "planted: a spreadsheet has made a number with decimals of the barcode",
    Cause.GTIN_NOT_APPLICABLE: "planted: words for none stand where the barcode belongs",
    Cause.GTIN_FNSKU: "planted: the FNSKU stands where the barcode belongs",
    Cause.GTIN_ASIN: "planted: the ASIN stands where the barcode belongs",
    Cause.TITLE_MISSING: "planted: a listing without a title",
    Cause.TITLE_REWRITTEN: "planted: a title of more than 97 characters, which Amazon rewrites",
    Cause.TITLE_EMOJI: "planted: an emoji in the title",
    Cause.HIGHLIGHT_LONG: "planted: an item highlight of more than 162 characters",
    Cause.HIGHLIGHT_UNSEEN: "planted: an item highlight beside a title of more than 97 characters, which hides it",
    Cause.BULLETS_TWO: "planted: a telephone number in the second bullet point, a banned claim in the fourth",
    Cause.DESCRIPTION_MARKED_UP: "planted: HTML and an e-mail address in the description",
    Cause.PRICE_CURRENCY: "planted: a price in US dollars",
    Cause.TITLE_LONG: "planted: a title of more than 260 characters",
    Cause.TITLE_CHARACTER: "planted: an exclamation mark in the title",
    Cause.TITLE_REPEATS: "planted: the title names the product four times",
    Cause.TITLE_PROMOTION: "planted: the title promises free shipping",
    Cause.BULLET_LONG: "planted: a bullet point of more than 331 characters",
    Cause.BULLET_CHARACTER: "planted: a trademark sign in a bullet point",
    Cause.SEARCH_TERMS_LONG: "planted: search terms of more than 324 bytes",
    Cause.PRICE_MISSING: "planted: an active listing without a price",
    Cause.IMAGE_MISSING: "planted: an active listing without a main image",
    Cause.SUPPRESSED: "planted: Amazon suppresses the listing in every other week",
    Cause.SEARCH_SUPPRESSED: "planted: Amazon hides the listing from search in every other week",
    Cause.REMOVED: "planted: Amazon removes the product from the catalogue in every other week",
    Cause.ISSUE_ERROR: "planted: Amazon reports an error in every other week, and enforces nothing",
    Cause.ISSUE_WARNING: "planted: Amazon reports a warning in every other week",
    Cause.RUNS_OUT: "planted: three weeks of stock, then three weeks without any",
    Cause.SLOW: "planted: stock for 300 days and more",
    Cause.EXCESS: "planted: stock for 119 days and more, at a good rate of sale",
    Cause.STRANDED: "planted: the offer is closed in every other week while Amazon keeps its units",
    Cause.DECOY_SLOW_FEW_UNITS: "decoy: slow, with fewer than 16 units on hand",
    Cause.LAUNCH: "planted: all that came was sold in six days, and nothing has come since",
    Cause.POOL_SHORT: "planted: stock for 30 to 34 days of the sales of all shops",
    Cause.DEAD: "planted: once sold in a week, not since, and 60 units are left",
    Cause.DEAD_FEW_UNITS: "planted: once sold in three weeks, not since, and 8 units are left",
}

_GTIN, _ITEM_NAME = "externally_assigned_product_identifier", "item_name"
ATTRIBUTES = {
    Cause.GTIN_CHECK_DIGIT: _GTIN,
    Cause.GTIN_RESTRICTED: _GTIN,
    Cause.GTIN_TWICE: _GTIN,
    Cause.GTIN_LOST_ZERO: _GTIN,
    Cause.GTIN_SCARRED: _GTIN,
    Cause.GTIN_NOT_APPLICABLE: _GTIN,
    Cause.GTIN_FNSKU: _GTIN,
    Cause.GTIN_ASIN: _GTIN,
    Cause.TITLE_MISSING: _ITEM_NAME,
    Cause.TITLE_REWRITTEN: _ITEM_NAME,
    Cause.TITLE_EMOJI: _ITEM_NAME,
    Cause.HIGHLIGHT_LONG: "title_differentiation",
    Cause.HIGHLIGHT_UNSEEN: _ITEM_NAME,
    Cause.BULLETS_TWO: "bullet_point",
    Cause.DESCRIPTION_MARKED_UP: "product_description",
    Cause.PRICE_CURRENCY: "purchasable_offer",
    Cause.TITLE_LONG: _ITEM_NAME,
    Cause.TITLE_CHARACTER: _ITEM_NAME,
    Cause.TITLE_REPEATS: _ITEM_NAME,
    Cause.TITLE_PROMOTION: _ITEM_NAME,
    Cause.BULLET_LONG: "bullet_point",
    Cause.BULLET_CHARACTER: "bullet_point",
    Cause.SEARCH_TERMS_LONG: "generic_keyword",
    Cause.PRICE_MISSING: "purchasable_offer",
    Cause.IMAGE_MISSING: "main_product_image_locator",
    **{cause: issue.attribute for cause, issue in issues.ISSUES.items()},
}
"""Where a cause lies in a listing's attributes: whoever changes that attribute has mended it."""


def planted_codes(*, is_pan_eu: bool) -> set[str]:
    """Every code that an account can hold which is large enough."""
    planted = OF_POOLS if is_pan_eu else (*OF_PRODUCTS, *OF_LISTINGS)
    of_campaigns = set() if is_pan_eu else set(CODES.values())
    of_listings = {code for cause in planted for code in every_code_of(cause)}
    return of_campaigns | of_listings | {ACCOUNT_OVER_TARGET, TARGET_MISSED}


def every_code_of(cause: Cause) -> Sequence[str]:
    """What a listing should be found as on one day or another."""
    if cause is Cause.RUNS_OUT:
        return (STOCKOUT_RISK, OUT_OF_STOCK, OUT_OF_STOCK_LONG)
    if cause is Cause.LAUNCH:
        return (OUT_OF_STOCK, OUT_OF_STOCK_LONG)
    if cause is Cause.DEAD_FEW_UNITS:
        return (EXCESS,)
    return _LISTING_CODES.get(cause, ())


def codes_of(cause: Cause, number: int, day: int) -> Sequence[str]:
    """What a listing should be found as on a day."""
    if cause in _RUNNING_OUT:
        days_out = _days_since_sale(cause, number, day)
        if days_out in _OUT_DAYS:
            return (OUT_OF_STOCK,)
        if days_out in _LONG_OUT_DAYS:
            return (OUT_OF_STOCK_LONG,)
        return (STOCKOUT_RISK,) if cause is Cause.RUNS_OUT and days_out < _LAST_DAY else ()
    if cause is Cause.DEAD_FEW_UNITS:
        return (EXCESS,) if _days_since_sale(cause, number, day) >= _DEAD_DAYS else ()
    return _LISTING_CODES.get(cause, ()) if issues.is_on(cause, number, day) else ()


def undecided_codes_of(cause: Cause, number: int, day: int) -> Sequence[str]:
    """What it may be found as or not, for it is too near a bound to say."""
    if cause in _RUNNING_OUT:
        if codes_of(cause, number, day):
            return ()
        is_there = _days_since_sale(cause, number, day) < 0
        return (STOCKOUT_RISK, OUT_OF_STOCK) if is_there else (OUT_OF_STOCK, OUT_OF_STOCK_LONG)
    if cause is Cause.DEAD_FEW_UNITS:
        turn, is_dead = issues.turn_of(cause, number, day), bool(codes_of(cause, number, day))
        may_be_aged = turn >= _AGED_FROM or turn < _AGED_UNTIL
        return (STOCKOUT_RISK, EXCESS) * (not is_dead) + (AGED,) * may_be_aged
    return _UNDECIDED.get(cause, ())


def _days_since_sale(cause: Cause, number: int, day: int) -> int:
    """Whole days without a sale at the start of a day; negative while there are some."""
    return issues.turn_of(cause, number, day) - causes.flow_of(cause).selling
