"""Alembic's entry into this history."""

from services.tickets.models import TicketsModel
from shared.db import migrations

migrations.run_env(TicketsModel.metadata)
