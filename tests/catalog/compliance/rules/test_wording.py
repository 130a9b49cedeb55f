"""Titles, highlights, bullet points, descriptions and search terms by example, on both sides of each bound."""

from datetime import date

import pytest

from services.catalog.compliance.rules.wording import (
    check_bullets,
    check_description,
    check_highlight,
    check_search_terms,
    check_title,
    search_term_bytes,
)
from shared.amazon.marketplaces import MARKETPLACES
from tests.catalog.compliance.rules.listings import ON, listing

PLACES = {each.country_code: each.marketplace_id for each in MARKETPLACES}
BEFORE, SINCE = date(2026, 7, 26), date(2026, 7, 27)
REWRITTEN = "76 characters: Amazon will rewrite titles of more than 75"


def told(fault):
    return fault and fault.facts["problem_en"]


@pytest.mark.parametrize(
    ("title", "problem"),
    [
        ("Plain Garden Hose, 30 m (green) 100% rubber & brass", None),
        ("x" * 75, None),
        ("x" * 76, REWRITTEN),
        ("水" * 75, None),
        ("水" * 76, REWRITTEN),
        ("x" * 200, "200 characters: Amazon will rewrite titles of more than 75"),
        ("x" * 201, "201 characters; at most 200"),
        ("Garden Hose!", "banned characters: !"),
        ("Garden $ Hose ? {x}", "banned characters: $ ? { }"),
        ("Hose hose Garden", None),
        ("Hose hose HOSE Garden", "more than twice: hose"),
        ("Tablet 6GB 128GB 256GB GB", None),
        ("Set 2 of 2 with 2", None),
        ("Garden Hose Free Shipping", "promotional phrase: free shipping"),
        ("Gartenschlauch mit kostenloser  Versand", "promotional phrase: kostenloser versand"),
        ("Hose! best seller", "banned characters: !; promotional phrase: best seller"),
        ("Garden Hose 🌿", "an emoji or a symbol: 🌿"),
        ("<b>Garden</b> Hose", "HTML: <b>"),
        ("Garden Hose www.example.com", "a link"),
        ("Garden Hose hose@example.com", "an e-mail address"),
        ("Garden Hose +49 30 1234567", "a telephone number: +49 30 1234567"),
    ],
)
def test_a_title(title, problem):
    fault = check_title(listing(title=title), ON)
    assert told(fault) == problem
    assert fault is None or fault.code == "catalog.title_rule"


@pytest.mark.parametrize(
    ("country", "product_type", "on", "size", "severity", "level"),
    [
        ("UK", "HOSE", BEFORE, 76, None, None),
        ("UK", "HOSE", SINCE, 75, None, None),
        ("UK", "HOSE", SINCE, 76, "LOW", "WARNING"),
        ("US", None, SINCE, 76, "LOW", "WARNING"),
        ("JP", "HOSE", SINCE, 200, "LOW", "WARNING"),
        ("UK", "HOSE", BEFORE, 201, "MEDIUM", "ERROR"),
        ("UK", "HOSE", SINCE, 201, "MEDIUM", "ERROR"),
        *((country, "HOSE", SINCE, 200, None, None) for country in ("SA", "EG", "TR", "AE")),
        *((country, "HOSE", SINCE, 201, "MEDIUM", "ERROR") for country in ("SA", "EG", "TR", "AE")),
        *(("UK", media, SINCE, 200, None, None) for media in ("ABIS_BOOK", "ABIS_MUSIC", "ABIS_DVD", "abis_book")),
        ("UK", "ABIS_BOOK", SINCE, 201, "MEDIUM", "ERROR"),
    ],
)
def test_how_long_a_title_may_be_by_day_store_and_product_type(country, product_type, on, size, severity, level):
    one = listing(marketplace_id=PLACES[country], product_type=product_type, title="x" * size)
    fault = check_title(one, on)
    assert (fault and fault.severity, fault and fault.told_level) == (severity, level)


