"""Reasons of rejected rows in Chinese; rows of before have the English one only."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report_import_error", sa.Column("message_zh", sa.String(500), nullable=True))


def downgrade() -> None:
    op.drop_column("report_import_error", "message_zh")
