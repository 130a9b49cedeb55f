"""HTML, links, e-mail addresses and telephone numbers in texts (Seller Central 200390640 bans them in all).

Telephone numbers look like part numbers, barcodes and dimensions: one counts when it has an international or a
toll-free prefix, an area code in brackets, or a word before it that says so.
"""

import re
from collections.abc import Iterator
from html.entities import html5

from services.catalog.compliance.rules.values import Problem

_TAGS = (
    "a|abbr|b|big|blockquote|body|br|center|div|em|embed|font|form|h[1-6]|head|hr|html|i|iframe|img|input|li|link|meta|"
    "ol|p|pre|script|small|span|strike|strong|style|sub|sup|table|tbody|td|th|tr|u|ul|video"
)
_TAG = re.compile(rf"</?(?P<name>{_TAGS})(?:\s[^<>]{{0,300}}=[^<>]{{0,300}})?\s?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|(?P<name>[a-z][a-z0-9]{1,30}));", re.IGNORECASE)

_EMAIL = re.compile(
    r"[\w.+-]{1,64}\s?(?:@|[\[(]at[\])])\s?[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}(?:\.|[\[(]dot[\])])[a-z]{2,24}\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://\S|www\.[\w-]|(?:wa|t)\.me/\w|bit\.ly/\w")
_LINK_SIGNS = ("://", "www.", ".me/", ".ly/")
_TOP_LEVEL = re.compile(
    r"\.(?:(?:(?i:com|net|org)|info|biz|shop|store|online|co\.uk|co\.jp|co\.za|com\.(?:au|br|mx|tr|cn|sg|be))(?![\w-])"
    r"|(?:de|fr|nl|pl|eu|ca|cn|jp|au|uk|in|it|es|se|be|ie|ae|sa|io|co)/\w|(?:de|nl|pl|eu|cn|jp)(?![\w-]))(?!\.\w)"
)
"""Top-level domains that are words too (in, it, es ...) count only with a path: a full stop may lack its blank."""

_DOMAIN = re.compile(r"(?:^|[^\w@.\-/])(?:[a-zA-Z0-9][a-zA-Z0-9-]*\.)*[a-zA-Z][a-zA-Z0-9-]{2,}\Z")
_LONGEST_DOMAIN = 100

_SEVEN = re.compile(r"(?:\d[^\w]{0,3}){7}")
_NUMBER = re.compile(r"(?<![\w+,/\-])(?<!\d\.)(?:\+|\(\+?)?\d(?:[ .\-/()\u00a0]{0,2}\d){6,16}(?!\w)(?![.,\-/]\d)")
_COUNTRY = re.compile(
    r"(?:1|7|20|27|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|2[1-6]\d|29\d|35\d|37\d|38\d|42\d|50\d|59\d|67\d|"
    r"68\d|85\d|88\d|96\d|97\d|99\d)"
)
"""Calling codes: ITU-T E.164, list of assigned country codes."""

