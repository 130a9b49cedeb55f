"""The Alembic history of the sandbox."""
