"""Alembic's entry into this history."""

from notebook import Note
from shared.db import migrations

migrations.run_env(Note.metadata)
