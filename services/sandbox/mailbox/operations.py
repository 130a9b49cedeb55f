"""Reading a seller's mailbox."""

from datetime import datetime, timedelta

from services.sandbox.mailbox.repository import AnswerRepository
from services.sandbox.mailbox.schemas import BuyerMessageRead, MailboxRead, NoticeRead
from services.sandbox.sellers.rules import buyers, mail
from services.sandbox.sellers.rules.account import Seller
from shared.db import Session


def get_mailbox(session: Session, seller: Seller, days: int, moment: datetime) -> MailboxRead:
    """What arrived in the last so many days."""
    answered = AnswerRepository(session, seller.seller_id).moments_by_order()
    since = moment - timedelta(days=days)
    messages, notices = [], []
    for shelf in seller.shelves:
        marketplace_id = shelf.market.marketplace_id
        for each in mail.messages_between(seller, shelf, since, moment):
            later = [at for at in answered.get(each.order.order_id, ()) if at >= each.received_at]
            messages.append(
                BuyerMessageRead(
                    message_id=each.message_id,
                    marketplace_id=marketplace_id,
                    amazon_order_id=each.order.order_id,
                    received_at=each.received_at,
                    language=each.language,
                    buyer_name=buyers.buyer_of(each.order).name,
                    subject=each.subject,
                    text=each.text,
                    answered_at=min(later, default=None),
                )
            )
        for notice in mail.notices_between(shelf, since, moment):
            notices.append(
                NoticeRead(
                    notice_id=notice.notice_id,
                    marketplace_id=marketplace_id,
                    received_at=notice.received_at,
                    metric=notice.metric,
                    text=notice.text,
                )
            )
    return MailboxRead(
        moment=moment,
        buyer_messages=sorted(messages, key=lambda each: (each.received_at, each.message_id)),
        notices=sorted(notices, key=lambda each: (each.received_at, each.notice_id)),
    )
