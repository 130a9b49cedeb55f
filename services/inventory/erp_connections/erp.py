"""The gateway of a tenant's ERP as it is called."""

from collections.abc import Callable
from datetime import datetime

from services.inventory.erp_connections import rules
from services.inventory.models import ErpConnection
from shared.egress.client import Egress
from shared.mabang.client import Mabang
from shared.mabang.envelopes import Credentials
from shared.secrets import Sealer


def gateway_of(connection: ErpConnection, egress: Egress, sealer: Sealer, *, clock: Callable[[], datetime]) -> Mabang:
    """Mabang as the connection says. Raises SecretError."""
    secret = sealer.open(connection.secret, connection.tenant_id, rules.secret_name(connection.connection_id))
    credentials = Credentials(connection.app_key, secret, connection.protocol_version)
    return Mabang(egress, connection.base_url, credentials, connection.livemode, clock)
