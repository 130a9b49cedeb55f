"""Events are found by type and by subject without reading those between."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_event_type", "event", ["tenant_id", "type", "sequence"])
    op.create_index("ix_event_subject", "event", ["tenant_id", "subject", "sequence"])
    op.drop_index("ix_event_tenant", table_name="event")
    op.create_index("ix_event_tenant", "event", ["tenant_id", "sequence", "received_at"])


def downgrade() -> None:
    op.drop_index("ix_event_tenant", table_name="event")
    op.create_index("ix_event_tenant", "event", ["tenant_id", "sequence"])
    op.drop_index("ix_event_subject", table_name="event")
    op.drop_index("ix_event_type", table_name="event")
