"""Who has a finding to do, and who gave it to them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_COLUMNS = ("assignee", "assigned_by")


def upgrade() -> None:
    for name in _COLUMNS:
        op.add_column("finding", sa.Column(name, sa.String(36), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("finding") as finding:
        for name in _COLUMNS:
            finding.drop_column(name)
