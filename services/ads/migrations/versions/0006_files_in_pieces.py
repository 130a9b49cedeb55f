"""Files that wait to be imported lie in pieces; those that wait now go on as they are, in one piece."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("import_file") as table:
        table.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("is_packed", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.drop_constraint("pk_import_file", type_="primary")
        table.create_primary_key("pk_import_file", ["import_id", "position"])
    with op.batch_alter_table("import_file") as table:
        table.alter_column("position", server_default=None)
        table.alter_column("is_packed", server_default=None)


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM import_file"))
    with op.batch_alter_table("import_file") as table:
        table.drop_constraint("pk_import_file", type_="primary")
        table.create_primary_key("pk_import_file", ["import_id"])
        table.drop_column("is_packed")
        table.drop_column("position")
