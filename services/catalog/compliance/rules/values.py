"""The values that the rules judge, and what they find."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shared.findings.rules import Fact, Severity


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that Amazon objects to; `severity` is ERROR, WARNING or INFO, `actions` are those in force."""

    code: str
    message: str
    severity: str
    attributes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """One side's word on a listing: `source` is `amazon` or `erp`; `content_on` is since when it says so.

    `is_active` means that shoppers are meant to see it: on Amazon it is buyable or discoverable.
    """

    listing_id: str
    marketplace_id: str
    sku: str
    source: str
    content_on: date
    asin: str | None = None
    fn_sku: str | None = None
    title: str | None = None
    brand: str | None = None
    bullets: tuple[str, ...] = ()
    search_terms: str | None = None
    gtin: str | None = None
    gtin_type: str | None = None
    is_active: bool = False
    has_price: bool = False
    has_image: bool = False
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule found in a listing; `measure` grows as it worsens, `formula` is the rule in a sentence."""

    code: str
    severity: Severity
    formula: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    measure: float = 1.0
