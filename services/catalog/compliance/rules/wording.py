"""Titles, bullet points and search terms by Amazon's published rules.

Titles: Seller Central 201100890 with the notice of January 2025. Bullets: the notice of August 2024; the length
is the larger of the two that are published (250 and 255). Search terms: Seller Central 23501.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from services.catalog.compliance.rules.values import Fault, Judged
from services.catalog.findings.rules import BULLET_RULE, SEARCH_TERMS_RULE, TITLE_RULE
from shared.findings.rules import Fact, Severity

TITLE_CHARACTERS, BULLET_CHARACTERS, SEARCH_TERM_BYTES = 200, 255, 249
_WORD_TIMES = 2
_TITLE_BANNED = frozenset("!$?_{}^¬¦")
_BULLET_BANNED = frozenset("™®€…†‡¢£¥©±~")
_NO_BANNED = dict.fromkeys(map(ord, _BULLET_BANNED))
_EMOJI = re.compile("[\U0001f000-\U0001faff☀-➿️]")
_WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?")
_ASIN = re.compile(r"\bB0[0-9A-Z]{8}\b")
_SMALL_WORDS = frozenset(
    word
    for words in (
        "a an the and or but nor for of in on at to by with from as per into onto over under up off via plus",
        "about above after against along among around before behind below beneath beside between beyond down during",
        "inside near outside since than through throughout toward towards until upon within without",
        "der die das den dem des ein eine einer eines einem einen und oder aber sowie als auch wie für von vom zu",
        "zum zur mit ohne in im ins an am auf aus bei beim bis durch gegen nach seit über um unter vor",
        "le la les l un une des du de d et ou mais à au aux en dans par pour sur avec sans sous entre chez",
        "il lo gli i uno di del della dello dei degli delle e o ma da dal dalla nel nella con su sul sulla tra fra",
        "el los las una unos unas y u pero al ante bajo contra desde hacia hasta para por según sin sobre tras",
    )
    for word in words.split()
)
"""Articles, conjunctions and prepositions in English, German, French, Italian and Spanish: they may repeat."""


def _any_of(*phrases: str) -> re.Pattern[str]:
    """What finds the phrases as whole words in a text that is case-folded and evenly spaced."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)")


_PROMOTIONS = _any_of(
    *("free shipping", "100% quality guaranteed", "free gift", "best seller", "bestseller", "hot item", "on sale"),
    *("limited time offer", "money back guarantee", "kostenloser versand", "gratis versand", "versandkostenfrei"),
    *("livraison gratuite", "spedizione gratuita", "envío gratis"),
)
_CLAIMS = _any_of(
    *("eco-friendly", "environmentally friendly", "ecologically friendly", "anti-microbial", "anti-bacterial"),
    *("made from bamboo", "contains bamboo", "made from soy", "contains soy"),
    *("full refund", "money back guarantee", "100% refund", "copy pending"),
)
_PLACEHOLDER = re.compile(r"(?:n/a|tbd|not applicable|-)\Z", re.IGNORECASE)
_CONTACT = re.compile(r"https?://|www\.|[\w.+-]+@[\w-]+\.\w{2,}", re.IGNORECASE)
_Broken = tuple[str, str]
"""What is broken, in English and in Chinese."""


def check_title(listing: Judged) -> Fault | None:
    """What is wrong with the title."""
    title = listing.title or ""
    broken = list(_title_problems(title, listing.brand or ""))
    formula = f"at most {TITLE_CHARACTERS} characters, no banned sign outside the brand, no word more than twice"
    return _fault(TITLE_RULE, "MEDIUM", formula, broken, {"length": len(title)})


def check_bullets(listing: Judged) -> Fault | None:
    """What is wrong with the first bullet point in which something is."""
    formula = f"at most {BULLET_CHARACTERS} characters; no signs, claims, contacts or placeholders that Amazon bans"
    for number, bullet in enumerate(listing.bullets, 1):
        if broken := list(_bullet_problems(bullet)):
            return _fault(BULLET_RULE, "LOW", formula, broken, {"bullet": number, "length": len(bullet)})
    return None


