"""One barcode on several products of an account.

SKUs are one product when they share an ASIN on any marketplace, when they differ by who fulfils them alone, or, of
those without an ASIN, when they share a title. A case and a single piece are two products that need two barcodes
(GS1 General Specifications, 4.2: trade items of other quantities), but nobody sells the wrong thing by them: LOW.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from services.catalog.compliance.rules.codes import read_code
from services.catalog.compliance.rules.gtins import is_valid
from services.catalog.compliance.rules.values import Fault, Judged
from services.catalog.findings.rules import GTIN_DUPLICATE
from shared.findings.rules import Fact

_FULFILMENT = frozenset(("fba", "fbm", "afn", "mfn", "sfp", "prime"))
_ONE, _CASE = "1", "case"
_PACK_WORD = r"(?:pack|packs|pk|pck|pcs|pc|pieces?|count|ct|er|set|stück|stk|tlg|case|box|carton|x|st)"
_PACK_OF = re.compile(
    r"\b(?:pack|set|case|box|carton|lot|paquete|confezione|paket|förpackning|zestaw|packung|kit)"
    r"\s*(?:of|de|da|mit|à|von|med|z|com)?\s*(\d{1,4})\b"
    rf"|\b(\d{{1,4}})\s*-?\s*{_PACK_WORD}(?:[\s-]*(?:pack|packs|set|packung))?\b"
    r"|(\d{1,4})\s*(?:個|个|件|枚|本|입)(?:セット|装|套)?"
)
_SINGLE = re.compile(r"\b(?:single|each|einzeln|einzelstück|unité|unidad|singolo)\b")
_SKU_PACK = re.compile(r"(?:(\d{1,4})(?:pack|pk|pck|pcs|pc|ct|stk)|(?:pack|pk|case|set|vpe)(\d{1,4}))\Z")
_SKU_WORDS = {"case": _CASE, "cs": _CASE, "carton": _CASE, "ctn": _CASE, "box": _CASE, "vpe": _CASE}
_SKU_ONES = frozenset(("single", "each", "ea", "unit", "one"))
_WORDS = re.compile(r"[^\W_]+")


class _Product(NamedTuple):
    """One product behind a barcode: `family` is what it has in common with other packs of the same."""

    root: str
    family: str
    pack: str
    sku: str


def check_duplicates(listings: Iterable[Judged]) -> Iterator[tuple[Judged, Fault]]:
    """Listings of an account whose valid barcode also stands on another product."""
    by_gtin: defaultdict[str, list[Judged]] = defaultdict(list)
    for listing in listings:
        gtin = read_code(listing.gtin).text
        if is_valid(gtin):
            by_gtin[gtin.zfill(14)].append(listing)
    for group in by_gtin.values():
        if len({listing.sku for listing in group}) > 1:
            yield from _duplicates(group)


def _duplicates(group: list[Judged]) -> Iterator[tuple[Judged, Fault]]:
    products = _products(group)
    roots = {each.root: each for each in sorted(products.values(), key=lambda each: each.sku, reverse=True)}
    for listing in group:
        own = products[listing.sku]
        others = sorted((each for each in roots.values() if each.root != own.root), key=lambda each: each.sku)
        if not others:
            continue
        grave = [each for each in others if each.family != own.family or each.pack == own.pack]
        facts: dict[str, Fact] = {
            "gtin": listing.gtin or "",
            "other_sku": (grave or others)[0].sku,
            "products": len(roots),
            "relation": "product" if grave else "pack",
        }
        severity, formula = ("HIGH", "one barcode, one product") if grave else ("LOW", "one barcode, one pack size")
        yield listing, Fault(GTIN_DUPLICATE, severity, formula, facts, float(len(roots)))  # type: ignore[arg-type]


def _products(group: list[Judged]) -> dict[str, _Product]:
    """The product of each SKU, and the family of it."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    kin: defaultdict[str, set[str]] = defaultdict(set)
    packs: dict[str, str] = {}
    asins = {listing.sku for listing in group if listing.asin}
    titles = {_title(listing)[0]: listing.asin for listing in group if listing.asin}
    for listing in group:
        sku_name, sku_kin, sku_pack = _of_sku(listing.sku)
        title, title_kin, title_pack = _title(listing)
        names[listing.sku].add(sku_name)
        if listing.asin:
            names[listing.sku].add(listing.asin)
        elif listing.sku not in asins:
            names[listing.sku].add(titles.get(title) or title)
        kin[listing.sku] |= {sku_kin, title_kin}
        packs[listing.sku] = max(packs.get(listing.sku, _ONE), sku_pack, title_pack, key=lambda pack: pack != _ONE)
    roots = _joined(names)
    families = _joined({sku: {*kin[sku], f"root {roots[sku]}"} for sku in names})
    return {sku: _Product(roots[sku], families[sku], packs[sku], sku) for sku in names}


def _joined(names: dict[str, set[str]] | defaultdict[str, set[str]]) -> dict[str, str]:
    """For each SKU the least of the names by which it is joined to others, directly or through a third."""
    root: dict[str, str] = {}

    def root_of(name: str) -> str:
        while (above := root.setdefault(name, name)) != name:
            root[name] = root[above]
            name = above
        return name

    for each in names.values():
        first, *others = sorted(each)
        for other in others:
            root[root_of(other)] = root_of(first)
    return {sku: root_of(min(each)) for sku, each in names.items()}


def _of_sku(sku: str) -> tuple[str, str, str]:
    """A SKU without the words for who fulfils it; without those for the size of its pack, too; that size."""
    words = [word for word in _WORDS.findall(sku.casefold()) if word not in _FULFILMENT]
    pack, rest = _ONE, []
    for word in words:
        if found := _SKU_PACK.match(word):
            pack = (found[1] or found[2]).lstrip("0") or _ONE
        elif word in _SKU_WORDS or word in _SKU_ONES:
            pack = _SKU_WORDS.get(word, _ONE)
        else:
            rest.append(word)
    return f"sku {' '.join(words) or sku}", f"sku {' '.join(rest) or sku}", pack


def _title(listing: Judged) -> tuple[str, str, str]:
    """The same of a title; of a listing that has none it is the SKU."""
    if not listing.title:
        return f"title {listing.sku}", f"title {listing.sku}", _ONE
    text = listing.title.casefold()
    found = _PACK_OF.search(text)
    pack = next(number for number in found.groups() if number) if found else _ONE
    bare = _SINGLE.sub(" ", _PACK_OF.sub(" ", text))
    words, rest = (
        " ".join(word for word in _WORDS.findall(each) if word not in _FULFILMENT) for each in (text, bare)
    )
    return f"title {words or listing.sku}", f"title {rest or listing.sku}", pack.lstrip("0") or _ONE
