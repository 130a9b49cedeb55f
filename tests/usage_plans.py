"""Amazon's usage plans as arithmetic: a token bucket that is full at first and refills at a steady rate.

https://developer-docs.amazon.com/sp-api/docs/usage-plans-and-rate-limits
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.sandbox.rates import RATES

BURSTS = {
    "reports_2021-06-30.createReport": 15,
    "reports_2021-06-30.getReport": 15,
    "reports_2021-06-30.getReportDocument": 15,
    "listingsItems_2021-08-01.searchListingsItems": 5,
    "fbaInventory.getInventorySummaries": 2,
}
"""What may be saved up of the operations that syncs call, by Amazon's documentation of each."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Calls a second, and how many may be saved up."""

    per_second: float
    burst: int

    def earliest(self, number: int) -> float:
        """Seconds from a full bucket's first call until a call may be made; the first one is number 0."""
        return max(0.0, (number + 1 - self.burst) / self.per_second)

    def most_over(self, moments: Sequence[float]) -> float:
        """The largest number of calls in any span beyond what the plan allows in it; 0 or less is within it.

        `moments` are in seconds and in their order. Between the calls i and j lie j - i + 1 of them, and burst +
        rate * (t_j - t_i) are allowed: the most over all i <= j, by the lowest i - rate * t_i so far.
        """
        most, lowest = float("-inf"), float("inf")
        for number, moment in enumerate(moments):
            height = number - self.per_second * moment
            lowest = min(lowest, height)
            most = max(most, height - lowest + 1 - self.burst)
        return most


def published(operation: str, factor: float = 1.0) -> Plan:
    """The plan of an operation in BURSTS, where Amazon grants `factor` times its rate."""
    return Plan(float(RATES[operation]) * factor, BURSTS[operation])
