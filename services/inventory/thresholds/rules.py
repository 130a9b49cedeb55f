"""The thresholds of inventory findings, with their defaults."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class InventoryThresholds:
    """Bounds of the inventory rules; days are whole days, the rate is a fraction.

    Defaults are the product owner's requirements: 45 days of lead time where none is known, 7 of review between
    two looks, cover below 7 days or more than 1 unit a day are critical, out of stock for more than 7 days is
    long, more than 90 days of supply are an excess, a 90-day sell-through below 0.5 with 20 units or more is slow,
    Amazon's index is to be 500 or more and not to fall by 20 in four weeks. `fill_rate_target` is the share of wanted
    units that stock should be there for, 0.95 by the owner. A count of an own warehouse is relied on for
    `own_count_max_age_days`; 30 is our own choice: who tells less than once a month does not steer by it.

    From `high_stake` on a finding is HIGH; None of its amount and currency is the default (`shared.findings.stakes`).
    """

    lead_time_days: int = 45
    review_days: int = 7
    critical_cover_days: int = 7
    critical_units_a_day: Decimal = Decimal(1)
    long_out_days: int = 7
    excess_days: int = 90
    min_sell_through: Decimal = Decimal("0.5")
    slow_min_units: int = 20
    min_ipi: int = 500
    max_ipi_drop: int = 20
    high_stake_micros: int | None = None
    high_stake_currency: str | None = None
    fill_rate_target: Decimal = Decimal("0.95")
    own_count_max_age_days: int = 30


DEFAULTS = InventoryThresholds()
