"""The shape of a seller's mailbox."""

from datetime import datetime

from pydantic import BaseModel


class BuyerMessageRead(BaseModel):
    """What a buyer wrote; `answered_at` is when the seller first wrote about the order after that."""

    message_id: str
    marketplace_id: str
    amazon_order_id: str
    received_at: datetime
    language: str
    buyer_name: str
    subject: str
    text: str
    answered_at: datetime | None


class NoticeRead(BaseModel):
    """A performance notice about an account metric."""

    notice_id: str
    marketplace_id: str
    received_at: datetime
    metric: str
    text: str


class MailboxRead(BaseModel):
    """The mail of the last days, oldest first."""

    moment: datetime
    buyer_messages: list[BuyerMessageRead]
    notices: list[NoticeRead]
