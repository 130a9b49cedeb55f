"""number the runs of imports, and count those that died"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_COLUMNS = ("run_number", "deaths")


def upgrade() -> None:
    for name in _COLUMNS:
        op.add_column("report_import", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    for name in _COLUMNS:
        op.drop_column("report_import", name)
