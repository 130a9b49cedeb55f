"""Alembic's entry into this history."""

from services.catalog.models import CatalogModel
from shared.db import migrations

migrations.run_env(CatalogModel.metadata)
