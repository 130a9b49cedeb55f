"""The worklist: what of all services asks for a decision, and which events have told of it."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from services.tickets.models.base import TicketsModel
from shared.db import UtcDateTime


class WorklistItem(TicketsModel, table=True):
    """A finding of any service, or a case of ours, as it was last told.

    `version` is the one of the finding or case: an older one never replaces a newer. What is not `listed`
    (resolved, snoozed, dismissed) stays for that reason. `severity_place`, `due_place` and `stake_place` are the
    rank (`worklist.rules`), smallest first. `href` is the path to the finding or case. `matter` is what brings a case
    and findings together: of a finding the case that it is about, or itself; of a case the finding that opened it.
    While the case is listed, the findings are not: one matter is one item. Findings of one
    `bundle` (`rules.bundle_of`) are one item, too: the most urgent of them is listed, `lead_id` of each is its id;
    one that is alone has none.
    """

    __tablename__ = "worklist_item"
    __table_args__ = (
        Index(
            "ix_worklist_item_rank",
            *("tenant_id", "severity_place", "due_place", "stake_place", "item_id"),
            sqlite_where=text("listed = 1"),
            postgresql_where=text("listed"),
        ),
        *(
            Index(
                f"ix_worklist_item_{name}",
                *("tenant_id", name, "item_id"),
                sqlite_where=text("listed = 1"),
                postgresql_where=text("listed"),
            )
            for name in ("due_place", "stake_place", "first_seen_at")
        ),
        Index("ix_worklist_item_matter", "tenant_id", "matter"),
        Index("ix_worklist_item_bundle", "tenant_id", "bundle"),
        Index("ix_worklist_item_lead", "tenant_id", "lead_id"),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    item_id: str = Field(primary_key=True, max_length=36)
    kind: str = Field(max_length=7)
    matter: str | None = Field(default=None, max_length=36)
    bundle: str | None = Field(default=None, max_length=32)
    lead_id: str | None = Field(default=None, max_length=36)
    asks: str | None = Field(default=None, max_length=40)
    service: str = Field(max_length=20)
    code: str = Field(max_length=100)
    severity: str = Field(max_length=10)
    status: str = Field(max_length=12)
    listed: bool
    seller_id: str = Field(max_length=20)
    marketplace_id: str = Field(max_length=20)
    subject_type: str = Field(max_length=30)
    subject_id: str = Field(max_length=600)
    subject_name: str = Field(max_length=500)
    title_en: str = Field(max_length=500)
    title_zh: str = Field(max_length=500)
    reason_en: str = Field(max_length=1000)
    reason_zh: str = Field(max_length=1000)
    action_en: str = Field(max_length=1000)
    action_zh: str = Field(max_length=1000)
    href: str = Field(max_length=1000)
    assignee: str | None = Field(default=None, max_length=36)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    money_at_stake_micros: int | None = Field(default=None, sa_type=BigInteger)
    currency: str | None = Field(default=None, max_length=3)
    severity_place: int
    due_place: int = Field(sa_type=BigInteger)
    stake_place: int = Field(sa_type=BigInteger)
    version: int
    first_seen_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class ReceivedEvent(TicketsModel, table=True):
    """An event that the gateway has brought; it may bring it again."""

    __tablename__ = "received_event"

    event_id: str = Field(primary_key=True, max_length=36)
    tenant_id: str = Field(max_length=36)
    type: str = Field(max_length=100)
    received_at: datetime = Field(sa_type=UtcDateTime)
