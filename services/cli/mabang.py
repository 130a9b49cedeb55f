"""The demonstration with an ERP: a stand-in for Mabang is connected, mapped and read, as an integrator would do it.

In it lie goods that no SKU at Amazon sells any more, and more of them are on their way: a mismatch that is planted,
and has to be told with its numbers.
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
_MOST_MAPPINGS = 500
_ALL = {"limit": "200"}
_CONNECTIONS, _SYNCS, _MAPPINGS = (
    f"/v1/inventory/{name}" for name in ("erp-connections", "erp-syncs", "sku-mappings")
)


def read_erp(installation: Installation, client: Client, account: Simulated, seller_id: str) -> None:
    """Connect the ERP of an account unless it is, say what its SKUs consist of, and read all. Raises DemoError."""
    key = told_by_sandbox(installation, "mabang", account.seed, account.size)
    connection_id = _connected(installation, client, key)
    for begin in range(0, len(key["links"]), _MOST_MAPPINGS):
        links = key["links"][begin : begin + _MOST_MAPPINGS]
        items = [{"sku": link["sku"], "parts": _parts(link)} for link in links]
        told = _posted(client, f"{_MAPPINGS}/bulk", {"seller_id": seller_id, "items": items})
        rejected = [each for each in told["results"] if each["errors"]]
        if rejected:
            raise DemoError(f"POST {_MAPPINGS}/bulk: {rejected[:3]}")
    sync = _posted(client, _SYNCS, {"connection_id": connection_id, "whole": True})
    for _ in client.follow_sync(sync, "inventory", "erp-syncs"):
        pass


def judge_erp(installation: Installation, client: Client, account: Simulated) -> Verdict:
    """Whether just those goods are told of which no SKU at Amazon sells any, and right units. Raises DemoError."""
    key = told_by_sandbox(installation, "mabang", account.seed, account.size)
    units = {
        each["erp_sku"]: each["in_transit_quantity"] for each in client.listed("/v1/inventory/erp-products", _ALL)
    }
    unmapped = [each["erp_sku"] for each in client.listed("/v1/inventory/unmapped-erp-skus", _ALL)]
    planted = {_problem(each["stock_sku"], each["in_transit_quantity"]) for each in key["unlisted"]}
    found = {_problem(erp_sku, units[erp_sku]) for erp_sku in unmapped}
    return Verdict(len(planted), sorted(planted - found), sorted(found - planted))


def _connected(installation: Installation, client: Client, key: dict[str, Any]) -> str:
    """The id of the connection, which is made where there is none, and follows the sandbox to another port."""
    url = f"{installation.sandbox_url}{key['path']}"
    for known in client.listed(_CONNECTIONS, _ALL):
        if known["app_key"] == key["app_key"]:
            if known["base_url"] != url:
                content_of(client.http.patch(f"{_CONNECTIONS}/{known['connection_id']}", json={"base_url": url}))
            return str(known["connection_id"])
    body = {"erp": "mabang", "app_key": key["app_key"], "secret": key["secret"], "base_url": url}
    return str(content_of(client.http.post(_CONNECTIONS, json=body))["connection_id"])


def _posted(client: Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    return content_of(client.http.post(path, json=body, headers={"Idempotency-Key": uuid7()}))


def _parts(link: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"erp_sku": part["stock_sku"], "quantity": part["quantity"]} for part in link["parts"]]


def _problem(stock_sku: str, in_transit: int | None) -> Problem:
    return _UNSOLD, stock_sku, f"{in_transit} on their way"
