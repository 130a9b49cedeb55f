"""say when a profile was last judged"""

import sqlalchemy as sa
from alembic import op

from shared.db.columns import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ads_profile", sa.Column("judged_at", UtcDateTime()))


def downgrade() -> None:
    op.drop_column("ads_profile", "judged_at")
