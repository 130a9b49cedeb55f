"""The first tables of the gateway."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("type", sa.String(length=100), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("occurred_at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_event")),
        sa.UniqueConstraint("event_id", name=op.f("uq_event_event_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_event_tenant", "event", ["tenant_id", "sequence"])

    op.create_table(
        "idempotent_request",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", sa.String(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "digest", name=op.f("pk_idempotent_request")),
    )
    op.create_index(op.f("ix_idempotent_request_expires_at"), "idempotent_request", ["expires_at"])

    op.create_table(
        "outbox",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("identity", sa.String(length=300), nullable=False),
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_outbox")),
    )
    op.create_table(
        "tenant",
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("livemode", sa.Boolean(), nullable=False),
        sa.Column("live_tenant_id", sa.String(length=36), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["live_tenant_id"], ["tenant.tenant_id"], name=op.f("fk_tenant_live_tenant_id_tenant")
        ),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_tenant")),
        sa.UniqueConstraint("live_tenant_id", name=op.f("uq_tenant_live_tenant_id")),
    )
    op.create_table(
        "actor",
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.tenant_id"], name=op.f("fk_actor_tenant_id_tenant")),
        sa.PrimaryKeyConstraint("actor_id", name=op.f("pk_actor")),
    )
    op.create_index(op.f("ix_actor_tenant_id"), "actor", ["tenant_id"])

    op.create_table(
        "seller_account",
        sa.Column("seller_account_id", sa.String(length=36), nullable=False),
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("seller_id", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("region", sa.String(length=2), nullable=False),
        sa.Column("marketplace_ids", sa.String(length=500), nullable=False),
        sa.Column("ads_profile_ids", sa.String(length=2000), nullable=False),
        sa.Column("ads_refresh_token", sa.String(), nullable=True),
        sa.Column("spapi_refresh_token", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.tenant_id"], name=op.f("fk_seller_account_tenant_id_tenant")),
        sa.PrimaryKeyConstraint("seller_account_id", name=op.f("pk_seller_account")),
        sa.UniqueConstraint("tenant_id", "seller_id", name=op.f("uq_seller_account_tenant_id_seller_id")),
    )
    op.create_index("ix_seller_account_updated", "seller_account", ["updated_at", "seller_account_id"])

    op.create_table(
        "api_key",
        sa.Column("key_id", sa.String(length=8), nullable=False),
        sa.Column("tenant_id", sa.String(length=36), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("chain_id", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("livemode", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("last_four", sa.String(length=4), nullable=False),
        sa.Column("scopes", sa.String(length=500), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.actor_id"], name=op.f("fk_api_key_actor_id_actor")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.tenant_id"], name=op.f("fk_api_key_tenant_id_tenant")),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_key_digest")),
    )
    op.create_index(op.f("ix_api_key_chain_id"), "api_key", ["chain_id"])
    op.create_index(op.f("ix_api_key_tenant_id"), "api_key", ["tenant_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_api_key_tenant_id"), table_name="api_key")
    op.drop_index(op.f("ix_api_key_chain_id"), table_name="api_key")

    op.drop_table("api_key")
    op.drop_index("ix_seller_account_updated", table_name="seller_account")

    op.drop_table("seller_account")
    op.drop_index(op.f("ix_actor_tenant_id"), table_name="actor")

    op.drop_table("actor")
    op.drop_table("tenant")
    op.drop_table("outbox")
    op.drop_index(op.f("ix_idempotent_request_expires_at"), table_name="idempotent_request")

    op.drop_table("idempotent_request")
    op.drop_index("ix_event_tenant", table_name="event")

    op.drop_table("event")
