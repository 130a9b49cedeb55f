"""Cases, what was written in them, and the macros that replies are made from."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, column
from sqlmodel import Field

from services.tickets.models.base import TicketsModel
from shared.db import UtcDateTime
from shared.db.positions import position_field
from shared.thresholds.columns import ThresholdsMixin


class Case(TicketsModel, table=True):
    """Something that somebody has to answer in time.

    `source_key` names the event or notice that opened it, so that the same never opens two; `external_id` is how
    whoever posted it calls it, `external_digest` what was posted under it. `received_at` is when it happened,
    `created_at` when we were told. Of each clock: `*_warn_at` and `*_due_at` are its moments, `*_level` how far it
    had run when we last told (`clocks.rules`). `answer_*` and `answered_at` are those of the oldest message that
    waits for an answer, or of the last one if none does. `due_at` is the earliest due moment of the running clocks,
    `next_check_at` when to look at them again; both are null while none runs. `description_zh` is null where one text
    serves all readers.
    """

    __tablename__ = "ticket_case"
    __table_args__ = (
        UniqueConstraint("tenant_id", "source_key"),
        Index("ix_ticket_case_position", "tenant_id", "pos", "case_id", "updated_at"),
        UniqueConstraint("tenant_id", "seller_id", "external_id"),
        Index("ix_ticket_case_received", "tenant_id", "received_at", "case_id"),
        Index("ix_ticket_case_order", "tenant_id", "amazon_order_id"),
        Index(
            "ix_ticket_case_next_check",
            "next_check_at",
            sqlite_where=column("next_check_at").is_not(None),
            postgresql_where=column("next_check_at").is_not(None),
        ),
    )

    case_id: str = Field(primary_key=True, max_length=36)
    tenant_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    marketplace_id: str = Field(max_length=20)
    category: str = Field(max_length=20)
    severity: str = Field(max_length=10)
    status: str = Field(max_length=10)
    subject: str = Field(max_length=500)
    description: str = Field(max_length=4000)
    description_zh: str | None = Field(default=None, max_length=4000)
    source: str = Field(max_length=20)
    source_key: str | None = Field(default=None, max_length=200)
    external_id: str | None = Field(default=None, max_length=200)
    external_digest: str | None = Field(default=None, max_length=64)
    amazon_order_id: str | None = Field(default=None, max_length=19)
    asin: str | None = Field(default=None, max_length=10)
    sku: str | None = Field(default=None, max_length=100)
    campaign_id: str | None = Field(default=None, max_length=32)
    assignee: str | None = Field(default=None, max_length=36)
    assigned_by: str | None = Field(default=None, max_length=36)
    received_at: datetime = Field(sa_type=UtcDateTime)
    answer_warn_at: datetime = Field(sa_type=UtcDateTime)
    answer_due_at: datetime = Field(sa_type=UtcDateTime)
    answer_level: str = Field(default="running", max_length=10)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolution_warn_at: datetime = Field(sa_type=UtcDateTime)
    resolution_due_at: datetime = Field(sa_type=UtcDateTime)
    resolution_level: str = Field(default="running", max_length=10)
    pending_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    next_check_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()
    version: int = 1


class CaseMessage(TicketsModel, table=True):
    """What came in, a reply to the outside, or an internal note; `source_key` names the event that wrote it.

    What came in has `received_at`, the clocks of its answer (Amazon's only where Amazon counts), and once it is
    answered the reply's `sent_at` as `answered_at` and its id. What opened the case is such a message as well, under
    the id of the case; its empty text stands for the description of the case.
    """

    __tablename__ = "case_message"
    __table_args__ = (
        UniqueConstraint("case_id", "source_key"),
        UniqueConstraint("tenant_id", "seller_id", "external_id"),
        Index("ix_case_message_written", "case_id", "created_at", "message_id"),
        Index(
            "ix_case_message_received",
            *("tenant_id", "received_at"),
            sqlite_where=column("received_at").is_not(None),
            postgresql_where=column("received_at").is_not(None),
        ),
    )

    message_id: str = Field(primary_key=True, max_length=36)
    tenant_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    case_id: str = Field(max_length=36)
    kind: str = Field(max_length=10)
    author: str = Field(max_length=36)
    automatic: bool
    text: str = Field(max_length=10_000)
    language: str | None = Field(default=None, max_length=10)
    wanted_language: str | None = Field(default=None, max_length=10)
    source_key: str | None = Field(default=None, max_length=200)
    external_id: str | None = Field(default=None, max_length=200)
    external_digest: str | None = Field(default=None, max_length=64)
    received_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answer_id: str | None = Field(default=None, max_length=36)
    answer_warn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answer_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answer_level: str = Field(default="running", max_length=10)
    amazon_answer_warn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    amazon_answer_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    amazon_answer_level: str = Field(default="running", max_length=10)
    created_at: datetime = Field(sa_type=UtcDateTime)


class Macro(TicketsModel, table=True):
    """A text for replies with places such as `{amazon_order_id}`; a deleted one frees its name.

    `texts` is JSON: the text by language tag.
    """

    __tablename__ = "macro"
    __table_args__ = (
        UniqueConstraint("tenant_id", "name"),
        Index("ix_macro_position", "tenant_id", "pos", "macro_id", "updated_at"),
    )

    macro_id: str = Field(primary_key=True, max_length=36)
    tenant_id: str = Field(max_length=36)
    name: str = Field(max_length=100)
    texts: str
    changed_by: str | None = Field(default=None, max_length=36)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 1


class Thresholds(ThresholdsMixin, TicketsModel, table=True):
    """The bounds that a seller account has changed; see `thresholds.rules`."""

    __tablename__ = "thresholds"

    first_response_hours: int
    resolution_hours: int
    at_risk_percent: int
