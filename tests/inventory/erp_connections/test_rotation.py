"""The secret of an ERP follows the master key, as those of the gateway do."""

import base64

from services.gateway.sealed_secrets import operations
from services.inventory.erp_connections.rules import secret_name
from services.inventory.models import ErpConnection
from shared.secrets import Ring, Sealer
from tests.inventory.rows import FIRST, NOW

OLD, NEW = (f"{name}:{base64.b64encode(bytes([number]) * 32).decode()}" for number, name in enumerate(("k1", "k2")))


def connection(sealer):
    moments = {"created_at": NOW, "updated_at": NOW, "next_run_at": NOW}
    plain = {"tenant_id": FIRST, "livemode": True, "erp": "mabang", "app_key": "200000", "base_url": "https://x"}
    more = {"currency": "CNY", "warehouses": "[]", "enabled": True, "every_minutes": 60, "changed_by": "owner"}
    secret = sealer.seal("hush", FIRST, secret_name("one"))
    return ErpConnection(connection_id="one", secret=secret, **plain, **more, **moments)


def test_the_secret_of_an_erp_is_sealed_anew_and_counted(database):
    with database.write() as session:
        session.add(connection(Sealer(Ring.read(OLD))))
    both = Sealer(Ring.read(f"{NEW},{OLD}"))
    (column,) = operations.COLUMNS["inventory"]
    with database.write() as session:
        assert operations.count_by_key(session, "inventory") == {"k1": 1}
        assert operations.seal_anew(session, column, None, 100, sealer=both) == operations.Batch(1, [], None)
        assert operations.count_by_key(session, "inventory") == {"k2": 1}
        assert operations.open_all(session, "inventory", sealer=Sealer(Ring.read(NEW))) == (1, [])
        assert operations.open_all(session, "inventory", sealer=Sealer(Ring.read(OLD)))[0] == 0
