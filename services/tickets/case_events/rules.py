"""Which events open a case, and what it says, from values only."""

from collections.abc import Mapping
from typing import Any

from services.tickets.cases.rules import CaseContent, Category, source_key_of
from services.tickets.findings.rules import ACCOUNT_POLICY, TARGET_MISSED
from shared.texts import LANGUAGES, Language, Text

_FLAGGED = ("listing.flagged", "account.flagged")
_CLEARED = ("listing.cleared", "account.cleared")


def content_of_event(event_type: str, data: Mapping[str, Any]) -> CaseContent | None:
    """The case that an event opens: a listing that was taken down, a policy violation; None for all others.

    Its description is made for people, in each language: what has happened, why, what to do.
    """
    category = category_of(data)
    if event_type not in _FLAGGED or category is None:
        return None
    subject = data["subject"]
    described = {language: _description(data, language) for language in LANGUAGES}
    return CaseContent(
        seller_id=data["seller_id"],
        marketplace_id=data["marketplace_id"],
        category=category,
        severity=data["severity"],
        subject=subject["name"] or subject["id"],
        description=described["en"],
        description_zh=described["zh"],
        source="event",
        source_key=source_key_of(data["finding_id"]),
        sku=subject["id"] if subject["type"] == "listing" else None,
    )


def is_cleared(event_type: str, data: Mapping[str, Any]) -> bool:
    """Whether an event says that what may have opened a case has ended."""
    return event_type in _CLEARED and category_of(data) is not None


def category_of(data: Mapping[str, Any]) -> Category | None:
    """The category of the cases that a finding calls for; None if it calls for none."""
    return _CATEGORIES.get((data["code"], data["subject"]["type"]))


_CATEGORIES: dict[tuple[str, str], Category] = {
    ("catalog.listing_removed", "listing"): "listing_removed",
    ("catalog.listing_suppressed", "listing"): "listing_removed",
    (TARGET_MISSED, ACCOUNT_POLICY): "policy_notice",
}


def _description(data: Mapping[str, Any], language: Language) -> str:
    """Sentences and a list of what Amazon names, such as the attributes to fix."""
    sentences = [data[part][language] for part in ("title", "reason", "recommended_action")]
    facts = {fact["name"]: fact["value"] for fact in data.get("evidence", {}).get("facts", ())}
    named = [
        text.in_language(language, value=facts[name]) for name, text in _NAMED.items() if facts.get(name, "-") != "-"
    ]
    return "\n".join([*sentences, *named])[:4000]


_NAMED: dict[str, Text] = {
    "attribute": Text(en="Attributes to fix: {value}", zh="需修改的属性：{value}"),
    "issue_code": Text(en="Amazon's code: {value}", zh="亚马逊代码：{value}"),
}
"""Facts that help whoever answers, with their names for people; the other numbers stand in the sentences already."""
