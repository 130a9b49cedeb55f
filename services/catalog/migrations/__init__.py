"""The Alembic history of the catalog service."""
