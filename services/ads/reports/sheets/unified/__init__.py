"""Amazon's Unified Reporting of 2026: one CSV for all countries, currencies and ad products of a login.

Which columns there are, and in what order, is the user's choice, so everything is told by names: the kind of the
report (along which line it cuts the money), its time, and where a row belongs.
"""

from services.ads.reports.sheets.unified.file import UnifiedFile, read_unified
from services.ads.reports.sheets.unified.headers import is_unified
from services.ads.reports.sheets.unified.layout import Kind, Layout
from services.ads.reports.sheets.unified.rows import MEASURES, NOT_SAID, UnifiedRow
from services.ads.reports.sheets.unified.shops import ELSEWHERE, Shop

__all__ = [
    "ELSEWHERE",
    "MEASURES",
    "NOT_SAID",
    "Kind",
    "Layout",
    "Shop",
    "UnifiedFile",
    "UnifiedRow",
    "is_unified",
    "read_unified",
]
