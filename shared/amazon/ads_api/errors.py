"""What only the Ads API refuses; the rest of the family is in `shared.amazon.errors`.

InvalidReport         400: Amazon refuses the report as it is asked for
DuplicateReport       425: the same report is already being made; `report_id` names it
"""

import re

from shared.amazon.errors import AmazonApiError

_DUPLICATE = re.compile(r"duplicate of\s*:?\s*([0-9A-Za-z][0-9A-Za-z-]{7,99})", re.IGNORECASE)


class InvalidReport(AmazonApiError):
    """Wrong columns, dates or group-by: the same request will fail again."""


class DuplicateReport(AmazonApiError):
    """An identical request is being worked on; its report can be used instead."""

    @property
    def report_id(self) -> str:
        """The report that Amazon is already making; its id stands only in the text."""
        found = _DUPLICATE.search(self.detail)
        return found[1] if found else ""
