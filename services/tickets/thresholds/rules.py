"""The bounds of the clocks of cases, with their defaults."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TicketsThresholds:
    """Hours by the wall clock, and the share of a clock (in percent) from which on a case is at risk.

    12 hours to the first response is the product owner's requirement; Amazon counts 24, weekends and
    holidays included. 72 hours to the resolution is what Amazon's performance notices give for an appeal.
    """

    first_response_hours: int = 12
    resolution_hours: int = 72
    at_risk_percent: int = 75


DEFAULTS = TicketsThresholds()
