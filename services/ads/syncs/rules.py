"""Values that a sync's jobs hand on to each other."""

from dataclasses import dataclass, field
from datetime import date, datetime

from services.ads.performance.rules import Window

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


@dataclass(frozen=True, slots=True)
class Counted:
    """How a report went, in records: received, facts new or changed, not stored because of their shape.

    `duplicate` ones repeat another's key, `superseded` ones are of days known from a report that was
    requested later. `rejections` are the rejected ones by reason; `missing` days should have had rows.
    """

    received: int
    changed: int
    rejected: int
    duplicate: int = 0
    superseded: int = 0
    rejections: dict[str, int] = field(default_factory=dict)
    missing: tuple[date, ...] = ()
    requested_at: datetime | None = None

    @property
    def damage(self) -> str:
        """A sentence about the rejected rows."""
        reason = max(self.rejections, key=lambda name: self.rejections[name], default="")
        return f"{self.rejected} of {self.received} rows were rejected: {reason}"

    @property
    def lack(self) -> str:
        """A sentence about the missing days."""
        return f"no rows of {', '.join(map(str, self.missing))}, though there should be; all other days are stored"
