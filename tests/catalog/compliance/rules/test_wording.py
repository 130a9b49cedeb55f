"""Titles, bullet points and search terms by example, on both sides of each bound."""

import pytest

from services.catalog.compliance.rules.wording import (
    check_bullets,
    check_search_terms,
    check_title,
    repeated_words,
    search_term_bytes,
)
from tests.catalog.compliance.rules.listings import listing

LETTERS = [chr(ord("a") + number) for number in range(26)]


def told(fault):
    return fault and fault.facts["problem_en"]


@pytest.mark.parametrize(
    ("title", "problem"),
    [
        (None, None),
        ("Plain Garden Hose, 30 m (green) 100% rubber & brass", None),
        ("x" * 200, None),
        ("x" * 201, "201 characters; at most 200"),
        ("水" * 200, None),
        ("水" * 201, "201 characters; at most 200"),
        ("Garden Hose!", "banned characters: !"),
        ("Garden $ Hose ? {x}", "banned characters: $ ? { }"),
        ("Hose hose Garden", None),
        ("Hose hose HOSE Garden", "more than twice: hose"),
        ("Hose for you and for me and for all and for them", None),
        ("Set 2 of 2 with 2", None),
        ("Garden Hose Free Shipping", "promotional phrase: free shipping"),
        ("Garden Hose freeshipping", None),
        ("Gartenschlauch mit kostenloser  Versand", "promotional phrase: kostenloser versand"),
        ("Bestsellers of Gardening", None),
        ("Hose! best seller", "banned characters: !; promotional phrase: best seller"),
    ],
)
def test_a_title(title, problem):
    fault = check_title(listing(title=title))
    assert told(fault) == problem
    assert fault is None or (fault.code, fault.severity) == ("catalog.title_rule", "MEDIUM")


def test_a_brand_may_hold_what_a_title_may_not():
    assert check_title(listing(title="YUM! Garden Hose", brand="YUM!")) is None
    assert told(check_title(listing(title="YUM! Garden Hose!", brand="YUM!"))) == "banned characters: !"


def test_repeated_words():
    assert repeated_words("a-b a-b a-b") == ["a-b"]
    assert repeated_words("Schlauch für für für und und und") == []
    assert repeated_words("x x x 30 30 30") == []


@pytest.mark.parametrize(
    ("bullet", "problem"),
    [
        ("x" * 255, None),
        ("x" * 256, "256 characters; at most 255"),
        ("Brand™ hose", "banned characters: ™"),
        ("Costs 5€ ~", "banned characters: ~ €"),
        ("Nice 😀 hose", "an emoji or a symbol"),
        ("n/a", "a placeholder instead of a text"),
        (" TBD ", "a placeholder instead of a text"),
        ("An eco-friendly hose", "banned phrase: eco-friendly"),
        ("With full refund.", "banned phrase: full refund"),
        ("See www.example.com", "a link, an address or an ASIN"),
        ("Write to me@example.com", "a link, an address or an ASIN"),
        ("As B0ABCDEF12 is", "a link, an address or an ASIN"),
        ("Green; 30 m (98 ft) & 1/2 inch", None),
    ],
)
def test_a_bullet_point(bullet, problem):
    fault = check_bullets(listing(bullets=("Fine", bullet)))
    assert told(fault) == problem
    if fault:
        assert (fault.code, fault.severity, fault.facts["bullet"]) == ("catalog.bullet_rule", "LOW", 2)


def test_the_first_bad_bullet_speaks_for_all():
    assert check_bullets(listing(bullets=("n/a", "x" * 300))).facts["bullet"] == 1


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
        ("😀" * 62 + "a", 249),  # four bytes each
        ("a-b, c.d;" * 30, 120),
    ],
)
def test_search_terms_are_counted_in_bytes(terms, size):
    assert search_term_bytes(terms or "") == size
    fault = check_search_terms(listing(search_terms=terms))
    assert (fault and fault.facts["bytes"]) == (size if size > 249 else None)
    assert fault is None or (fault.code, fault.severity) == ("catalog.search_terms_rule", "MEDIUM")


def test_more_bytes_than_characters():
    assert len("水" * 100) < 249
    assert told(check_search_terms(listing(search_terms="水" * 100))) == "300 bytes; Amazon takes 249"
