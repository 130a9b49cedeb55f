"""The gateway of the gateway's own tests, for the faults that meet it."""

from tests.gateway.conftest import (
    client,
    customer,
    database,
    hooks,
    issue,
    keys_dir,
    new_customer,
    settings,
    stranger,
)

__all__ = [
    "client",
    "customer",
    "database",
    "hooks",
    "issue",
    "keys_dir",
    "new_customer",
    "settings",
    "stranger",
]
