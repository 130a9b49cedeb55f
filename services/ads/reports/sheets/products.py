"""Of which ad product a console file is: Sponsored Brands and Display have columns that look like Products'."""

from collections.abc import Iterable, Mapping

from services.ads.reports.sheets import refusals, words
from services.ads.reports.sheets.headers import marks_of
from services.ads.reports.sheets.layout import Layout

_NOT_SP = {"click", "viewable", "cost_type", "detail_page_views", "new_to_brand", "sb", "sd"}
_SP_DAYS, _OTHER_DAYS = 7, 14
_OF_KIND = {
    "search_term": "SB",
    "impression_share": "SB",
    "placement": "SB",
    "purchased_product": "SB",
    "advertised_product": "SD",
    "matched_target": "SD",
    "audience": "SD",
}
"""What a report is that is not of Sponsored Products, where only one of the two others has such a report."""


def product_of(layout: Layout, named: Mapping[str, int], file_name: str) -> str:
    """SP, SB or SD. `named` counts the products that the rows name. Raises ReportRefusedError: ad-product-unclear.

    Marks go before names: a file that has columns of Sponsored Brands or Display is never read as Products. A
    file without marks is Products', as seven days always are; vendors' have fourteen.
    """
    by_rows = next(iter(named)) if len(named) == 1 else None
    by_name = words.product_of(file_name)
    said = by_rows or by_name
    if layout.marks & _NOT_SP:
        product = said if said in ("SB", "SD") else _by_marks(layout)
        if product is None:
            raise refusals.product_unclear(layout.kind)
        return product
    if layout.window == _SP_DAYS or "sp" in layout.marks:
        return "SP"
    return said if said in ("SB", "SD") else "SP"


def is_marked(headers: Iterable[str]) -> bool:
    """Whether some of the headers are those of Sponsored Brands or Display."""
    return any(marks_of(header) & _NOT_SP for header in headers)


def days_of(layout: Layout, product: str) -> int:
    """The days after a click in which the file's sales count."""
    return layout.window or (_SP_DAYS if product == "SP" else _OTHER_DAYS)


def _by_marks(layout: Layout) -> str | None:
    if layout.kind in _OF_KIND:
        return _OF_KIND[layout.kind]
    if "sd" in layout.marks:
        return "SD"
    if "sb" in layout.marks or "match_type" in layout.columns:
        return "SB"
    return "SD" if "detail_page_views" in layout.marks else None
