"""The values that the rules judge, and what they find."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from shared.findings.rules import SEVERITY_ORDER, Fact, Severity

Level = Literal["ERROR", "WARNING", "INFO"]
"""Amazon's words for how bad a fault of data is: it refuses or hides for an ERROR, a WARNING asks to do better."""

LEVELS: tuple[Level, ...] = ("ERROR", "WARNING", "INFO")
_LEVELS: dict[Severity, Level] = {"CRITICAL": "ERROR", "HIGH": "ERROR", "MEDIUM": "WARNING", "LOW": "WARNING"}
_LONGEST = 700
"""Characters of what is told of a text; a fact may have 1,000."""


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

    `is_active` means that shoppers are meant to see it: on Amazon it is buyable or discoverable. `is_titled` says
    that the SKU has a title on one side or the other of its marketplace.
    """

    listing_id: str
    marketplace_id: str
    sku: str
    source: str
    content_on: date
    asin: str | None = None
    fn_sku: str | None = None
    title: str | None = None
    item_highlight: str | None = None
    brand: str | None = None
    bullets: tuple[str, ...] = ()
    description: str | None = None
    search_terms: str | None = None
    product_type: str | None = None
    gtin: str | None = None
    gtin_type: str | None = None
    price_micros: int | None = None
    currency: str | None = None
    is_titled: bool = False
    is_active: bool = False
    has_image: bool = False
    issues: tuple[Issue, ...] = ()

    @property
    def has_price(self) -> bool:
        """Whether it says what it costs."""
        return self.price_micros is not None


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule found in a listing; `measure` grows as it worsens, `formula` is the rule in a sentence.

    Without a `level` of its own it has that of its severity.
    """

    code: str
    severity: Severity
    formula: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    measure: float = 1.0
    level: Level | None = None

    @property
    def told_level(self) -> Level:
        """ERROR, WARNING or INFO."""
        return self.level or _LEVELS[self.severity]


class Problem(NamedTuple):
    """Something that is wrong with a text, in English and in Chinese."""

    en: str
    zh: str
    severity: Severity = "MEDIUM"
    level: Level = "WARNING"


def fault_of(code: str, formula: str, problems: Iterable[Problem], facts: Mapping[str, Fact]) -> Fault | None:
    """All that is wrong with a text in one fault, as grave as the gravest of it; None where nothing is wrong."""
    broken = list(problems)
    if not broken:
        return None
    told: dict[str, Fact] = {
        "problem_en": "; ".join(each.en for each in broken)[:_LONGEST],
        "problem_zh": "；".join(each.zh for each in broken)[:_LONGEST],
    }
    return Fault(
        code,
        min((each.severity for each in broken), key=SEVERITY_ORDER.index),
        formula,
        told | dict(facts),
        float(len(broken)),
        min((each.level for each in broken), key=LEVELS.index),
    )
