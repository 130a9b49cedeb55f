"""count clocks from when it happened, each message by its own"""

import orjson
import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_RENAMED = {
    "first_response_warn_at": "answer_warn_at",
    "first_response_due_at": "answer_due_at",
    "first_response_level": "answer_level",
    "first_responded_at": "answered_at",
}
_MESSAGE_MOMENTS = (
    *("received_at", "sent_at", "answered_at", "answer_warn_at", "answer_due_at"),
    *("amazon_answer_warn_at", "amazon_answer_due_at"),
)
_MESSAGE_TEXTS = {"language": 10, "wanted_language": 10, "external_id": 200, "external_digest": 64, "answer_id": 36}
_LEVELS = ("answer_level", "amazon_answer_level")
_IS_RECEIVED = sa.text("received_at IS NOT NULL")


def upgrade() -> None:
    for before, after in _RENAMED.items():
        op.execute(f"ALTER TABLE ticket_case RENAME COLUMN {before} TO {after}")
    op.add_column("ticket_case", sa.Column("received_at", UtcDateTime(), nullable=True))
    op.execute("UPDATE ticket_case SET received_at = created_at")
    with op.batch_alter_table("ticket_case") as case:
        case.alter_column("received_at", existing_type=UtcDateTime(), nullable=False)
        for name, length in (("external_id", 200), ("external_digest", 64), ("campaign_id", 32)):
            case.add_column(sa.Column(name, sa.String(length), nullable=True))
        case.add_column(sa.Column("description_zh", sa.String(4000), nullable=True))
        case.create_unique_constraint(
            op.f("uq_ticket_case_tenant_id_seller_id_external_id"), ["tenant_id", "seller_id", "external_id"]
        )
        case.create_index("ix_ticket_case_order", ["tenant_id", "amazon_order_id"])
    _upgrade_messages()
    _upgrade_macros()
    _upgrade_worklist()


def _upgrade_messages() -> None:
    """Every case gets the message that opened it. Amazon's clock counts for messages from now on."""
    op.add_column("case_message", sa.Column("seller_id", sa.String(20), nullable=True))
    mine = "FROM ticket_case AS c WHERE c.case_id = case_message.case_id"
    op.execute(f"UPDATE case_message SET seller_id = (SELECT c.seller_id {mine})")  # noqa: S608
    with op.batch_alter_table("case_message") as message:
        message.alter_column("seller_id", existing_type=sa.String(20), nullable=False)
        message.alter_column("kind", existing_type=sa.String(5), type_=sa.String(10), existing_nullable=False)
        for name in _MESSAGE_MOMENTS:
            message.add_column(sa.Column(name, UtcDateTime(), nullable=True))
        for name, length in _MESSAGE_TEXTS.items():
            message.add_column(sa.Column(name, sa.String(length), nullable=True))
        for name in _LEVELS:
            message.add_column(sa.Column(name, sa.String(10), nullable=False, server_default="running"))
        message.create_unique_constraint(
            op.f("uq_case_message_tenant_id_seller_id_external_id"), ["tenant_id", "seller_id", "external_id"]
        )
        message.create_index(
            "ix_case_message_received",
            ["tenant_id", "received_at"],
            sqlite_where=_IS_RECEIVED,
            postgresql_where=_IS_RECEIVED,
        )
    with op.batch_alter_table("case_message") as message:
        for name in _LEVELS:
            message.alter_column(name, existing_type=sa.String(10), server_default=None)
    op.execute("UPDATE case_message SET sent_at = created_at WHERE kind = 'reply'")
    op.execute(
        """
        INSERT INTO case_message (message_id, tenant_id, seller_id, case_id, kind, author, automatic, text,
            created_at, received_at, answer_warn_at, answer_due_at, answer_level, amazon_answer_level, answered_at,
            answer_id)
        SELECT c.case_id, c.tenant_id, c.seller_id, c.case_id, 'inbound', 'system', c.source <> 'rest', '',
            c.created_at, c.received_at, c.answer_warn_at, c.answer_due_at, c.answer_level, 'running', c.answered_at,
            CASE WHEN c.answered_at IS NULL THEN NULL ELSE (
                SELECT min(m.message_id) FROM case_message AS m
                WHERE m.case_id = c.case_id AND m.kind = 'reply' AND m.automatic = FALSE) END
        FROM ticket_case AS c
        """
    )


