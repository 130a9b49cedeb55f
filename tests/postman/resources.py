"""Folders by resource: what the jobs do not need, so that each operation of the contract is tried."""

from tests.postman.asking import Ask, Folder
from tests.postman.beginnings import BEGIN
from tests.postman.erp import ERP
from tests.postman.findings import folder_of
from tests.postman.mappings import MAPPINGS
from tests.postman.repeated import OF_SELLER, SELLER_ID, SHOP, listed, synced, thresholds
from tests.postman.stock import INVENTORY


def _health(service: str) -> tuple[Ask, ...]:
    return tuple(
        Ask(f"check_{service}_{state}", f"{service} is {state}", same={"body.service": service})
        for state in ("alive", "ready")
    )


HEALTH = Folder(
    "Resource: health",
    "For who watches the programs; behind a proxy these are not open.",
    tuple(ask for service in ("gateway", "catalog", "inventory", "ads", "tickets") for ask in _health(service)),
)

ADS = Folder(
    "Resource: ads",
    "Profiles, campaigns, deliveries, performance and bounds.",
    (
        *BEGIN,
        *synced("ads"),
        listed("list_ads_profiles", "Advertising profiles"),
        Ask(
            "list_ads_campaigns",
            "Campaigns",
            query=SELLER_ID | {"limit": "200"},
            keep={"campaign_id": "body.items[0].campaign_id", "campaign_name": "body.items[0].name"},
            same={OF_SELLER: True},
        ),
        Ask(
            "get_ads_campaign",
            "One campaign",
            path={"campaign_id": "{{campaign_id}}"},
            query=SHOP,
            same={"body.campaign_id": "{{campaign_id}}", "body.name": "{{campaign_name}}"},
        ),
        listed("list_ads_deliveries", "Which days have come"),
        Ask(
            "list_ads_performance",
            "Its numbers",
            query=SHOP | {"from_on": "{{month_ago}}", "to_on": "{{today}}", "group_by": "campaign"},
            same={"body.from_on": "{{month_ago}}", "body.to_on": "{{today}}"},
        ),
        *thresholds("ads", "target_acos", 0.3, 0.35),
    ),
)

CATALOG = Folder(
    "Resource: catalog",
    "Syncs, and what units cost.",
    (
        *BEGIN,
        *synced("catalog"),
        Ask(
            "upsert_catalog_costs",
            "What a unit costs from today",
            status=207,
            body=SELLER_ID
            | {
                "items": [
                    {
                        "sku": "QA-{{run}}",
                        "kind": "purchase_price",
                        "valid_from": "{{today}}",
                        "cost": {"amount": "31.80", "currency": "CNY"},
                    }
                ]
            },
            keep={"cost_id": "body.results[0].cost_id"},
            same={"body.results[0].sku": "QA-{{run}}", "body.results[0].status": "created"},
        ),
        Ask(
            "get_catalog_cost",
            "That cost",
            path={"cost_id": "{{cost_id}}"},
            same={"body.sku": "QA-{{run}}", "body.cost": {"amount": "31.80", "currency": "CNY"}},
        ),
        Ask(
            "list_catalog_costs",
            "All costs of the SKU",
            query=SELLER_ID | {"sku": "QA-{{run}}"},
            same={"body.items.map(one => one.cost_id).join()": "{{cost_id}}"},
        ),
        Ask(
            "list_catalog_effective_costs",
            "What counts on a day",
            query=SELLER_ID | {"on": "{{today}}", "sku": "QA-{{run}}"},
            same={"body.items[0].sku": "QA-{{run}}", "body.items[0].cost": {"amount": "31.80", "currency": "CNY"}},
        ),
        Ask(
            "delete_catalog_cost",
            "Take it back",
            status=204,
            path={"cost_id": "{{cost_id}}"},
            same={"pm.request.url.toString().includes(pm.variables.get('cost_id'))": True},
        ),
    ),
)

TICKETS = Folder(
    "Resource: tickets",
    "Syncs and bounds.",
    (*BEGIN, *synced("tickets"), *thresholds("tickets", "first_response_hours", 10, 12)),
)

FINDINGS = tuple(folder_of(service) for service in ("ads", "catalog", "inventory", "tickets"))

RESOURCES = (HEALTH, ADS, CATALOG, INVENTORY, MAPPINGS, ERP, TICKETS, *FINDINGS)
