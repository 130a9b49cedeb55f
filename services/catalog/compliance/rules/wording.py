"""Titles, item highlights, bullet points, descriptions and search terms by Amazon's published rules.

Titles: Seller Central 201100890 with the notice of January 2025. Highlights: the product type definitions. Bullets:
the notice of August 2024. Descriptions: Seller Central 200390640. Search terms: 23501. Lengths: `limits`.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from services.catalog.compliance.rules import limits
from services.catalog.compliance.rules.contacts import contacts_in
from services.catalog.compliance.rules.limits import country_of, most_of
from services.catalog.compliance.rules.phrases import claim_in, promotion_in
from services.catalog.compliance.rules.signs import BULLET_BANNED, TITLE_BANNED, banned_in, emoji_in
from services.catalog.compliance.rules.values import Fault, Judged, Problem, fault_of
from services.catalog.compliance.rules.words import repeated_words
from services.catalog.findings.rules import (
    BULLET_RULE,
    DESCRIPTION_RULE,
    HIGHLIGHT_RULE,
    SEARCH_TERMS_RULE,
    TITLE_RULE,
)
from services.catalog.listings.rules import AMAZON

_ASIN = re.compile(r"\bB0[0-9A-Z]{8}\b")
_PLACEHOLDER = re.compile(
    r"(?:n\s?/?\s?a|tbd|tba|to be (?:determined|announced)|not applicable|[-–—.]+)\Z", re.IGNORECASE
)


def check_title(listing: Judged, on: date) -> Fault | None:
    """What is wrong with the title by the rules of a day; that there is none, where no side of the SKU has one."""
    title = (listing.title or "").strip()
    formula = "at most {most} characters, no banned sign outside the brand, no word more than twice, no contacts"
    if not title:
        if listing.is_titled and listing.source != AMAZON:
            return None
        missing = Problem("there is no title", "没有标题", "HIGH", "ERROR")
        return fault_of(TITLE_RULE, "every listing has a title", [missing], {"length": 0})
    most = most_of(limits.TITLE, listing.marketplace_id, listing.product_type, on)
    return fault_of(
        TITLE_RULE, formula.format(most=most), _title_problems(listing, title, on), {"length": len(title)}
    )


def check_highlight(listing: Judged, on: date) -> Fault | None:
    """What is wrong with the item highlight, which stands beside short titles."""
    highlight = (listing.item_highlight or "").strip()
    if not highlight:
        return None
    problems = _highlight_problems(listing, highlight, on)
    formula = "at most 125 characters, beside a title of at most 75; no contacts, emoji or promotional phrases"
    return fault_of(HIGHLIGHT_RULE, formula, problems, {"length": len(highlight)})


def check_bullets(listing: Judged, on: date) -> Fault | None:
    """What is wrong with the bullet points, all those in which something is, with their numbers."""
    most = most_of(limits.BULLET, listing.marketplace_id, listing.product_type, on)
    country, problems, numbers = country_of(listing.marketplace_id), [], []
    for number, bullet in enumerate(listing.bullets, 1):
        if broken := list(_bullet_problems(bullet, most, country)):
            numbers.append(number)
            english = ", ".join(each.en for each in broken)
            chinese = "，".join(each.zh for each in broken)
            problems.append(Problem(f"bullet {number}: {english}", f"第 {number} 条：{chinese}", "LOW"))
    formula = f"at most {most} characters; no signs, claims, contacts or placeholders that Amazon bans"
    return fault_of(BULLET_RULE, formula, problems, {"bullets": ", ".join(map(str, numbers))})


def check_description(listing: Judged) -> Fault | None:
    """What is wrong with the description: Amazon lets lines be broken, and nothing else be marked up."""
    text = _unbranded(listing.description or "", listing.brand)
    problems = [
        *contacts_in(text, country_of(listing.marketplace_id), may_break_lines=True),
        *_emoji_problems(text),
    ]
    low = (each._replace(severity="LOW") for each in problems)
    return fault_of(DESCRIPTION_RULE, "no HTML but line breaks, no emoji, no contacts", low, {"length": len(text)})


def check_search_terms(listing: Judged, on: date) -> Fault | None:
    """Whether the search terms are too long, and whether they hold what nobody searches for."""
    terms = listing.search_terms or ""
    most = most_of(limits.SEARCH_TERMS, listing.marketplace_id, listing.product_type, on)
    formula = f"at most {most} bytes of UTF-8, spaces and punctuation not counted; no ASINs, no contacts"
    if problems := list(_search_term_problems(listing, terms, most)):
        return fault_of(SEARCH_TERMS_RULE, formula, problems, {"bytes": search_term_bytes(terms)})
    return None


def search_term_bytes(terms: str) -> int:
    """How long Amazon counts search terms: bytes of UTF-8, without spaces and punctuation."""
    return sum(len(each.encode()) for each in terms if unicodedata.category(each)[0] not in "ZPC")


def _title_problems(listing: Judged, title: str, on: date) -> Iterator[Problem]:
    size, place = len(title), (listing.marketplace_id, listing.product_type)
    refused, most = most_of(limits.TITLE_REFUSED, *place, on), most_of(limits.TITLE, *place, on)
    if refused is not None and size > refused:
        yield Problem(f"{size} characters; at most {refused}", f"共 {size} 个字符；上限 {refused}", "MEDIUM", "ERROR")
    elif most is not None and size > most:
        english = f"{size} characters: Amazon will rewrite titles of more than {most}"
        yield Problem(english, f"共 {size} 个字符：超过 {most} 个字符的标题将被亚马逊改写", "LOW")
    unbranded = _unbranded(title, listing.brand)
    if banned := banned_in(TITLE_BANNED, unbranded):
        yield Problem(f"banned characters: {banned}", f"含禁用字符：{banned}")
    if words := ", ".join(repeated_words(title)[:3]):
        yield Problem(f"more than twice: {words}", f"出现超过两次的词：{words}")
    if found := promotion_in(unbranded):
        yield Problem(f"promotional phrase: {found}", f"含促销用语：{found}")
    yield from _emoji_problems(unbranded)
    yield from contacts_in(unbranded, country_of(listing.marketplace_id))


def _highlight_problems(listing: Judged, highlight: str, on: date) -> Iterator[Problem]:
    place = (listing.marketplace_id, listing.product_type)
    most, shown = most_of(limits.HIGHLIGHT, *place, on), most_of(limits.HIGHLIGHT_SHOWN, *place, on)
    size, title = len(highlight), len((listing.title or "").strip())
    if most is not None and size > most:
        yield Problem(f"{size} characters; at most {most}", f"共 {size} 个字符；上限 {most}")
    if shown is not None and title > shown:
        english = f"it is not shown: the title has {title} characters, {shown} at most"
        yield Problem(english, f"不会显示：标题有 {title} 个字符，不得超过 {shown} 个", "LOW")
    unbranded = _unbranded(highlight, listing.brand)
    if found := promotion_in(unbranded):
        yield Problem(f"promotional phrase: {found}", f"含促销用语：{found}", "LOW")
    for each in (*_emoji_problems(unbranded), *contacts_in(unbranded, country_of(listing.marketplace_id))):
        yield each._replace(severity="LOW")


def _bullet_problems(bullet: str, most: int | None, country: str | None) -> Iterator[Problem]:
    size = len(bullet)
    if most is not None and size > most:
        yield Problem(f"{size} characters; at most {most}", f"共 {size} 个字符；上限 {most}")
    if banned := banned_in(BULLET_BANNED, bullet):
        yield Problem(f"banned characters: {banned}", f"含禁用字符：{banned}")
    yield from _emoji_problems(bullet)
    if _PLACEHOLDER.match(bullet.strip()):
        yield Problem("a placeholder instead of a text", "只有占位文字")
    if found := claim_in(bullet):
        yield Problem(f"banned phrase: {found}", f"含禁用语：{found}")
    if _ASIN.search(bullet):
        yield Problem("an ASIN", "含 ASIN")
    yield from contacts_in(bullet, country)


def _search_term_problems(listing: Judged, terms: str, most: int | None) -> Iterator[Problem]:
    # Most texts are short enough with their blanks: only of others the signs are looked at one by one.
    if most is not None and len(terms.encode()) > most and (size := search_term_bytes(terms)) > most:
        yield Problem(f"{size} bytes; Amazon takes {most}", f"共 {size} 字节；亚马逊上限为 {most}")
    if _ASIN.search(terms.upper()):
        yield Problem("an ASIN", "含 ASIN", "LOW")
    for each in (*contacts_in(terms, country_of(listing.marketplace_id)), *_emoji_problems(terms)):
        yield each._replace(severity="LOW")


def _emoji_problems(text: str) -> Iterator[Problem]:
    if emoji := emoji_in(text):
        yield Problem(f"an emoji or a symbol: {emoji}", f"含表情或符号：{emoji}")


def _unbranded(text: str, brand: str | None) -> str:
    """Without the brand, which may hold what the text may not, however its letters are written there."""
    name = unicodedata.normalize("NFC", (brand or "").strip())
    if not name or (name.isascii() and name.lower() not in text.lower()):
        return text
    pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
    return re.sub(pattern, " ", unicodedata.normalize("NFC", text), flags=re.IGNORECASE)
