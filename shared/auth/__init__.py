"""Who calls, for which tenant, with which scopes."""

from shared.auth.caller import requires
from shared.auth.principal import SCOPES, Principal

__all__ = ["SCOPES", "Principal", "requires"]