_CUE = re.compile(
    r"(?<!\w)(?:tel|tele(?:ph|f)on(?:e|o|nummer)?|t[eé]l[eé](?:ph|f)on[eo]|telefoon|tlf|tfn|phone|mobile|mobil|"
    r"call|hotline|helpline|fax|whats\s?app|wechat|viber|anruf(?:en)?|rufen|rufnummer|appele[rz]|ll[aá]m[ae](?:r|nos)?|"
    r"chiam(?:a|ate|aci)|zadzwoń|telefonu|ligue|电话|電話|微信|手机|致电|客服|هاتف|اتصل|फ़ोन|फोन)"
    r"[\s.:：;,()#\-–]*(?:(?:number|no|nr|nummer|us|now|today|at|on|under|unter|uns|an|au|al|il|nous|numéro|número|numero|"
    r"号码|番号|热线)[\s.:：;,()#\-–]*){0,3}\Z",
    re.IGNORECASE,
)
_OF_A_PART = re.compile(
    r"(?<!\w)(?:part|parts|model|modell|modelo|modèle|oem|oe|p/?n|mpn|ref|référence|ean|upc|gtin|isbn|sku|item|serial|"
    r"replac\w*|compatible|fits|for|für|pour|per|para|nr|no|teil\w*|ersatz\w*|typ|type|型号|品番)(?!\w)[^\w]*(?:[\w.-]+[^\w]+)"
    r"{0,3}\Z",
    re.IGNORECASE,
)
_ABROAD = re.compile(rf"00(?=[1-9]){_COUNTRY.pattern}[ \-/]")
_TOLL_FREE = re.compile(r"(?:1\D{1,2}8(?:00|33|44|55|66|77|88)\D|(?:0800|0808|00800)\D+\d)")
_AREA_IN_BRACKETS = re.compile(r"\(0\d{1,4}\)|\([2-9]\d\d\)\s?\d{3}[\-. ]\d{4}\Z")
_NORTH_AMERICAN = re.compile(r"[2-9]\d\d[\-.][2-9]\d\d[\-.]\d{4}\Z")
_NORTH_AMERICA = frozenset(("US", "CA"))
_YEAR = re.compile(r"(?:19|20)\d\d\Z")


def contacts_in(text: str, country: str | None, *, may_break_lines: bool = False) -> Iterator[Problem]:
    """HTML (`may_break_lines`: but for <br>), links, e-mail addresses and telephone numbers that a text holds."""
    if html := _html_in(text, may_break_lines=may_break_lines):
        yield Problem(f"HTML: {html[:30]}", f"含 HTML：{html[:30]}")
    email = _EMAIL.search(text) if "@" in text or "at]" in text or "at)" in text else None
    if email:
        yield Problem("an e-mail address", "含电子邮箱")
    elif "." in text and _has_link(text):
        yield Problem("a link", "含链接")
    if number := telephone_in(text, country):
        yield Problem(f"a telephone number: {number[:30]}", f"含电话号码：{number[:30]}")


def _has_link(text: str) -> bool:
    lower = text.lower()
    if any(sign in lower for sign in _LINK_SIGNS) and _LINK.search(lower):
        return True
    ends = (found.start() for found in _TOP_LEVEL.finditer(text))
    return any(_DOMAIN.search(text[max(0, end - _LONGEST_DOMAIN) : end]) for end in ends)


def telephone_in(text: str, country: str | None) -> str | None:
    """The first telephone number of a text, as it stands there."""
    if not _SEVEN.search(text):
        return None
    for found in _NUMBER.finditer(text):
        if _is_telephone(found.group(), text[max(0, found.start() - 40) : found.start()], country):
            return found.group()
    return None


def _is_telephone(number: str, before: str, country: str | None) -> bool:
    groups = re.findall(r"\d+", number)
    digits = "".join(groups)
    if len(digits) > 15 or all(map(_YEAR.match, groups)):
        return False
    if "+" in number[:2]:
        is_row = len(groups) > 1 and len({len(group) for group in groups}) == 1  # +100 200 300
        return len(digits) >= 8 and not is_row and bool(_COUNTRY.match(digits))
    if _CUE.search(before):
        return len(max(groups, key=len)) > 2 or len(groups) > 3
    if _OF_A_PART.search(before):
        return False
    if _ABROAD.match(number):
        return len(digits) > 10
    if _TOLL_FREE.match(number) or _AREA_IN_BRACKETS.match(number):
        return len(digits) <= 12
    return country in _NORTH_AMERICA and bool(_NORTH_AMERICAN.match(number))


def _html_in(text: str, *, may_break_lines: bool) -> str | None:
    if "<" in text:
        for tag in _TAG.finditer(text):
            if not (may_break_lines and tag["name"].lower() == "br"):
                return tag.group()
    if "&" in text:
        for entity in _ENTITY.finditer(text):
            if entity["name"] is None or f"{entity['name']};" in html5:
                return entity.group()
    return None