def test_a_shop_that_is_newer_than_our_table_has_the_general_rule():
    assert told(check_title(listing(marketplace_id="A1NEWERSHOP00", title="x" * 76), ON)) == REWRITTEN


@pytest.mark.parametrize("title", [None, "", "  "])
def test_a_listing_without_a_title(title):
    fault = check_title(listing(title=title), ON)
    assert (told(fault), fault.severity, fault.told_level) == ("there is no title", "HIGH", "ERROR")
    # An ERP that says nothing of the title where Amazon has one has left it out.
    assert check_title(listing(title=title, source="erp", is_titled=True), ON) is None
    assert told(check_title(listing(title=title, source="erp"), ON)) == "there is no title"
    assert told(check_title(listing(title=title, is_titled=True), ON)) == "there is no title"


@pytest.mark.parametrize(
    ("title", "brand", "problem"),
    [
        ("YUM! Garden Hose", "YUM!", None),
        ("yum! Garden Hose", "YUM!", None),
        ("YUM! Garden Hose", "Yum!", None),
        ("STRAẞE! Hose", "Straße!", None),
        ("YUM! Garden Hose!", "YUM!", "banned characters: !"),
        ("Garden Hose of Ring.com", "Ring.com", None),
        ("Yum Garden Hose!", "Yum", "banned characters: !"),
        ("Garden Hose!", "", "banned characters: !"),
        ("Garden Hose!", " ", "banned characters: !"),
    ],
)
def test_a_brand_may_hold_what_a_title_may_not_however_it_is_written(title, brand, problem):
    assert told(check_title(listing(title=title, brand=brand), ON)) == problem


@pytest.mark.parametrize(
    ("highlight", "title", "on", "problem"),
    [
        (None, "x" * 76, ON, None),
        ("x" * 125, "x" * 75, ON, None),
        ("x" * 126, "x" * 75, ON, "126 characters; at most 125"),
        ("x" * 126, "x" * 75, BEFORE, None),
        ("Quiet, leak-proof", "x" * 76, ON, "it is not shown: the title has 76 characters, 75 at most"),
        ("Quiet, leak-proof", "x" * 76, BEFORE, None),
        ("Quiet ✨", "Hose", ON, "an emoji or a symbol: ✨"),
        ("Free shipping", "Hose", ON, "promotional phrase: free shipping"),
        ("See www.example.com", "Hose", ON, "a link"),
    ],
)
def test_an_item_highlight(highlight, title, on, problem):
    fault = check_highlight(listing(item_highlight=highlight, title=title), on)
    assert told(fault) == problem
    assert fault is None or fault.code == "catalog.highlight_rule"


@pytest.mark.parametrize(
    ("bullet", "problem"),
    [
        ("x" * 255, None),
        ("x" * 256, "256 characters; at most 255"),
        ("Brand™ hose", "banned characters: ™"),
        ("Costs 5€ ~", "banned characters: ~ €"),
        ("Nice 😀 hose", "an emoji or a symbol: 😀"),
        ("n/a", "a placeholder instead of a text"),
        ("N / A", "a placeholder instead of a text"),
        (" TBD ", "a placeholder instead of a text"),
        ("An eco-friendly hose", "banned phrase: eco-friendly"),
        ("With full refund.", "banned phrase: full refund"),
        ("See www.example.com", "a link"),
        ("Write to me@example.com", "an e-mail address"),
        ("Call us: 030 1234567", "a telephone number: 030 1234567"),
        ("Quick<br>dry", "HTML: <br>"),
        ("Salt &amp; pepper", "HTML: &amp;"),
        ("As B0ABCDEF12 is", "an ASIN"),
        ("Green; 30 m (98 ft) & 1/2 inch", None),
    ],
)
def test_a_bullet_point(bullet, problem):
    fault = check_bullets(listing(bullets=("Fine", bullet)), ON)
    assert told(fault) == (problem and f"bullet 2: {problem}")
    if fault:
        assert (fault.code, fault.severity, fault.facts["bullets"]) == ("catalog.bullet_rule", "LOW", "2")


