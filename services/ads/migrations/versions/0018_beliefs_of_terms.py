"""Sums of all search terms of the days that are judged, what they make one believe, and confidences to judge with."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_SUMMED = ("impressions", "clicks", "cost_micros", "orders", "units", "sales_micros")
_CONFIDENCES = ("acos_confidence", "ctr_confidence")


def upgrade() -> None:
    op.drop_table("orderless_term")
    _create_sums("search_term_sum")
    sells = sa.text("orders > 0")
    op.create_index(
        "ix_search_term_sum_selling",
        "search_term_sum",
        ["profile_key", "ad_product", "search_term"],
        sqlite_where=sells,
        postgresql_where=sells,
    )
    op.create_table(
        "term_belief",
        sa.Column("profile_key", sa.Integer(), nullable=False),
        sa.Column("ad_product", sa.String(2), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("mean", "strength", "never")),
        sa.PrimaryKeyConstraint("profile_key", "ad_product", name="pk_term_belief"),
    )
    with op.batch_alter_table("thresholds") as thresholds:
        for name in _CONFIDENCES:
            thresholds.add_column(sa.Column(name, sa.Numeric(9, 6), nullable=False, server_default="0.9"))


def downgrade() -> None:
    with op.batch_alter_table("thresholds") as thresholds:
        for name in _CONFIDENCES:
            thresholds.drop_column(name)
    op.drop_table("term_belief")
    op.drop_table("search_term_sum")
    _create_sums("orderless_term")


def _create_sums(name: str) -> None:
    """Nothing is filled in: whoever needs the sums first makes them."""
    op.create_table(
        name,
        *(sa.Column(column, sa.BigInteger(), nullable=False) for column in _SUMMED),
        sa.Column("attribution_days", sa.SmallInteger(), nullable=False),
        sa.Column("profile_key", sa.Integer(), nullable=False),
        sa.Column("ad_product", sa.String(2), nullable=False),
        sa.Column("campaign_key", sa.BigInteger(), nullable=False),
        sa.Column("search_term", sa.String(500), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("profile_key", "ad_product", "campaign_key", "search_term", name=f"pk_{name}"),
        sqlite_with_rowid=False,
    )
