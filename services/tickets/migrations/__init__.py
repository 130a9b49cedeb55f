"""The Alembic history of the tickets service."""
