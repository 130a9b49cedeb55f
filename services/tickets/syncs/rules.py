"""Values that the steps of a sync hand on to each other."""

from dataclasses import dataclass
from datetime import datetime, timedelta

ABANDONED_AFTER = timedelta(hours=24)
"""A sync that is under way for longer has lost its job, and holds back no other any more."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A sync under way: whose it is, of which marketplaces, and when it began."""

    tenant_id: str
    sync_id: str
    seller_id: str
    marketplace_ids: tuple[str, ...]
    at: datetime
