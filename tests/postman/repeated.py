"""Requests that several resources have in the same form."""

from typing import Any

from tests.postman.asking import Ask

SELLER_ID = {"seller_id": "{{seller_id}}"}
SHOP = SELLER_ID | {"marketplace_id": "{{marketplace_id}}"}
OF_SELLER = "body.items.every(one => one.seller_id === pm.variables.get('seller_id'))"


def listed(operation: str, name: str, **more: Any) -> Ask:
    """A list of the seller account, which is not empty."""
    given: dict[str, Any] = {"query": SELLER_ID | {"limit": "200"}, "until": "body.items.length > 0"} | more
    return Ask(operation, name, **given, same={OF_SELLER: True, "body.items.length > 0": True})


def synced(service: str) -> tuple[Ask, ...]:
    """A sync that is asked for, followed to its end, and listed."""
    return (
        Ask(
            f"create_{service}_sync",
            f"Fetch anew what Amazon knows of {service}",
            status=202,
            body=SELLER_ID,
            keep={"sync_id": "body.sync_id"},
            same={"body.seller_id": "{{seller_id}}"},
        ),
        Ask(
            f"get_{service}_sync",
            f"Until the sync of {service} is over",
            path={"sync_id": "{{sync_id}}"},
            until="['completed', 'failed'].includes(body.status)",
            same={"body.sync_id": "{{sync_id}}", "body.status": "completed"},
        ),
        Ask(
            f"list_{service}_syncs",
            f"The syncs of {service}",
            query=SELLER_ID | {"limit": "200"},
            holds={"body.items.map(one => one.sync_id)": "{{sync_id}}"},
        ),
    )


def thresholds(service: str, name: str, one: Any, other: Any) -> tuple[Ask, ...]:
    """Read, change, and put back."""
    return (
        Ask(
            f"get_{service}_thresholds",
            f"Bounds of {service}",
            path=SELLER_ID,
            keep={"bounds_tag": "pm.response.headers.get('ETag')", "bound_before": f"body.{name}"},
            same={"body.seller_id": "{{seller_id}}"},
        ),
        Ask(
            f"update_{service}_thresholds",
            f"Another bound of {service}",
            path=SELLER_ID,
            headers={"If-Match": "{{bounds_tag}}"},
            body={name: one},
            same={"body.seller_id": "{{seller_id}}", f"body.{name}": one},
        ),
        Ask(
            f"update_{service}_thresholds",
            f"The bound of {service} as it was by default",
            path=SELLER_ID,
            body={name: other},
            same={"body.seller_id": "{{seller_id}}", f"body.{name}": other},
        ),
    )
