"""give consents a table of their own, with their state"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TOKENS = {"ads": "ads_refresh_token", "spapi": "spapi_refresh_token"}
_DUE = datetime(2026, 1, 1, tzinfo=UTC)


def upgrade() -> None:
    """Tokens move as they are sealed; whose they are is checked as soon as a worker runs."""
    connection = op.get_bind()
    accounts = connection.execute(
        sa.text("SELECT tenant_id, seller_id, ads_refresh_token, spapi_refresh_token FROM seller_account")
    ).all()
    with op.batch_alter_table("seller_account") as batch:
        for column in _TOKENS.values():
            batch.drop_column(column)
    consent = op.create_table(
        "consent",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("api", sa.String(10), nullable=False),
        sa.Column("refresh_token", sa.String(), nullable=True),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("proof", sa.String(10), nullable=True),
        sa.Column("reason", sa.String(100), nullable=True),
        sa.Column("checked_at", UtcDateTime(), nullable=True),
        sa.Column("next_check_at", UtcDateTime(), nullable=True),
        sa.Column("authorized_on", sa.Date(), nullable=True),
        sa.Column("is_ending", sa.Boolean(), nullable=False),
        sa.Column("confirmed_by", sa.String(36), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "seller_id"],
            ["seller_account.tenant_id", "seller_account.seller_id"],
            name=op.f("fk_consent_tenant_id_seller_id_seller_account"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "seller_id", "api", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_next_check", "consent", ["next_check_at"])
    rows = [
        {
            "tenant_id": account.tenant_id,
            "seller_id": account.seller_id,
            "api": api,
            "refresh_token": sealed,
            "status": "connected",
            "reason": "before-proofs",
            "is_ending": False,
            "next_check_at": _DUE,
        }
        for account in accounts
        for api, column in _TOKENS.items()
        if (sealed := getattr(account, column)) is not None
    ]
    if rows:
        op.bulk_insert(consent, rows)


def downgrade() -> None:
    connection = op.get_bind()
    consents = connection.execute(sa.text("SELECT tenant_id, seller_id, api, refresh_token FROM consent")).all()
    op.drop_index("ix_consent_next_check", table_name="consent")
    op.drop_table("consent")
    with op.batch_alter_table("seller_account") as batch:
        for column in _TOKENS.values():
            batch.add_column(sa.Column(column, sa.String(), nullable=True))
    for consent in consents:
        statement = sa.text(
            f"UPDATE seller_account SET {_TOKENS[consent.api]} = :sealed"  # noqa: S608 - our own names
            " WHERE tenant_id = :tenant_id AND seller_id = :seller_id"
        )
        place = {"tenant_id": consent.tenant_id, "seller_id": consent.seller_id}
        connection.execute(statement, place | {"sealed": consent.refresh_token})
