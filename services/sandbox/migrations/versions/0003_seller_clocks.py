"""The clocks of simulated sellers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seller_clock",
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("ahead_seconds", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seller_id", name="pk_seller_clock"),
    )


def downgrade() -> None:
    op.drop_table("seller_clock")
