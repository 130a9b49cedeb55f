"""Who has a finding or a case to do, and who gave it to them; the worklist by assignee."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_COLUMNS = {
    "finding": ("assignee", "assigned_by"),
    "ticket_case": ("assigned_by",),
    "worklist_item": ("assignee",),
}


def upgrade() -> None:
    for table, names in _COLUMNS.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.String(36), nullable=True))
    same = "FROM ticket_case AS c WHERE c.case_id = worklist_item.item_id"
    op.execute(f"UPDATE worklist_item SET assignee = (SELECT c.assignee {same}) WHERE kind = 'case'")  # noqa: S608


def downgrade() -> None:
    for table, names in _COLUMNS.items():
        with op.batch_alter_table(table) as batch:
            for name in names:
                batch.drop_column(name)
