"""When reports were requested, and what of their rows was not stored."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("delivery") as delivery:
        delivery.add_column(sa.Column("requested_at", UtcDateTime(), nullable=True))
    with op.batch_alter_table("sync_report") as report:
        report.add_column(sa.Column("rows_duplicate", sa.BigInteger(), nullable=False, server_default="0"))
        report.add_column(sa.Column("rows_superseded", sa.BigInteger(), nullable=False, server_default="0"))
        report.add_column(sa.Column("rejections", sa.String(), nullable=False, server_default="{}"))
        report.add_column(sa.Column("missing_on", sa.String(), nullable=False, server_default="[]"))
        report.add_column(sa.Column("requested_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("sync_report") as report:
        for name in ("requested_at", "missing_on", "rejections", "rows_superseded", "rows_duplicate"):
            report.drop_column(name)
    with op.batch_alter_table("delivery") as delivery:
        delivery.drop_column("requested_at")
