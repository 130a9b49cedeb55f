"""name the actor on what people change"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_NAMED = (
    ("thresholds", "changed_by"),
    ("sync", "requested_by"),
    ("stock", "changed_by"),
    ("ipi_score", "changed_by"),
)


def upgrade() -> None:
    for table, name in _NAMED:
        op.add_column(table, sa.Column(name, sa.String(36), nullable=True))


def downgrade() -> None:
    for table, name in _NAMED:
        op.drop_column(table, name)
