"""A bound that a finding is judged by, which lets go of what stands only when the value is well inside again."""

from dataclasses import dataclass
from typing import Literal

Sense = Literal[">", ">=", "<"]
"""Where beyond lies: above the bound, from it on, or below it."""


@dataclass(frozen=True, slots=True)
class Bound:
    """Crossing `value` opens a finding; one that stands keeps until the value is back inside by the share `release`.

    Without that slack a value that moves around the bound would open and resolve its finding every day.
    """

    value: float
    release: float = 0.1
    beyond: Sense = ">"

    def is_crossed(self, x: float, *, stands: bool) -> bool:
        """Whether `x` lies beyond the bound, or has not come back far enough inside."""
        edge = self.edge(stands=stands)
        if self.beyond == "<":
            return x < edge
        return x >= edge if self.beyond == ">=" else x > edge

    def edge(self, *, stands: bool) -> float:
        """The value that decides: for queries that fetch what may be judged, too."""
        outward = 1 if self.beyond == "<" else -1
        return self.value * (1 + outward * self.release if stands else 1)
