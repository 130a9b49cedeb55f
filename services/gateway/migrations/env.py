"""Alembic's entry into this history."""

from services.gateway.models import GatewayModel
from shared.db import migrations

migrations.run_env(GatewayModel.metadata)
