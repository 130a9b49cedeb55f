"""What is judged, and what it is judged under."""

from collections.abc import Set
from dataclasses import dataclass

from services.ads.campaigns.rules.links import RowLinks
from services.ads.performance.rules import Totals, Window
from services.ads.thresholds.rules import AdsThresholds
from shared.findings.rules import Key

TERM = "search_term"
_LONGEST_ID = 600


@dataclass(frozen=True, slots=True)
class Subject:
    """The account, a campaign, or a search term of one (`term`), with its sums."""

    type: str
    id: str
    name: str
    totals: Totals
    campaign_id: str
    state: str
    term: str = ""

    @property
    def known_state(self) -> str | None:
        """The state, where somebody has told it."""
        return None if self.state == "UNKNOWN" else self.state

    @property
    def target(self) -> dict[str, str]:
        """What a change of it would change."""
        return {"campaign_id": self.campaign_id}


def id_of_term(campaign_id: str, term: str) -> str:
    """The id of a search term of a campaign."""
    return f"{campaign_id}:{term}"[:_LONGEST_ID]


def campaign_of_term(subject_id: str) -> str:
    """The id of the campaign in it."""
    return subject_id.partition(":")[0]


@dataclass(frozen=True, slots=True)
class JudgingContext:
    """Everything a judgement is made under, on sums of one ad product.

    `standing` are the keys of findings that are unresolved now.
    """

    thresholds: AdsThresholds
    window: Window
    currency: str
    links: RowLinks
    standing: Set[Key]
