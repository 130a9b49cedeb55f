"""Sums of search terms by term, the orderless ones by clicks and by cost, for both databases to read few of them."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_TABLE = "search_term_sum"
_SUMMED = ("impressions", "clicks", "cost_micros", "orders", "units", "sales_micros")
_PRODUCT = ("profile_key", "ad_product")


def upgrade() -> None:
    _make_anew("search_term", "campaign_key")
    for name in ("clicks", "cost_micros"):
        _index(name, name, "orders = 0")


def downgrade() -> None:
    _make_anew("campaign_key", "search_term")
    _index("selling", "search_term", "orders > 0")


def _make_anew(*key: str) -> None:
    """Nothing is filled in: whoever needs the sums first makes them."""
    op.drop_table(_TABLE)
    op.create_table(
        _TABLE,
        *(sa.Column(column, sa.BigInteger(), nullable=False) for column in _SUMMED),
        sa.Column("attribution_days", sa.SmallInteger(), nullable=False),
        sa.Column("profile_key", sa.Integer(), nullable=False),
        sa.Column("ad_product", sa.String(2), nullable=False),
        sa.Column("campaign_key", sa.BigInteger(), nullable=False),
        sa.Column("search_term", sa.String(500), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint(*_PRODUCT, *key, name=f"pk_{_TABLE}"),
        sqlite_with_rowid=False,
    )


def _index(name: str, column: str, which: str) -> None:
    rows = sa.text(which)
    op.create_index(f"ix_{_TABLE}_{name}", _TABLE, [*_PRODUCT, column], sqlite_where=rows, postgresql_where=rows)
