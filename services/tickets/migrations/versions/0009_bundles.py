"""Findings of one subject that ask for the same decision are one item of the worklist, as they are told again."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_COLUMNS = {"bundle": 32, "lead_id": 36, "asks": 40}


def upgrade() -> None:
    for name, length in _COLUMNS.items():
        op.add_column("worklist_item", sa.Column(name, sa.String(length), nullable=True))
    op.create_index("ix_worklist_item_bundle", "worklist_item", ["tenant_id", "bundle"])
    op.create_index("ix_worklist_item_lead", "worklist_item", ["tenant_id", "lead_id"])


def downgrade() -> None:
    op.execute("UPDATE worklist_item SET listed = TRUE WHERE lead_id IS NOT NULL")
    op.drop_index("ix_worklist_item_lead", table_name="worklist_item")
    op.drop_index("ix_worklist_item_bundle", table_name="worklist_item")
    with op.batch_alter_table("worklist_item") as item:
        for name in _COLUMNS:
            item.drop_column(name)
