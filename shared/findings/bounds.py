"""A bound that a finding is judged by, which lets go of what stands only when the value is well inside again."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bound:
    """`value` is what opens a finding; one that stands keeps until the value is back inside by the share `release`.

    Without that slack a value that moves around the bound would open and resolve its finding every day.
    """

    value: float
    release: float = 0.1

    def is_exceeded(self, x: float, *, stands: bool) -> bool:
        """Whether `x` is above the bound, or has not fallen far enough below it."""
        return x > self.least(stands=stands)

    def is_reached(self, x: float, *, stands: bool) -> bool:
        """Whether `x` is the bound or more, or has not fallen far enough below it."""
        return x >= self.least(stands=stands)

    def is_undercut(self, x: float, *, stands: bool) -> bool:
        """Whether `x` is below the bound, or has not risen far enough above it."""
        return x < self.value * (1 + self.release if stands else 1)

    def least(self, *, stands: bool) -> float:
        """The least that counts: for queries that fetch what may be judged."""
        return self.value * (1 - self.release if stands else 1)