def _upgrade_macros() -> None:
    op.add_column("macro", sa.Column("texts", sa.String(), nullable=True))
    macro = sa.table("macro", *(sa.column(name) for name in ("macro_id", "texts", "text_en", "text_zh")))
    connection = op.get_bind()
    for row in connection.execute(sa.select(macro)).all():
        texts = orjson.dumps({"en": row.text_en, "zh": row.text_zh}).decode()
        connection.execute(macro.update().where(macro.c.macro_id == row.macro_id).values(texts=texts))
    with op.batch_alter_table("macro") as batch:
        batch.alter_column("texts", existing_type=sa.String(), nullable=False)
        batch.drop_column("text_en")
        batch.drop_column("text_zh")


def _upgrade_worklist() -> None:
    """A case and its findings become one item."""
    op.add_column("worklist_item", sa.Column("matter", sa.String(36), nullable=True))
    op.execute(
        "UPDATE worklist_item SET matter = CASE WHEN code IN ('tickets.sla_at_risk', 'tickets.sla_breached') "
        "THEN substr(subject_id, 1, 36) ELSE item_id END WHERE kind = 'finding'"
    )
    op.execute(
        "UPDATE worklist_item SET matter = (SELECT substr(c.source_key, 9, 36) FROM ticket_case AS c "
        "WHERE c.case_id = worklist_item.item_id AND c.source_key LIKE 'finding:%') WHERE kind = 'case'"
    )
    op.execute(
        "UPDATE worklist_item SET listed = FALSE WHERE kind = 'finding' AND EXISTS (SELECT 1 FROM worklist_item AS c "
        "WHERE c.tenant_id = worklist_item.tenant_id AND c.kind = 'case' AND c.listed "
        "AND (c.item_id = worklist_item.matter OR c.matter = worklist_item.matter))"
    )
    op.create_index("ix_worklist_item_matter", "worklist_item", ["tenant_id", "matter"])


def downgrade() -> None:
    op.drop_index("ix_worklist_item_matter", table_name="worklist_item")
    op.execute("UPDATE worklist_item SET listed = TRUE WHERE kind = 'finding' AND status IN ('open', 'acknowledged')")
    op.drop_column("worklist_item", "matter")
    _downgrade_macros()
    op.execute("DELETE FROM case_message WHERE kind = 'inbound'")
    with op.batch_alter_table("case_message") as message:
        message.drop_index("ix_case_message_received")
        message.drop_constraint(op.f("uq_case_message_tenant_id_seller_id_external_id"), type_="unique")
        for name in (*_MESSAGE_MOMENTS, *_MESSAGE_TEXTS, *_LEVELS, "seller_id"):
            message.drop_column(name)
        message.alter_column("kind", existing_type=sa.String(10), type_=sa.String(5), existing_nullable=False)
    with op.batch_alter_table("ticket_case") as case:
        case.drop_index("ix_ticket_case_order")
        case.drop_constraint(op.f("uq_ticket_case_tenant_id_seller_id_external_id"), type_="unique")
        for name in ("external_id", "external_digest", "campaign_id", "description_zh", "received_at"):
            case.drop_column(name)
    for before, after in _RENAMED.items():
        op.execute(f"ALTER TABLE ticket_case RENAME COLUMN {after} TO {before}")


def _downgrade_macros() -> None:
    """Of languages other than English and Chinese nothing can stay."""
    for name in ("text_en", "text_zh"):
        op.add_column("macro", sa.Column(name, sa.String(5000), nullable=True))
    macro = sa.table("macro", *(sa.column(name) for name in ("macro_id", "texts", "text_en", "text_zh")))
    connection = op.get_bind()
    for row in connection.execute(sa.select(macro)).all():
        texts = orjson.loads(row.texts)
        first = next(iter(texts.values()))
        values = {"text_en": texts.get("en", first), "text_zh": texts.get("zh", first)}
        connection.execute(macro.update().where(macro.c.macro_id == row.macro_id).values(values))
    with op.batch_alter_table("macro") as batch:
        for name in ("text_en", "text_zh"):
            batch.alter_column(name, existing_type=sa.String(5000), nullable=False)
        batch.drop_column("texts")
