"""The ad product is part of every key; whatever was stored before is of Sponsored Products."""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_CAMPAIGN = ("ad_product", "campaign_key")
_DAY = ("profile_key", "date_on", *_CAMPAIGN)
_KEYS = {
    "campaign": ("profile_key", *_CAMPAIGN),
    "ad_group": ("profile_key", "ad_product", "ad_group_key"),
    "delivery": ("profile_key", "ad_product", "report", "date_on"),
    "campaign_fact": (*_DAY, "ad_group_key"),
    "campaign_fact_version": (*_DAY, "ad_group_key", "reported_at"),
    "search_term_fact": (*_DAY, "ad_group_key", "targeting", "match_type", "search_term"),
    "search_term_day": _DAY,
    "orderless_term": ("profile_key", *_CAMPAIGN, "search_term"),
}
_WITH_ROWID = ("campaign", "ad_group", "delivery")


def upgrade() -> None:
    for name, keys in _KEYS.items():
        with op.batch_alter_table(name, table_kwargs=_kwargs(name)) as table:
            table.add_column(sa.Column("ad_product", sa.String(2), nullable=False, server_default="SP"))
            _set_key(table, name, keys)
    with op.batch_alter_table("finding") as finding:
        finding.add_column(sa.Column("ad_product", sa.String(2), nullable=False, server_default="SP"))


def downgrade() -> None:
    with op.batch_alter_table("finding") as finding:
        finding.drop_column("ad_product")
    for name, keys in _KEYS.items():
        op.execute(sa.text(f"DELETE FROM {name} WHERE ad_product <> 'SP'"))  # noqa: S608 - our own names
        with op.batch_alter_table(name, table_kwargs=_kwargs(name)) as table:
            _set_key(table, name, [key for key in keys if key != "ad_product"])
            table.drop_column("ad_product")


def _kwargs(name: str) -> dict[str, bool]:
    return {} if name in _WITH_ROWID else {"sqlite_with_rowid": False}


def _set_key(table: BatchOperations, name: str, keys: Iterable[str]) -> None:
    table.drop_constraint(f"pk_{name}", type_="primary")
    table.create_primary_key(f"pk_{name}", list(keys))
