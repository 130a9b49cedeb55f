"""add authorizations that sellers are asked for"""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "authorization",
        sa.Column("state_digest", sa.String(64), nullable=False),
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("api", sa.String(10), nullable=False),
        sa.Column("actor_id", sa.String(36), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("state_digest", name=op.f("pk_authorization")),
    )
    op.create_index(op.f("ix_authorization_expires_at"), "authorization", ["expires_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_authorization_expires_at"), table_name="authorization")
    op.drop_table("authorization")
