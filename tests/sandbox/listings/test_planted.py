"""What is planted in listings is in the data, and nothing else is: judged anew, by hand-written rules.

Every number keeps 30 % of distance from its bound: here the bounds are moved that far, either way.
"""

import re
from collections import Counter

import pytest

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

MARKETPLACES = ("A1F83G8C2ARO7P", "A1PA6795UKMFR9")
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
    if not is_gtin(code):
        padded = [code.zfill(length) for length in (12, 13) if len(code) < length]
        return "catalog.gtin_lost_zero" if any(map(is_gtin, padded)) else "catalog.gtin_invalid"
    if re.match(r"2|02|04", code.zfill(13)):
        return "catalog.gtin_restricted"
    return None


def is_bad_title(title, factor):
    words = Counter(re.findall(r"[^\W\d_]+", title.casefold()))
    repeated = [word for word, times in words.items() if times > 2 and word not in PREPOSITIONS]
    return (
        len(title) > 200 * factor
        or any(each in title for each in "!$?_{}^¬¦")
        or bool(repeated)
        or "free shipping" in title.casefold()
    )


def judged(found, factor):
    """(code, sku) of everything wrong with content and standing; `factor` moves the bounds of length."""
    shared = Counter(value(each, "externally_assigned_product_identifier")[0] for each in found)
    for each in found:
        [code] = value(each, "externally_assigned_product_identifier")
        if wrong := gtin_code(code):
            yield wrong, each["sku"]
        if shared[code] > 1:
            yield "catalog.gtin_duplicate", each["sku"]
        if is_bad_title(each["summaries"][0]["itemName"], factor):
            yield "catalog.title_rule", each["sku"]
        if any(len(bullet) > 255 * factor or "™" in bullet for bullet in value(each, "bullet_point")):
            yield "catalog.bullet_rule", each["sku"]
        if len(value(each, "generic_keyword")[0].replace(" ", "").encode()) > 249 * factor:
            yield "catalog.search_terms_rule", each["sku"]
        if not each["offers"]:
            yield "catalog.price_missing", each["sku"]
        if "mainImage" not in each["summaries"][0]:
            yield "catalog.image_missing", each["sku"]
        for issue in each["issues"]:
            actions = [action["action"] for action in issue.get("enforcements", {}).get("actions", [])]
            yield (ENFORCED[actions[0]] if actions else "catalog.issue_reported"), each["sku"]


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
        assert len({code for code, _ in planted}) == 14
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
    codes = [value(each, "externally_assigned_product_identifier")[0] for each in found]
    assert sum(map(is_gtin, codes)) == len(codes) - 4
    assert sum(times - 1 for times in Counter(codes).values()) == 1
