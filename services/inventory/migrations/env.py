"""Alembic's entry into this history."""

from services.inventory.models import InventoryModel
from shared.db import migrations

migrations.run_env(InventoryModel.metadata)
