"""Values that a sync's jobs hand on to each other."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LISTINGS = "listings"

WHOLE_EVERY = timedelta(hours=20)
"""Every listing is read once a day: Amazon does not promise to tell every issue as a change of the listing."""

OVERLAP = timedelta(minutes=15)
"""Changes are asked for from so long before the last reading: our clock and Amazon's may differ."""


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
class Survey:
    """What Amazon's report says of a shelf.

    `digests` are those of the report's rows by SKU; `wanted` are the SKUs to be read by name; `absent` ones stand
    in our shelf and not in the report. `since` is the moment from which changes are asked for, None when every
    listing is read. `present` is what Amazon's clock said when the report was asked for.
    """

    digests: dict[str, str]
    wanted: list[str]
    absent: list[str]
    rejected: int
    since: datetime | None
    present: datetime

    def whole(self) -> "Survey":
        """The same with every listing to be read."""
        return replace(self, wanted=list(self.digests), since=None)


@dataclass(frozen=True, slots=True)
class Read:
    """Listings that were read and stored: which, how many changed, and what Amazon did not know."""

    skus: list[str]
    changed: int
    unknown: list[str]


def since_of(read_at: datetime | None, read_whole_at: datetime | None, *, now: datetime) -> datetime | None:
    """From when changes are to be asked for; None when it is time to read every listing."""
    if read_at is None or read_whole_at is None or now - read_whole_at >= WHOLE_EVERY:
        return None
    return read_at - OVERLAP
