"""The Alembic history of the inventory service."""
