"""What a case is, from values only: its categories and its life."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

from shared.findings.rules import SEVERITY_ORDER, FindingText, Severity
from shared.texts import Text

Category = Literal["policy_notice", "buyer_message", "listing_removed", "return", "review", "other"]
Status = Literal["open", "pending", "resolved", "closed"]
"""`pending` waits for the buyer or for Amazon; `resolved` may be reopened, `closed` is the end."""

SEVERITIES: dict[str, Severity] = {
    "policy_notice": "CRITICAL",
    "listing_removed": "CRITICAL",
    "buyer_message": "HIGH",
    "return": "MEDIUM",
    "review": "MEDIUM",
    "other": "MEDIUM",
}
"""Where nobody says otherwise."""

_ANSWER_BUYER = Text(
    en="Answer the buyer; a reply by a person stops the clock of the first response.",
    zh="请回复买家；人工回复后首次回复计时停止。",
)
_APPEAL = Text(
    en="Read what Amazon asks for, fix it, answer with what was done, and note it here.",
    zh="请阅读亚马逊的要求，完成整改并回复整改措施，同时在此记录。",
)

TEXTS: dict[str, FindingText] = {
    "policy_notice": FindingText(
        title=Text(en="Policy notice", zh="政策通知"),
        reason=Text(en="Amazon says that a rule was broken.", zh="亚马逊通知存在违规。"),
        action=_APPEAL,
    ),
    "buyer_message": FindingText(
        title=Text(en="Buyer message", zh="买家消息"),
        reason=Text(en="A buyer waits for an answer.", zh="买家正在等待回复。"),
        action=_ANSWER_BUYER,
    ),
    "listing_removed": FindingText(
        title=Text(en="Listing taken down", zh="商品被下架"),
        reason=Text(
            en="Amazon has removed or suppressed the listing; it sells nothing.",
            zh="亚马逊已移除或禁止显示该商品，当前无法销售。",
        ),
        action=_APPEAL,
    ),
    "return": FindingText(
        title=Text(en="Return", zh="退货"),
        reason=Text(en="A buyer sends something back.", zh="买家要求退货。"),
        action=_ANSWER_BUYER,
    ),
    "review": FindingText(
        title=Text(en="Review", zh="评论"),
        reason=Text(en="A buyer's review or feedback asks for an answer.", zh="有买家评价或反馈需要处理。"),
        action=_ANSWER_BUYER,
    ),
    "other": FindingText(
        title=Text(en="Case", zh="工单"),
        reason=Text(en="Something waits for an answer.", zh="有事项等待处理。"),
        action=Text(en="Answer it, or resolve the case.", zh="请回复或解决该工单。"),
    ),
}
"""What the worklist says of a case; its subject follows the title."""

_FOLLOWING: dict[str, frozenset[str]] = {
    "open": frozenset({"pending", "resolved", "closed"}),
    "pending": frozenset({"open", "resolved", "closed"}),
    "resolved": frozenset({"open", "closed"}),
    "closed": frozenset(),
}


@dataclass(frozen=True, slots=True)
class CaseContent:
    """What a new case says. `source_key` names what it is about: the same key never opens a second case.

    `external_id` does so for whoever posts it, within a seller account; `external_digest` is of all that was posted.
    """

    seller_id: str
    marketplace_id: str
    category: str
    severity: str
    subject: str
    description: str
    source: str
    source_key: str | None = None
    amazon_order_id: str | None = None
    asin: str | None = None
    sku: str | None = None
    campaign_id: str | None = None
    external_id: str | None = None
    external_digest: str | None = None
    description_zh: str | None = None


_FINDING = "finding:"


def source_key_of(finding_id: str) -> str:
    """The key of the case of a finding: one finding opens one case, however often it is told."""
    return f"{_FINDING}{finding_id}"


def finding_of(source_key: str | None) -> str | None:
    """The finding that opened a case; None if it was something else."""
    return source_key.removeprefix(_FINDING) if source_key and source_key.startswith(_FINDING) else None


def worse(one: str, other: Severity) -> str:
    """The graver of two severities."""
    return min(one, other, key=lambda each: SEVERITY_ORDER.index(_severity(each)))


def _severity(text: str) -> Severity:
    return next(severity for severity in SEVERITY_ORDER if severity == text)


def digest_of(content: Mapping[str, Any]) -> str:
    """What tells whether the same was posted under an external id."""
    return sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def may_follow(before: str, after: str) -> bool:
    """Whether a case of one status can become one of the other."""
    return before == after or after in _FOLLOWING[before]
