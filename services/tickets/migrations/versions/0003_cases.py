"""add cases"""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_message",
        sa.Column("message_id", sa.String(36), nullable=False),
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("case_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(5), nullable=False),
        sa.Column("author", sa.String(36), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(10000), nullable=False),
        sa.Column("source_key", sa.String(200), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_case_message")),
        sa.UniqueConstraint("case_id", "source_key", name=op.f("uq_case_message_case_id_source_key")),
    )
    with op.batch_alter_table("case_message", schema=None) as batch_op:
        batch_op.create_index("ix_case_message_written", ["case_id", "created_at", "message_id"], unique=False)

    op.create_table(
        "finding",
        sa.Column("finding_id", sa.String(36), nullable=False),
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("marketplace_id", sa.String(20), nullable=False),
        sa.Column("code", sa.String(100), nullable=False),
        sa.Column("severity", sa.String(10), nullable=False),
        sa.Column("subject_type", sa.String(30), nullable=False),
        sa.Column("subject_id", sa.String(600), nullable=False),
        sa.Column("subject_name", sa.String(500), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("measure", sa.Float(), nullable=False),
        sa.Column("money_at_stake_micros", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(3), nullable=True),
        sa.Column("first_seen_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("snoozed_until", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(36), nullable=True),
        sa.Column("decision_reason", sa.String(500), nullable=True),
        sa.Column("dismissed_measure", sa.Float(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("finding_id", name=op.f("pk_finding")),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index("ix_finding_updated", ["tenant_id", "updated_at", "finding_id"], unique=False)
        batch_op.create_index(
            "uq_finding_unresolved",
            ["tenant_id", "seller_id", "marketplace_id", "code", "subject_type", "subject_id"],
            unique=True,
            sqlite_where=sa.text("resolved_at IS NULL"),
            postgresql_where=sa.text("resolved_at IS NULL"),
        )

    op.create_table(
        "macro",
        sa.Column("macro_id", sa.String(36), nullable=False),
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("text_en", sa.String(5000), nullable=False),
        sa.Column("text_zh", sa.String(5000), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("macro_id", name=op.f("pk_macro")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_macro_tenant_id_name")),
    )
    with op.batch_alter_table("macro", schema=None) as batch_op:
        batch_op.create_index("ix_macro_updated", ["tenant_id", "updated_at", "macro_id"], unique=False)

    op.create_table(
        "thresholds",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("first_response_hours", sa.Integer(), nullable=False),
        sa.Column("resolution_hours", sa.Integer(), nullable=False),
        sa.Column("at_risk_percent", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "seller_id", name=op.f("pk_thresholds")),
    )
    op.create_table(
        "ticket_case",
        sa.Column("case_id", sa.String(36), nullable=False),
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("marketplace_id", sa.String(20), nullable=False),
        sa.Column("category", sa.String(20), nullable=False),
        sa.Column("severity", sa.String(10), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("subject", sa.String(500), nullable=False),
        sa.Column("description", sa.String(4000), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("source_key", sa.String(200), nullable=True),
        sa.Column("amazon_order_id", sa.String(19), nullable=True),
        sa.Column("asin", sa.String(10), nullable=True),
        sa.Column("sku", sa.String(100), nullable=True),
        sa.Column("assignee", sa.String(36), nullable=True),
        sa.Column("first_response_warn_at", UtcDateTime(), nullable=False),
        sa.Column("first_response_due_at", UtcDateTime(), nullable=False),
        sa.Column("first_response_level", sa.String(10), nullable=False),
        sa.Column("first_responded_at", UtcDateTime(), nullable=True),
        sa.Column("resolution_warn_at", UtcDateTime(), nullable=False),
        sa.Column("resolution_due_at", UtcDateTime(), nullable=False),
        sa.Column("resolution_level", sa.String(10), nullable=False),
        sa.Column("pending_since", UtcDateTime(), nullable=True),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("next_check_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_ticket_case")),
        sa.UniqueConstraint("tenant_id", "source_key", name=op.f("uq_ticket_case_tenant_id_source_key")),
    )
    with op.batch_alter_table("ticket_case", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ticket_case_next_check",
            ["next_check_at"],
            unique=False,
            sqlite_where=sa.text("next_check_at IS NOT NULL"),
            postgresql_where=sa.text("next_check_at IS NOT NULL"),
        )
        batch_op.create_index("ix_ticket_case_updated", ["tenant_id", "updated_at", "case_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("ticket_case", schema=None) as batch_op:
        batch_op.drop_index("ix_ticket_case_updated")
        batch_op.drop_index(
            "ix_ticket_case_next_check",
            sqlite_where=sa.text("next_check_at IS NOT NULL"),
            postgresql_where=sa.text("next_check_at IS NOT NULL"),
        )

    op.drop_table("ticket_case")
    op.drop_table("thresholds")
    with op.batch_alter_table("macro", schema=None) as batch_op:
        batch_op.drop_index("ix_macro_updated")

    op.drop_table("macro")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_finding_unresolved",
            sqlite_where=sa.text("resolved_at IS NULL"),
            postgresql_where=sa.text("resolved_at IS NULL"),
        )
        batch_op.drop_index("ix_finding_updated")

    op.drop_table("finding")
    with op.batch_alter_table("case_message", schema=None) as batch_op:
        batch_op.drop_index("ix_case_message_written")

    op.drop_table("case_message")
