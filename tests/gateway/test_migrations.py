"""The newest migration of each service makes exactly the tables that its models describe."""

import importlib
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect
from sqlmodel import select

from services.gateway.models import Consent, SellerAccount, Tenant
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


def test_accounts_with_consents_stay_when_the_gateway_is_taken_back(service_database):
    database, now = service_database("gateway"), datetime(2026, 5, 1, tzinfo=UTC)
    with database.write() as session:
        session.add(Tenant(tenant_id="t", name="T", livemode=True, created_at=now))
        session.flush()
        account = {"tenant_id": "t", "seller_id": "A1", "name": "Shop", "region": "EU", "marketplace_ids": ""}
        more = {"ads_profile_ids": "", "version": 1, "created_at": now, "updated_at": now}
        session.add(SellerAccount(seller_account_id="a", **account, **more))
        session.flush()
        session.add(Consent(tenant_id="t", seller_id="A1", api="spapi", status="connected"))
    config = config_of("services.gateway", database)
    command.downgrade(config, "0008")
    command.upgrade(config, "head")
    with database.read() as session:
        assert session.exec(select(Consent.seller_id)).all() == ["A1"]
        assert session.exec(select(SellerAccount.name)).all() == ["Shop"]


def test_services_share_no_table(service_database):
    models = [importlib.import_module(f"services.{service}.models") for service in BASES]
    metadatas = {id(getattr(model, base).metadata) for model, base in zip(models, BASES.values(), strict=True)}
    assert len(metadatas) == len(BASES)
