"""Alembic's entry into this history."""

from services.sandbox.models import SandboxModel
from shared.db import migrations

migrations.run_env(SandboxModel.metadata)
