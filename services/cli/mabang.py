"""The demonstration with an ERP: a stand-in for Mabang is connected, mapped and read, as an integrator would do it.

In it lie goods that no SKU at Amazon sells any more: a mismatch that is planted, and has to be told.
"""

from typing import Any

from services.cli.demo import Client, DemoError, content_of, told_by_sandbox
from services.cli.installation import Installation
from services.cli.simulated import Simulated
from services.cli.verdicts import Problem, Verdict
from shared.ids import uuid7

ERP = "erp"
"""The verdict on what is told of the ERP, beside those on the findings of each service."""

_UNSOLD = "erp.unsold"
_CONNECTIONS, _SYNCS, _MAPPINGS = (
    f"/v1/inventory/{name}" for name in ("erp-connections", "erp-syncs", "sku-mappings")
)


def read_erp(installation: Installation, client: Client, account: Simulated, seller_id: str) -> None:
    """Connect the ERP of an account unless it is, say what its SKUs consist of, and read all. Raises DemoError."""
    key = told_by_sandbox(installation, "mabang", account.seed, account.size)
    connection_id = _connected(installation, client, key)
    items = [{"sku": link["sku"], "parts": _parts(link)} for link in key["links"]]
    told = _posted(client, f"{_MAPPINGS}/bulk", {"seller_id": seller_id, "items": items})
    rejected = [each for each in told["results"] if each["errors"]]
    if rejected:
        raise DemoError(f"POST {_MAPPINGS}/bulk: {rejected[:3]}")
    sync = _posted(client, _SYNCS, {"connection_id": connection_id, "whole": True})
    for _ in client.follow_sync(sync, "inventory", "erp-syncs"):
        pass


def judge_erp(installation: Installation, client: Client, account: Simulated) -> Verdict:
    """Whether just those goods are told of which no SKU at Amazon sells any. Raises DemoError."""
    key = told_by_sandbox(installation, "mabang", account.seed, account.size)
    planted = {_problem(each["stock_sku"]) for each in key["unlisted"]}
    found = {_problem(each["erp_sku"]) for each in client.items("/v1/inventory/unmapped-erp-skus", {"limit": "200"})}
    return Verdict(len(planted), sorted(planted - found), sorted(found - planted))


def _connected(installation: Installation, client: Client, key: dict[str, Any]) -> str:
    """The id of the connection, which is made where there is none."""
    for known in client.items(_CONNECTIONS, {"limit": "200"}):
        if known["app_key"] == key["app_key"]:
            return str(known["connection_id"])
    body = {
        "erp": "mabang",
        "app_key": key["app_key"],
        "secret": key["secret"],
        "base_url": f"{installation.sandbox_url}{key['path']}",
    }
    return str(content_of(client.http.post(_CONNECTIONS, json=body))["connection_id"])


def _posted(client: Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    return content_of(client.http.post(path, json=body, headers={"Idempotency-Key": uuid7()}))


def _parts(link: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"erp_sku": part["stock_sku"], "quantity": part["quantity"]} for part in link["parts"]]


def _problem(stock_sku: str) -> Problem:
    return _UNSOLD, stock_sku, None
