"""name the actor on what people change"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_NAMED = (("thresholds", "changed_by"), ("sync", "requested_by"), ("report_import", "created_by"))


def upgrade() -> None:
    for table, name in _NAMED:
        op.add_column(table, sa.Column(name, sa.String(36), nullable=True))


def downgrade() -> None:
    for table, name in _NAMED:
        op.drop_column(table, name)
