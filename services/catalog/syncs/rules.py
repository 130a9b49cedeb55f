"""Values that a sync's jobs hand on to each other."""

from dataclasses import dataclass
from datetime import datetime

LISTINGS = "listings"


@dataclass(frozen=True, slots=True)
class PartJob:
    """The listings of one marketplace in one sync: the arguments of their workflow."""

    tenant_id: str
    sync_id: str
    marketplace_id: str

    @property
    def key(self) -> dict[str, str]:
        """The columns that name the part."""
        return {"part": LISTINGS, "marketplace_id": self.marketplace_id}


@dataclass(frozen=True, slots=True)
class Begun:
    """A part under way: whose it is, and when it began."""

    seller_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Read:
    """Listings that were read and stored: which, how many changed, and what Amazon did not know."""

    skus: list[str]
    changed: int
    unknown: list[str]