def check_search_terms(listing: Judged) -> Fault | None:
    """Whether the search terms are too long."""
    size = search_term_bytes(listing.search_terms or "")
    if size <= SEARCH_TERM_BYTES:
        return None
    too_long = (
        f"{size} bytes; Amazon takes {SEARCH_TERM_BYTES}",
        f"共 {size} 字节；亚马逊上限为 {SEARCH_TERM_BYTES}",
    )
    formula = f"at most {SEARCH_TERM_BYTES} bytes of UTF-8, spaces and punctuation not counted"
    return _fault(SEARCH_TERMS_RULE, "MEDIUM", formula, [too_long], {"bytes": size})


def search_term_bytes(terms: str) -> int:
    """How long Amazon counts search terms: bytes of UTF-8, without spaces and punctuation."""
    return sum(len(each.encode()) for each in terms if unicodedata.category(each)[0] not in "ZPC")


def repeated_words(title: str) -> list[str]:
    """The words that stand in a title more than twice; numbers and small words may."""
    words = Counter(word.casefold() for word in _WORD.findall(title) if len(word) > 1)
    return [word for word, times in words.items() if times > _WORD_TIMES and word not in _SMALL_WORDS]


def _title_problems(title: str, brand: str) -> Iterator[_Broken]:
    if len(title) > TITLE_CHARACTERS:
        yield (
            f"{len(title)} characters; at most {TITLE_CHARACTERS}",
            f"共 {len(title)} 个字符；上限 {TITLE_CHARACTERS}",
        )
    unbranded = title.replace(brand, "") if brand else title
    if banned := _of(_TITLE_BANNED, unbranded):
        yield f"banned characters: {banned}", f"含禁用字符：{banned}"
    if words := ", ".join(repeated_words(title)[:3]):
        yield f"more than twice: {words}", f"出现超过两次的词：{words}"
    if found := _phrase(_PROMOTIONS, title):
        yield f"promotional phrase: {found}", f"含促销用语：{found}"


def _bullet_problems(bullet: str) -> Iterator[_Broken]:
    if len(bullet) > BULLET_CHARACTERS:
        size = len(bullet)
        yield f"{size} characters; at most {BULLET_CHARACTERS}", f"共 {size} 个字符；上限 {BULLET_CHARACTERS}"
    if banned := _of(_BULLET_BANNED, bullet):
        yield f"banned characters: {banned}", f"含禁用字符：{banned}"
    if _EMOJI.search(bullet.translate(_NO_BANNED)):
        yield "an emoji or a symbol", "含表情或符号"
    if _PLACEHOLDER.match(bullet.strip()):
        yield "a placeholder instead of a text", "只有占位文字"
    if found := _phrase(_CLAIMS, bullet):
        yield f"banned phrase: {found}", f"含禁用语：{found}"
    if _CONTACT.search(bullet) or _ASIN.search(bullet):
        yield "a link, an address or an ASIN", "含链接、联系方式或 ASIN"


def _of(banned: frozenset[str], text: str) -> str:
    return " ".join(sorted(banned & set(text)))


def _phrase(phrases: re.Pattern[str], text: str) -> str | None:
    found = phrases.search(" ".join(text.casefold().split()))
    return found and found.group()


def _fault(
    code: str, severity: Severity, formula: str, broken: list[_Broken], facts: dict[str, Fact]
) -> Fault | None:
    if not broken:
        return None
    reported: dict[str, Fact] = {
        "problem_en": "; ".join(english for english, _ in broken)[:200],
        "problem_zh": "；".join(chinese for _, chinese in broken)[:200],
    }
    return Fault(code, severity, formula, reported | facts, float(len(broken)))
