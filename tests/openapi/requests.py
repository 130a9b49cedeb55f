"""What a person would send to each operation: the requests that examples are recorded from.

A text in braces is the id of that name (see `recording`). Who adds an operation that takes a body or required
parameters adds a request here, and runs `python -m tests.openapi.record` beside `make run`.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"


@dataclass(frozen=True)
class Request:
    """`file` is the path of an upload, from the root of the repository."""

    body: dict[str, Any] | None = None
    query: dict[str, str] = field(default_factory=dict)
    file: str = ""


_SHOP = {"seller_id": "{seller_id}", "marketplace_id": UK}
_WINDOW = {"from_on": "{from_on}", "to_on": "{to_on}"}
_LISTING = {
    "marketplace_id": UK,
    "sku": "GW-CAN-5L",
    "title": "Green Willow Watering Can, 5 Litres, Powder-Coated Steel",
    "brand": "Green Willow",
    "bullets": ["Holds 5 litres", "Long spout for pots on a sill", "Powder-coated steel does not rust"],
    "search_terms": "plant pot indoor sprinkler galvanised",
    "product_type": "WATERING_CAN",
    "condition_type": "new_new",
    "gtin": "4006381333931",
    "gtin_type": "ean",
    "price": {"amount": "24.99", "currency": "GBP"},
    "quantity": 120,
}
_COUNT = {
    "sku": "GW-CAN-5L",
    "warehouse": "Shenzhen 1",
    "fulfillable_quantity": 480,
    "observed_at": "2026-11-30T09:00:00+08:00",
}
_COST = {
    "sku": "GW-CAN-5L",
    "kind": "purchase_price",
    "valid_from": "2026-11-01",
    "cost": {"amount": "31.80", "currency": "CNY"},
}
_MAPPING = {"sku": "GW-CAN-5L-2PK", "parts": [{"erp_sku": "GW-CAN-5L", "quantity": 2}]}
_SCORE = {"seller_id": "{seller_id}", "marketplace_id": UK, "measured_on": "2026-11-23", "score": 544}
_SNOOZED = Request({"until": "{next_week}"})
_DISMISSED = Request({"reason": "Launch of a new product: it may cost more for four weeks"})
_ASSIGNED = Request({"assignee": "{actor_id}"})
_DECIDED = Request({"items": [{"finding_id": "{finding_id}", "decision": "acknowledge"}]})
_FINDINGS = {
    f"{word}_{service}_finding{'s' if word == 'decide' else ''}": request
    for service in ("ads", "catalog", "inventory", "tickets")
    for word, request in {
        "decide": _DECIDED,
        "assign": _ASSIGNED,
        "dismiss": _DISMISSED,
        "snooze": _SNOOZED,
    }.items()
}

_OPEN = {
    f"list_{service}_findings": Request(query={"seller_id": "{seller_id}", "status": "open"})
    for service in ("ads", "catalog", "inventory", "tickets")
}

REQUESTS: dict[str, Request] = (
    _FINDINGS
    | _OPEN
    | {
        "create_actor": Request({"kind": "person", "name": "Chen Jie", "roles": ["assistant"], "language": "zh"}),
        "update_actor": Request({"name": "Chen Jie (Shenzhen)"}),
        "create_api_key": Request(
            {"actor_id": "{actor_id}", "name": "Warehouse system", "scopes": ["inventory:read", "inventory:write"]}
            | {"livemode": False}
        ),
        "rotate_api_key": Request({"overlap_hours": 24}),
        "create_seller_account": Request(
            {"seller_id": "A1GREENWILLOW", "name": "Green Willow DE", "region": "EU", "marketplace_ids": [DE]}
        ),
        "update_seller_account": Request({"name": "Green Willow Germany"}),
        "stop_seller_account": Request({"level": "writes", "reason": "Stocktake until Friday"}),
        "create_authorization": Request({"api": "spapi"}),
        "create_webhook_endpoint": Request(
            {"url": "http://127.0.0.1:9/zhuli-events", "description": "ERP", "event_types": ["case.opened"]}
        ),
        "update_webhook_endpoint": Request({"description": "ERP in Shenzhen"}),
        "rotate_webhook_secret": Request({"overlap_hours": 24}),
        "replay_failed_webhook_deliveries": Request(
            {"endpoint_id": "{endpoint_id}", "failed_since": "2026-11-30T00:00:00Z"}
        ),
        "create_ads_sync": Request({"seller_id": "{seller_id}", **_WINDOW}),
        "create_ads_report_import": Request(dict(_SHOP), file="docs/samples/sp-campaigns.csv"),
        "update_ads_thresholds": Request({"target_acos": 0.3, "high_stake": {"amount": "25.00", "currency": "GBP"}}),
        "create_catalog_listing": Request({"seller_id": "{seller_id}", **_LISTING}),
        "update_catalog_listing": Request({"price": {"amount": "22.99", "currency": "GBP"}, "quantity": 96}),
        "upsert_catalog_listings": Request(
            {
                "seller_id": "{seller_id}",
                "items": [_LISTING | {"sku": "GW-CAN-9L"}, {"marketplace_id": "ATVPDKIKX0DER", "sku": "GW-CAN-9L"}],
            }
        ),
        "upsert_catalog_costs": Request(
            {"seller_id": "{seller_id}", "items": [_COST, _COST | {"cost": {"amount": "31.80", "currency": "RMB"}}]}
        ),
        "import_catalog_costs": Request({"seller_id": "{seller_id}"}, file="docs/samples/unit-costs.csv"),
        "list_catalog_effective_costs": Request(query={"on": "2026-11-20", "sku": "GW-CAN-5L"}),
        "create_catalog_sync": Request({"seller_id": "{seller_id}"}),
        "create_inventory_sync": Request({"seller_id": "{seller_id}"}),
        "create_tickets_sync": Request({"seller_id": "{seller_id}"}),
        "record_ipi_score": Request(_SCORE),
        "import_ipi_scores": Request({"items": [_SCORE | {"measured_on": "2026-11-16", "score": 561}]}),
        "get_ipi_drivers": Request(query=_SHOP),
        "list_inventory_sales": Request(query=_SHOP | _WINDOW),
        "upsert_inventory_sku_mappings": Request({"seller_id": "{seller_id}", "items": [_MAPPING]}),
        "import_inventory_sku_mappings": Request({"seller_id": "{seller_id}"}, file="docs/samples/sku-mappings.csv"),
        "decide_inventory_sku_suggestions": Request(
            {"seller_id": "{seller_id}", "items": [_MAPPING | {"sku": "GW-CAN-5L-UK", "decision": "accept"}]}
        ),
        "push_inventory_stock": Request({"seller_id": "{seller_id}", "items": [_COUNT]}),
        "delete_inventory_stock": Request(
            query={"seller_id": "{seller_id}", "sku": "GW-CAN-5L", "warehouse": "Shenzhen 1"}
        ),
        "create_erp_connection": Request(
            {"erp": "mabang", "app_key": "sandbox-1-60-100", "secret": "as-given-by-mabang"}
            | {"base_url": "http://127.0.0.1:8301/mabang/api/v2"}
        ),
        "create_erp_sync": Request({"connection_id": "{connection_id}", "dry_run": True}),
        "dismiss_erp_dead_letter": Request({"reason": "A sample without stock"}),
        "update_erp_connection": Request({"every_minutes": 30}),
        "update_inventory_warehouse": Request({"name": "Shenzhen Bao'an", "marketplace_ids": [UK, DE]}),
        "set_inventory_pools": Request({"separate": [UK]}),
        "update_inventory_thresholds": Request({"lead_time_days": 30, "fill_rate_target": 0.97}),
        "create_tickets_case": Request(
            _SHOP
            | {"category": "buyer_message", "subject": "Where is my order?", "external_id": "mail-20261201-17"}
            | {"amazon_order_id": "026-1234567-1234567", "description": "Ordered two weeks ago, nothing has come."}
        ),
        "update_tickets_case": Request({"severity": "HIGH", "status": "pending"}),
        "assign_tickets_case": _ASSIGNED,
        "create_tickets_message": Request({"text": "It has not come yet. Can you look into it?", "language": "en"}),
        "create_tickets_reply": Request({"text": "It left our warehouse on Friday and comes tomorrow."}),
        "create_tickets_note": Request({"text": "The carrier says: delivered to a neighbour."}),
        "create_tickets_macro": Request(
            {
                "name": "Parcel late",
                "texts": [{"language": "en", "text": "Your order {amazon_order_id} is on its way."}],
            }
        ),
        "update_tickets_macro": Request(
            {"texts": [{"language": "en", "text": "Your order {amazon_order_id} left us today."}]}
        ),
        "update_tickets_thresholds": Request({"first_response_hours": 8}),
        "get_tickets_response_times": Request(query={"from_on": "{from_on}", "to_on": "{tomorrow}"}),
        "list_ads_performance": Request(query=_SHOP | _WINDOW),
        "list_ads_breakdowns": Request(query=_SHOP | {"kind": "placement", "period_id": "{period_id}"}),
        "list_catalog_listings": Request(query={"seller_id": "{seller_id}", "source": "erp"}),
        "list_events": Request(query={"limit": "1"}),
        "list_worklist": Request(query={"seller_id": "{seller_id}"}),
        "list_stock_health": Request(query={"seller_id": "{seller_id}", "sort": "cover_days"}),
    }
)
