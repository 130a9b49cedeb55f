"""The Alembic history of the ads service."""
