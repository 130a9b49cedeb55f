"""The result of a listings feed, in the shape of Amazon's processing report 2.0."""

import json
from typing import Any

LISTINGS = "JSON_LISTINGS_FEED"


class Results:
    """Counts messages and keeps what was wrong with them."""

    def __init__(self) -> None:
        self._issues: list[dict[str, Any]] = []
        self._processed = self._accepted = 0

    def take(self, message_id: int, sku: str, is_accepted: bool, issues: list[dict[str, Any]]) -> None:
        """Note how one message went; `issues` as the Listings Items API tells them."""
        self._processed += 1
        self._accepted += is_accepted
        self._issues += [
            {
                "messageId": message_id,
                "sku": sku,
                "code": each["code"],
                "severity": each["severity"],
                "message": each["message"],
                "attributeNames": each.get("attributeNames", []),
                "categories": each.get("categories", []),
            }
            for each in issues
        ]

    def text(self, seller_id: str, feed_id: str) -> bytes:
        """The whole report."""
        errors = sum(each["severity"] == "ERROR" for each in self._issues)
        report = {
            "header": {"sellerId": seller_id, "version": "2.0", "feedId": feed_id},
            "issues": self._issues,
            "summary": {
                "errors": errors,
                "warnings": len(self._issues) - errors,
                "messagesProcessed": self._processed,
                "messagesAccepted": self._accepted,
                "messagesInvalid": self._processed - self._accepted,
            },
        }
        return json.dumps(report, ensure_ascii=False).encode()
