"""Tables that every service has."""

from sqlmodel import Field

from services.ads.models.base import AdsModel
from services.ads.products import word_of
from shared.findings.columns import FindingMixin, finding_indexes
from shared.idempotency import IdempotentRequestMixin
from shared.outbox import OutboxMixin
from shared.positions.columns import PositionRemovedMixin, PositionStateMixin


class Outbox(OutboxMixin, AdsModel, table=True):
    """Events and job requests on their way out."""

    __tablename__ = "outbox"


class IdempotentRequest(IdempotentRequestMixin, AdsModel, table=True):
    """Answers kept for repeated requests."""

    __tablename__ = "idempotent_request"


class Finding(FindingMixin, AdsModel, table=True):
    """Findings about campaigns and search terms of one ad product."""

    __tablename__ = "finding"
    __table_args__ = finding_indexes()

    ad_product: str = Field(max_length=2)

    @property
    def ad_product_word(self) -> str | None:
        """Amazon's word for the product."""
        return word_of(self.ad_product)


class PositionState(PositionStateMixin, AdsModel, table=True):
    """How far positions have been counted."""

    __tablename__ = "position_state"


class PositionRemoved(PositionRemovedMixin, AdsModel, table=True):
    """What was removed from lists for good."""

    __tablename__ = "position_removed"
