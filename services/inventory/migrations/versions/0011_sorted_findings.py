"""What lists of findings are sorted by."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_SORTED = ("severity_place", "stake_place", "first_seen_at")
_GRAVITY = "CASE severity WHEN 'CRITICAL' THEN 0 WHEN 'HIGH' THEN 1 WHEN 'MEDIUM' THEN 2 ELSE 3 END"


def upgrade() -> None:
    op.add_column("finding", sa.Column("severity_place", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("finding", sa.Column("stake_place", sa.BigInteger(), nullable=False, server_default="0"))
    places = f"severity_place = {_GRAVITY}, stake_place = -coalesce(money_at_stake_micros, 0)"
    op.execute(f"UPDATE finding SET {places}")  # noqa: S608 - our own words
    with op.batch_alter_table("finding") as finding:
        for name in ("severity_place", "stake_place"):
            finding.alter_column(name, server_default=None)
    for name in _SORTED:
        op.create_index(f"ix_finding_{name}", "finding", ["tenant_id", name, "finding_id"])


def downgrade() -> None:
    for name in _SORTED:
        op.drop_index(f"ix_finding_{name}", table_name="finding")
    with op.batch_alter_table("finding") as finding:
        for name in ("severity_place", "stake_place"):
            finding.drop_column(name)
