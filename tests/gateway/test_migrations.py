"""The newest migration of each service makes exactly the tables that its models describe."""

import importlib

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from shared.db.migrations import config_of, enter

BASES = {
    "gateway": "GatewayModel",
    "catalog": "CatalogModel",
    "inventory": "InventoryModel",
    "ads": "AdsModel",
    "tickets": "TicketsModel",
}


@pytest.mark.parametrize("service", BASES)
def test_tables_and_models_are_the_same(service_database, service):
    metadata = getattr(importlib.import_module(f"services.{service}.models"), BASES[service]).metadata
    database = service_database(service)
    with database.engine.connect() as connection:
        enter(connection, database)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


@pytest.mark.parametrize("service", BASES)
def test_every_migration_can_be_taken_back(service_database, service):
    database = service_database(service)
    command.downgrade(config_of(f"services.{service}", database), "base")
    assert inspect(database.engine).get_table_names(schema=database.schema) == ["alembic_version"]
    command.upgrade(config_of(f"services.{service}", database), "head")


def test_services_share_no_table(service_database):
    models = [importlib.import_module(f"services.{service}.models") for service in BASES]
    metadatas = {id(getattr(model, base).metadata) for model, base in zip(models, BASES.values(), strict=True)}
    assert len(metadatas) == len(BASES)
