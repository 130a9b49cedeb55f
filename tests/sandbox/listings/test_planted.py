"""What is planted in listings is in the data, and nothing else is: judged anew, by hand-written rules.

Every number keeps 30 % of distance from its bound: here the bounds are moved that far, either way.
"""

import re
from collections import Counter

import pytest

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

MARKETPLACES = ("A1F83G8C2ARO7P", "A1PA6795UKMFR9")
CURRENCIES = dict(zip(MARKETPLACES, ("GBP", "EUR"), strict=True))
CODE = "externally_assigned_product_identifier"
PREPOSITIONS = {"for", "and", "für", "und", "of", "to", "with"}
ENFORCED = {
    "LISTING_SUPPRESSED": "catalog.listing_suppressed",
    "SEARCH_SUPPRESSED": "catalog.listing_search_suppressed",
    "CATALOG_ITEM_REMOVED": "catalog.listing_removed",
}


def listings(seller, marketplace_id):
    path, found, token = f"/listings/2021-08-01/items/{seller.seller_id}", [], None
    while True:
        query = {"marketplaceIds": marketplace_id, "includedData": "summaries,attributes,issues,offers"}
        page = seller.get(path, pageSize=20, **query, **({"pageToken": token} if token else {})).json()
        found += page["items"]
        token = page.get("pagination", {}).get("nextToken")
        if not token:
            assert len({each["sku"] for each in found}) == page["numberOfResults"] == len(found)
            return found


def value(listing, name):
    return [each["value"] for each in listing["attributes"].get(name, [])]


def is_gtin(code):
    if not (code.isdigit() and len(code) in (8, 12, 13, 14)):
        return False
    digits = [int(each) for each in reversed(code)]
    return (sum(digits[0::2]) + 3 * sum(digits[1::2])) % 10 == 0


def gtin_code(code):
    if re.fullmatch(r"(X00|B0)[0-9A-Z]+", code):
        return "catalog.gtin_is_other_code"
    if code == "Does not apply":
        return "catalog.gtin_exemption"
    if code.endswith(".0") and is_gtin(code.removesuffix(".0")):
        return "catalog.gtin_scarred"
    if not is_gtin(code):
        padded = [code.zfill(length) for length in (12, 13) if len(code) < length]
        return "catalog.gtin_lost_zero" if any(map(is_gtin, padded)) else "catalog.gtin_invalid"
    if re.match(r"2|02|04", code.zfill(13)):
        return "catalog.gtin_restricted"
    return None


def is_bad_title(title, factor):
    words = Counter(re.findall(r"(?<![\w])[^\W\d_]+", title.casefold()))
    repeated = [word for word, times in words.items() if times > 2 and word not in PREPOSITIONS]
    return (
        len(title) > 75 * factor
        or not title
        or "🌿" in title
        or any(each in title for each in "!$?_{}^¬¦")
        or bool(repeated)
        or "free shipping" in title.casefold()
    )


def is_bad_bullet(bullet, factor):
    called = re.match(r"Call us on 0|Telefon: 0", bullet)
    return len(bullet) > 255 * factor or "™" in bullet or "ecofriendly" in bullet or called


def of_one_product(sku):
    return sku.removesuffix("-FBM")


def codes_of_texts(each, factor):
    """What is wrong with the texts of a listing."""
    title, highlights = each["summaries"][0]["itemName"], value(each, "title_differentiation")
    if is_bad_title(title, factor):
        yield "catalog.title_rule"
    if any(len(highlight) > 125 * factor or len(title) > 75 * factor for highlight in highlights):
        yield "catalog.highlight_rule"
    if any(is_bad_bullet(bullet, factor) for bullet in value(each, "bullet_point")):
        yield "catalog.bullet_rule"
    if "<p>" in value(each, "product_description")[0]:
        yield "catalog.description_rule"
    if len(value(each, "generic_keyword")[0].replace(" ", "").encode()) > 249 * factor:
        yield "catalog.search_terms_rule"


def codes_of_standing(each):
    """What is wrong with its offer and its picture, and what Amazon says."""
    if not each["offers"]:
        yield "catalog.price_missing"
    elif each["offers"][0]["price"]["currencyCode"] != CURRENCIES[each["summaries"][0]["marketplaceId"]]:
        yield "catalog.price_currency"
    if "mainImage" not in each["summaries"][0]:
        yield "catalog.image_missing"
    for issue in each["issues"]:
        actions = [action["action"] for action in issue.get("enforcements", {}).get("actions", [])]
        yield ENFORCED[actions[0]] if actions else "catalog.issue_reported"


def judged(found, factor):
    """(code, sku) of everything wrong with content and standing; `factor` moves the bounds of length."""
    products = {(value(each, CODE)[0], of_one_product(each["sku"])) for each in found}
    shared = Counter(code for code, _ in products if is_gtin(code))
    for each in found:
        [code] = value(each, CODE)
        codes = [gtin_code(code), "catalog.gtin_duplicate" if shared[code] > 1 else None]
        for wrong in (*codes, *codes_of_texts(each, factor), *codes_of_standing(each)):
            if wrong:
                yield wrong, each["sku"]


@pytest.mark.parametrize("days", [0, 7, 17])
def test_what_is_planted_is_found_and_nothing_else(seller, days):
    if days:
        seller.let_days_pass(days)
    items = seller.answers()["items"]
    for marketplace_id in MARKETPLACES:
        planted = {
            (item["code"], item["sku"])
            for item in items
            if item["marketplace_id"] == marketplace_id and item["code"].startswith("catalog.")
        }
        found = listings(seller, marketplace_id)
        assert sorted(judged(found, 1.0)) == sorted(planted)
        assert set(judged(found, 1.3)) == set(judged(found, 0.7)) == planted
        assert len({code for code, _ in planted}) == 19
        buyable = {each["sku"]: each["summaries"][0]["status"] for each in found}
        for code, sku in planted:
            if code in ("catalog.listing_suppressed", "catalog.listing_removed"):
                assert buyable[sku] == []
            if code == "catalog.listing_search_suppressed":
                assert buyable[sku] == ["BUYABLE"]


def test_a_week_resolves_some_and_opens_others(seller):
    def coming_and_going():
        return {
            (item["code"], item["marketplace_id"], item["sku"])
            for item in seller.answers()["items"]
            if item["code"].startswith(("catalog.listing", "catalog.issue", "inventory.stranded"))
        }

    first = coming_and_going()
    seller.let_days_pass(7)
    second = coming_and_going()
    assert not first & second
    assert Counter(code for code, *_ in first) == Counter(code for code, *_ in second)
    seller.let_days_pass(7)
    assert coming_and_going() == first


def test_barcodes_that_are_not_planted_are_good_and_unique(seller):
    found = listings(seller, MARKETPLACES[0])
    codes = [value(each, CODE)[0] for each in found]
    assert sum(map(is_gtin, codes)) == len(codes) - 6
    assert sum(times - 1 for times in Counter(codes).values()) == 2