def test_all_bad_bullets_are_told_with_their_numbers():
    fault = check_bullets(listing(bullets=("n/a", "Fine", "x" * 300 + " ™", "Fine", "😀")), ON)
    assert fault.facts["bullets"] == "1, 3, 5"
    assert told(fault) == (
        "bullet 1: a placeholder instead of a text; bullet 3: 302 characters; at most 255, banned characters: ™; "
        "bullet 5: an emoji or a symbol: 😀"
    )
    assert fault.facts["problem_zh"].startswith("第 1 条：")
    assert fault.measure == 3


@pytest.mark.parametrize(
    ("description", "problem"),
    [
        (None, None),
        ("A plain hose.<br>Ten metres.<br/>Green.<BR />", None),
        ("<p>A plain hose</p>", "HTML: <p>"),
        ("A plain hose &nbsp;", "HTML: &nbsp;"),
        ("Mail info@example.de", "an e-mail address"),
        ("More at https://example.com/hose", "a link"),
        ("Tel. 0800 123 4567", "a telephone number: 0800 123 4567"),
        ("A plain hose 👍", "an emoji or a symbol: 👍"),
        ("For hoses of <10 mm & >2 bar, part 0445-110-369", None),
    ],
)
def test_a_description(description, problem):
    fault = check_description(listing(description=description))
    assert told(fault) == problem
    assert fault is None or (fault.code, fault.severity) == ("catalog.description_rule", "LOW")


@pytest.mark.parametrize(
    ("terms", "size"),
    [
        (None, 0),
        ("a" * 249, 249),
        ("a" * 250, 250),
        (" ".join(["a" * 24] * 10) + " " + "b" * 9, 249),
        ("水" * 83, 249),  # three bytes each
        ("水" * 83 + "a", 250),
        ("ü" * 124 + "a", 249),  # two bytes each
        ("ü" * 125, 250),
        ("𠀀" * 62 + "a", 249),  # four bytes each
        ("a-b, c.d;" * 30, 120),
    ],
)
def test_search_terms_are_counted_in_bytes(terms, size):
    assert search_term_bytes(terms or "") == size
    fault = check_search_terms(listing(search_terms=terms), ON)
    assert (fault and fault.facts["bytes"]) == (size if size > 249 else None)
    assert fault is None or (fault.code, fault.severity) == ("catalog.search_terms_rule", "MEDIUM")


def test_more_bytes_than_characters():
    assert len("水" * 100) < 249
    assert told(check_search_terms(listing(search_terms="水" * 100), ON)) == "300 bytes; Amazon takes 249"


@pytest.mark.parametrize(
    ("country", "product_type", "most"),
    [
        *((country, "HOSE", 249) for country in ("US", "UK", "DE", "FR", "SE", "AE", "AU")),
        *(("JP", "HOSE", 499), ("JP", None, 499), ("JP", "SHIRT", 249), ("JP", "SHOES", 249), ("UK", "SHIRT", 249)),
        *(("IN", "HOSE", 199), ("IN", "SHIRT", 199)),
    ],
)
def test_search_terms_by_marketplace_and_product_type(country, product_type, most):
    def problem(size):
        one = listing(marketplace_id=PLACES[country], product_type=product_type, search_terms="a" * size)
        return told(check_search_terms(one, ON))

    assert (problem(most), problem(most + 1)) == (None, f"{most + 1} bytes; Amazon takes {most}")


@pytest.mark.parametrize(
    ("terms", "problem"),
    [
        ("hose b0abcdef12", "an ASIN"),
        ("hose www.example.com", "a link"),
        ("hose hose@example.com", "an e-mail address"),
        ("hose 😀", "an emoji or a symbol: 😀"),
        ("hose 4006381333931 0445-110-369 1/2 30x40x50", None),
    ],
)
def test_what_nobody_searches_for(terms, problem):
    fault = check_search_terms(listing(search_terms=terms), ON)
    assert told(fault) == problem
    assert fault is None or fault.severity == "LOW"
