"""Alembic's entry into this history."""

from services.ads.models import AdsModel
from shared.db import migrations

migrations.run_env(AdsModel.metadata)
