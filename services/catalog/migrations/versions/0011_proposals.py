"""keep what findings propose"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("finding", sa.Column("proposal", sa.String()))


def downgrade() -> None:
    op.drop_column("finding", "proposal")
