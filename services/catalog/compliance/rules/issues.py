"""What Amazon objects to, in its own words: Listings Items API 2021-08-01, enforcements and severities."""

from collections.abc import Collection, Iterator

from services.catalog.compliance.rules.values import Fault, Issue, Judged
from services.catalog.findings.rules import (
    BULLET_RULE,
    DESCRIPTION_RULE,
    GTIN_DUPLICATE,
    GTIN_EXEMPTION,
    GTIN_INVALID,
    GTIN_IS_OTHER_CODE,
    GTIN_LOST_ZERO,
    GTIN_RESTRICTED,
    GTIN_SCARRED,
    HIGHLIGHT_RULE,
    IMAGE_MISSING,
    ISSUE_REPORTED,
    LISTING_REMOVED,
    LISTING_SEARCH_SUPPRESSED,
    LISTING_SUPPRESSED,
    PRICE_CURRENCY,
    PRICE_MISSING,
    SEARCH_TERMS_RULE,
    TITLE_RULE,
)
from shared.findings.rules import Fact, Severity

_ENFORCED: dict[str, tuple[str, Severity]] = {
    "CATALOG_ITEM_REMOVED": (LISTING_REMOVED, "CRITICAL"),
    "LISTING_SUPPRESSED": (LISTING_SUPPRESSED, "CRITICAL"),
    "SEARCH_SUPPRESSED": (LISTING_SEARCH_SUPPRESSED, "HIGH"),
}
_SEVERITIES: dict[str, Severity] = {"ERROR": "HIGH", "WARNING": "MEDIUM"}
"""INFO is no finding."""

_GTIN = frozenset({"externally_assigned_product_identifier"})
_CAUSES: dict[str, frozenset[str]] = {
    **dict.fromkeys((GTIN_INVALID, GTIN_RESTRICTED, GTIN_DUPLICATE, GTIN_LOST_ZERO, GTIN_IS_OTHER_CODE), _GTIN),
    **dict.fromkeys((GTIN_SCARRED, GTIN_EXEMPTION), _GTIN),
    TITLE_RULE: frozenset({"item_name"}),
    HIGHLIGHT_RULE: frozenset({"title_differentiation"}),
    DESCRIPTION_RULE: frozenset({"product_description"}),
    PRICE_CURRENCY: frozenset({"purchasable_offer", "INVALID_PRICE"}),
    BULLET_RULE: frozenset({"bullet_point"}),
    SEARCH_TERMS_RULE: frozenset({"generic_keyword"}),
    PRICE_MISSING: frozenset({"purchasable_offer", "MISSING_PRICE"}),
    IMAGE_MISSING: frozenset({"main_product_image_locator", "MISSING_IMAGE"}),
}
"""The attributes, or Amazon's categories, in which the causes of our own rules lie."""


def check_issues(listing: Judged, found: Collection[str]) -> Iterator[Fault]:
    """What Amazon enforces, and one finding for all other issues that `found` (codes of our rules) do not explain."""
    enforced: dict[str, list[Issue]] = {}
    others: list[Issue] = []
    for issue in listing.issues:
        if codes := [action for action in issue.actions if action in _ENFORCED]:
            enforced.setdefault(min(codes, key=list(_ENFORCED).index), []).append(issue)
        elif issue.severity in _SEVERITIES and not _is_explained(issue, found):
            others.append(issue)
    for action, issues in enforced.items():
        code, severity = _ENFORCED[action]
        yield _fault(code, severity, f"enforcement {action}", issues)
    if others:
        severity = min((_SEVERITIES[issue.severity] for issue in others), key=["HIGH", "MEDIUM"].index)
        yield _fault(ISSUE_REPORTED, severity, "Amazon's severity: ERROR is HIGH, WARNING is MEDIUM", others)


def _is_explained(issue: Issue, found: Collection[str]) -> bool:
    causes = {cause for code in found for cause in _CAUSES.get(code, ())}
    attributes = set(issue.attributes)
    return (bool(attributes) and attributes <= causes) or bool(set(issue.categories) & causes)


def _fault(code: str, severity: Severity, formula: str, issues: list[Issue]) -> Fault:
    """The gravest issue speaks for all."""
    first = min(issues, key=lambda issue: (issue.severity != "ERROR", issue.code, issue.message))
    facts: dict[str, Fact] = {
        "issue_code": first.code[:100],
        "message": first.message[:200],
        "issue_severity": first.severity,
        "attribute": ", ".join(first.attributes)[:200] or "-",
        "issues": len(issues),
    }
    return Fault(code, severity, formula, facts, float(len(issues)))
