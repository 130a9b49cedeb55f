"""Folders of what is sold: stock, own warehouses, pools, sales and the index."""

from tests.postman.asking import Ask, Folder
from tests.postman.beginnings import BEGIN
from tests.postman.repeated import SELLER_ID, SHOP, listed, synced, thresholds

_WAREHOUSE = {"warehouse_id": "{{warehouse_id}}"}

INVENTORY = Folder(
    "Resource: inventory",
    "Stock, own warehouses, pools, sales, orders, the index and bounds.",
    (
        *BEGIN,
        *synced("inventory"),
        Ask(
            "push_inventory_stock",
            "A count of an own warehouse",
            status=207,
            body=SELLER_ID
            | {
                "items": [
                    {
                        "sku": "QA-{{run}}",
                        "warehouse": "QA {{run}}",
                        "fulfillable_quantity": 480,
                        "observed_at": "{{today}}T00:00:00Z",
                    }
                ]
            },
            keep={"warehouse_id": "body.results[0].warehouse_id"},
            same={"body.results[0].sku": "QA-{{run}}", "body.results[0].status": "created"},
        ),
        Ask(
            "list_inventory_stock",
            "The stock of that warehouse",
            query=SELLER_ID | _WAREHOUSE,
            same={"body.items[0].sku": "QA-{{run}}", "body.items[0].fulfillable_quantity": 480},
        ),
        Ask(
            "list_inventory_warehouses",
            "Own warehouses",
            query=SELLER_ID | {"limit": "200"},
            holds={"body.items.map(one => one.warehouse_id)": "{{warehouse_id}}"},
        ),
        Ask(
            "get_inventory_warehouse",
            "That warehouse",
            path=_WAREHOUSE,
            same={"body.warehouse_id": "{{warehouse_id}}", "body.name": "QA {{run}}"},
        ),
        Ask(
            "update_inventory_warehouse",
            "It serves one marketplace",
            path=_WAREHOUSE,
            body={"marketplace_ids": ["{{marketplace_id}}"]},
            same={"body.warehouse_id": "{{warehouse_id}}", "body.marketplace_ids.join()": "{{marketplace_id}}"},
        ),
        Ask(
            "delete_inventory_stock",
            "It holds none any more",
            status=204,
            query=SELLER_ID | _WAREHOUSE | {"sku": "QA-{{run}}"},
            same={"pm.request.url.toString().includes(pm.variables.get('warehouse_id'))": True},
        ),
        Ask(
            "delete_inventory_warehouse",
            "It is closed",
            status=204,
            path=_WAREHOUSE,
            same={"pm.request.url.toString().includes(pm.variables.get('warehouse_id'))": True},
        ),
        Ask(
            "list_inventory_sales",
            "What was sold",
            query=SHOP | {"from_on": "{{month_ago}}", "to_on": "{{today}}"},
            same={"body.from_on": "{{month_ago}}", "body.items.length > 0": True},
        ),
        listed("list_order_lines", "Lines of orders"),
        Ask(
            "get_ipi_drivers",
            "What drives the index",
            query=SHOP,
            same={"body.marketplace_id": "{{marketplace_id}}"},
        ),
        Ask(
            "record_ipi_score",
            "The index as Seller Central shows it",
            body=SHOP | {"measured_on": "{{month_ago}}", "score": 544},
            same={"body.measured_on": "{{month_ago}}", "body.score": 544},
        ),
        Ask(
            "import_ipi_scores",
            "Several of them",
            status=207,
            body={"items": [SHOP | {"measured_on": "{{month_ago}}", "score": 545}]},
            same={"body.results[0].measured_on": "{{month_ago}}", "body.results[0].status": "updated"},
        ),
        Ask(
            "list_ipi_scores",
            "All that are known",
            query=SHOP | {"limit": "200"},
            same={"body.items.find(one => one.measured_on === pm.variables.get('month_ago')).score": 545},
        ),
        Ask(
            "get_inventory_pool_settings",
            "Which shops share a stock",
            path=SELLER_ID,
            keep={"pools_tag": "pm.response.headers.get('ETag')"},
            same={"body.seller_id": "{{seller_id}}"},
        ),
        Ask(
            "set_inventory_pools",
            "This one has its own",
            path=SELLER_ID,
            body={"separate": ["{{marketplace_id}}"]},
            same={"body.seller_id": "{{seller_id}}", "body.separate.join()": "{{marketplace_id}}"},
        ),
        Ask(
            "set_inventory_pools",
            "As it was",
            path=SELLER_ID,
            body={},
            same={"body.seller_id": "{{seller_id}}", "body.separate": []},
        ),
        Ask(
            "list_inventory_pools",
            "Stocks of several shops",
            keep={"pool_id": "body.items.length ? body.items[0].pool_id : 'none'"},
            same={"body.items.every(one => one.marketplace_ids.length > 1)": True},
        ),
        Ask(
            "get_inventory_pool",
            "A stock that there is not",
            status=404,
            path={"pool_id": "{{run}}"},
            same={"body.status": 404, "body.instance": "/v1/inventory/pools/{{run}}"},
        ),
        *thresholds("inventory", "lead_time_days", 45, 30),
    ),
)
