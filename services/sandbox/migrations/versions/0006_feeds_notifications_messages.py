"""Feeds, notifications and messages to buyers."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "destination",
        sa.Column("destination_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(256), nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("destination_id", name="pk_destination"),
        sa.UniqueConstraint("name", name="uq_destination_name"),
    )
    op.create_table(
        "feed",
        sa.Column("feed_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("feed_type", sa.String(100), nullable=False),
        sa.Column("marketplace_ids", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(36), nullable=False),
        sa.Column("result_document_id", sa.String(36), nullable=True),
        sa.Column("outcome", sa.String(10), nullable=True),
        sa.Column("moment", UtcDateTime(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("feed_id", name="pk_feed"),
    )
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.create_index("ix_feed_seller", ["seller_id", "moment"], unique=False)

    op.create_table(
        "feed_document",
        sa.Column("document_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("content_type", sa.String(100), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("document_id", name="pk_feed_document"),
    )
    op.create_table(
        "seller_message",
        sa.Column("message_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("order_id", sa.String(19), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_seller_message"),
    )
    with op.batch_alter_table("seller_message", schema=None) as batch_op:
        batch_op.create_index("ix_seller_message_order", ["seller_id", "order_id"], unique=False)

    op.create_table(
        "subscription",
        sa.Column("subscription_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("notification_type", sa.String(100), nullable=False),
        sa.Column("payload_version", sa.String(10), nullable=False),
        sa.Column("destination_id", sa.String(36), nullable=False),
        sa.Column("directive", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("subscription_id", name="pk_subscription"),
        sa.UniqueConstraint(
            "seller_id",
            "notification_type",
            "payload_version",
            name="uq_subscription_seller_id_notification_type_payload_version",
        ),
    )


def downgrade() -> None:
    op.drop_table("subscription")
    with op.batch_alter_table("seller_message", schema=None) as batch_op:
        batch_op.drop_index("ix_seller_message_order")

    op.drop_table("seller_message")
    op.drop_table("feed_document")
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.drop_index("ix_feed_seller")

    op.drop_table("feed")
    op.drop_table("destination")
