"""The thresholds of ads findings, with their defaults."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class AdsThresholds:
    """Bounds of the ads rules; fractions, never percent numbers.

    Defaults: ACOS 35 % and CTR 0.3 % are the product owner's requirements. The least clicks, orders
    and impressions keep a rule from judging noise. The confidences are the probabilities from which on what the
    numbers show is told: 0.9 after the statistical form of the search-term rules, P(CVR < CPC / (target ACOS x AOV));
    at it, a CTR of 0.4 % is rarely called low and one of 0.15 % mostly is (see `campaigns.rules`).

    From `high_stake` on a finding is HIGH; None of its amount and currency is the default (`shared.findings.stakes`).
    """

    target_acos: Decimal = Decimal("0.35")
    acos_min_clicks: int = 20
    acos_min_orders: int = 1
    acos_confidence: Decimal = Decimal("0.9")
    min_ctr: Decimal = Decimal("0.003")
    ctr_min_impressions: int = 1000
    ctr_confidence: Decimal = Decimal("0.9")
    waste_confidence: Decimal = Decimal("0.9")
    high_stake_micros: int | None = None
    high_stake_currency: str | None = None


DEFAULTS = AdsThresholds()
