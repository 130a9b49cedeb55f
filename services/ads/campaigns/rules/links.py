"""Where the rows can be read that a finding's numbers are the sums of."""

from dataclasses import dataclass
from urllib.parse import urlencode

from services.ads.performance.rules import Window
from services.ads.products import word_of

_PATH = "/v1/ads/performance"


@dataclass(frozen=True, slots=True)
class RowLinks:
    """Links to the days of one advertiser and ad product; `report` is the one that campaigns were summed from."""

    seller_id: str
    marketplace_id: str
    window: Window
    ad_product: str
    report: str

    def of_account(self) -> str:
        """The rows of all campaigns."""
        return self._to(report=self.report)

    def of_campaign(self, campaign_id: str) -> str:
        """The rows of a campaign."""
        return self._to(report=self.report, campaign_id=campaign_id)

    def of_term(self, campaign_id: str, term: str) -> str:
        """The rows of a search term in a campaign, under each of its targets."""
        return self._to(group_by="search_term", campaign_id=campaign_id, search_term=term)

    def _to(self, **more: str) -> str:
        query = {
            "seller_id": self.seller_id,
            "marketplace_id": self.marketplace_id,
            "from_on": self.window.from_on.isoformat(),
            "to_on": self.window.to_on.isoformat(),
            "time_unit": "DAILY",
            "ad_product": word_of(self.ad_product),
        }
        return f"{_PATH}?{urlencode(query | more)}"
