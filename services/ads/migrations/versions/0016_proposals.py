"""keep what findings propose, and from which amount on they are high"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("finding", sa.Column("proposal", sa.String()))
    op.add_column("thresholds", sa.Column("high_stake_micros", sa.BigInteger()))
    op.add_column("thresholds", sa.Column("high_stake_currency", sa.String(3)))


def downgrade() -> None:
    op.drop_column("thresholds", "high_stake_currency")
    op.drop_column("thresholds", "high_stake_micros")
    op.drop_column("finding", "proposal")
