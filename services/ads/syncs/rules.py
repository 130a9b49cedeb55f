"""Values that a sync's jobs hand on to each other."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.ads.performance.rules import Window
from shared.jobs.outcomes import Counted, Outcome, outcome_of

INCOMPLETE = "report-incomplete"
"""Failure code of a report that lacks days; the other days are stored. It may pass: Amazon fills days late."""


@dataclass(frozen=True, slots=True)
class ReportJob:
    """One report of one sync: the arguments of its workflow."""

    tenant_id: str
    sync_id: str
    profile_key: int
    report: str
    window: Window

    @property
    def key(self) -> dict[str, Any]:
        """The columns that name it in its sync."""
        return {"profile_key": self.profile_key, "report": self.report, "from_on": self.window.from_on}


@dataclass(frozen=True, slots=True)
class Told(Counted):
    """What a report told: `duplicate` rows repeat another's key, `superseded` ones are of days known from a report
    that was requested later; `missing` days should have had rows.
    """

    duplicate: int = 0
    superseded: int = 0
    missing: tuple[date, ...] = ()
    requested_at: datetime | None = None

    @property
    def outcome(self) -> Outcome:
        """How the report ended: one that lacks days is not to be relied on, though all other days are stored."""
        if not self.missing:
            return outcome_of(self)
        lack = f"no rows of {', '.join(map(str, self.missing))}, though there should be; all other days are stored"
        return Outcome("failed", self, INCOMPLETE, lack)
