"""The Alembic history of the gateway."""
