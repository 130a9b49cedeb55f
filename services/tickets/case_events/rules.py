"""Which events open a case, and what it says, from values only."""

from collections.abc import Mapping
from typing import Any

from services.tickets.cases.rules import CaseContent, Category
from services.tickets.findings.rules import ACCOUNT_POLICY, TARGET_MISSED

_FLAGGED = ("listing.flagged", "account.flagged")
_CLEARED = ("listing.cleared", "account.cleared")


def content_of_event(event_type: str, data: Mapping[str, Any]) -> CaseContent | None:
    """The case that an event opens: a listing that was taken down, a policy violation; None for all others."""
    category = category_of(data)
    if event_type not in _FLAGGED or category is None:
        return None
    subject = data["subject"]
    said = [data[part][language] for language in ("en", "zh") for part in ("title", "reason", "recommended_action")]
    return CaseContent(
        seller_id=data["seller_id"],
        marketplace_id=data["marketplace_id"],
        category=category,
        severity=data["severity"],
        subject=subject["name"] or subject["id"],
        description="\n".join([*said, *_facts(data)])[:4000],
        source="event",
        source_key=source_key_of(data),
        sku=subject["id"] if subject["type"] == "listing" else None,
    )


def is_cleared(event_type: str, data: Mapping[str, Any]) -> bool:
    """Whether an event says that what may have opened a case has ended."""
    return event_type in _CLEARED and category_of(data) is not None


def category_of(data: Mapping[str, Any]) -> Category | None:
    """The category of the cases that a finding calls for; None if it calls for none."""
    return _CATEGORIES.get((data["code"], data["subject"]["type"]))


def source_key_of(data: Mapping[str, Any]) -> str:
    """The key of the case of a finding: one finding opens one case, however often its event comes."""
    return f"finding:{data['finding_id']}"


_CATEGORIES: dict[tuple[str, str], Category] = {
    ("catalog.listing_removed", "listing"): "listing_removed",
    ("catalog.listing_suppressed", "listing"): "listing_removed",
    (TARGET_MISSED, ACCOUNT_POLICY): "policy_notice",
}


def _facts(data: Mapping[str, Any]) -> list[str]:
    """The evidence, such as the attributes to mend."""
    facts = data.get("evidence", {}).get("facts", ())
    return [f"{fact['name']}: {fact['value']}" for fact in facts]
