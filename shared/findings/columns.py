"""The table `finding` of every service."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, column
from sqlmodel import Field, SQLModel

from shared.db.columns import UtcDateTime
from shared.db.positions import position_field

SORTED = ("severity_place", "stake_place", "first_seen_at")
"""What lists may be sorted by."""


class FindingMixin(SQLModel):
    """Columns of a finding; `evidence` is the JSON of `schemas.Evidence`, `facts` that of the values in its texts,
    `proposal` that of `rules.Proposal`.

    `severity_place` is 0 of the gravest, `stake_place` falls as the money at stake rises: lists are sorted by them.
    `measure` grows as the problem worsens; `dismissed_measure` is what it was when somebody dismissed it.
    """

    finding_id: str = Field(primary_key=True, max_length=36)
    tenant_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    marketplace_id: str = Field(max_length=20)
    code: str = Field(max_length=100)
    severity: str = Field(max_length=10)
    severity_place: int = 0
    stake_place: int = Field(default=0, sa_type=BigInteger)
    subject_type: str = Field(max_length=30)
    subject_id: str = Field(max_length=600)
    subject_name: str = Field(max_length=500)
    status: str = Field(max_length=12)
    evidence: str
    facts: str
    proposal: str | None = None
    measure: float
    money_at_stake_micros: int | None = Field(default=None, sa_type=BigInteger)
    currency: str | None = Field(default=None, max_length=3)
    first_seen_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    snoozed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: str | None = Field(default=None, max_length=36)
    decision_reason: str | None = Field(default=None, max_length=500)
    dismissed_measure: float | None = None
    assignee: str | None = Field(default=None, max_length=36)
    assigned_by: str | None = Field(default=None, max_length=36)
    version: int = 1

    @property
    def ad_product_word(self) -> str | None:
        """Amazon's word for the ad product that the finding is of, where a service has such findings."""
        return None

    @property
    def pool_shown(self) -> Mapping[str, Any] | None:
        """The members of `schemas.FindingPool` where the finding is of stock that several marketplaces sell."""
        return None


def finding_indexes() -> tuple[Any, ...]:
    """`__table_args__` of a finding table: one unresolved finding per problem, snoozed ones, the order of lists."""
    unresolved = column("resolved_at").is_(None)
    is_snoozed = column("snoozed_until").is_not(None)
    return (
        Index(
            "uq_finding_unresolved",
            *("tenant_id", "seller_id", "marketplace_id", "code", "subject_type", "subject_id"),
            unique=True,
            sqlite_where=unresolved,
            postgresql_where=unresolved,
        ),
        Index("ix_finding_snoozed", "snoozed_until", sqlite_where=is_snoozed, postgresql_where=is_snoozed),
        *(Index(f"ix_finding_{name}", "tenant_id", name, "finding_id") for name in SORTED),
        Index("ix_finding_position", "tenant_id", "pos", "finding_id", "updated_at"),
    )
