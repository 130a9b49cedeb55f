"""Folders by job: what somebody does with Zhuli, from the first request to the last."""

from tests.postman.asking import Ask, Folder
from tests.postman.beginnings import BEGIN

SKU, SECOND = "QA-{{run}}-1", "QA-{{run}}-2"
_PRICE, _CHANGED = {"amount": "24.99", "currency": "GBP"}, {"amount": "21.49", "currency": "GBP"}
_BATCH = {
    "seller_id": "{{seller_id}}",
    "items": [
        {
            "marketplace_id": "{{marketplace_id}}",
            "sku": SKU,
            "title": "A kettle of run {{run}}",
            "price": _PRICE,
        },
        {"marketplace_id": "A1NOWHERE0000", "sku": SECOND},
    ],
}
_LISTING = {"listing_id": "{{listing_id}}"}

MORNING = Folder(
    "Job: the assistant's morning",
    "The worklist first, then the numbers behind it.",
    (
        *BEGIN,
        Ask(
            "list_worklist",
            "What there is to do today, the most urgent first",
            query={"seller_id": "{{seller_id}}", "limit": "50"},
            until="body.items.length > 0",
            keep={
                "item_count": "body.items.length",
                "first_service": "body.items[0].service",
                "first_severity": "body.items[0].severity",
            },
            same={"body.items.every(one => one.seller_id === pm.variables.get('seller_id'))": True},
        ),
        Ask(
            "list_worklist",
            "Of one service only",
            query={"seller_id": "{{seller_id}}", "service": "{{first_service}}", "limit": "50"},
            same={
                "[...new Set(body.items.map(one => one.service))].join()": "{{first_service}}",
                "body.items[0].severity": "{{first_severity}}",
            },
        ),
        Ask(
            "list_sku_accuracy",
            "How many SKUs have right data",
            query={"seller_id": "{{seller_id}}", "limit": "1"},
            until="body.items.length > 0",
            same={"body.items[0].seller_id": "{{seller_id}}"},
        ),
        Ask(
            "list_stock_health",
            "Which stock runs out",
            query={"seller_id": "{{seller_id}}", "limit": "200"},
            until="body.items.length > 0",
            keep={"health_sku": "body.items[0].sku"},
            same={"body.items[0].seller_id": "{{seller_id}}"},
        ),
        Ask(
            "list_account_metrics",
            "How the account stands with Amazon",
            query={"seller_id": "{{seller_id}}", "limit": "200"},
            same={"body.items.every(one => one.seller_id === pm.variables.get('seller_id'))": True},
        ),
    ),
)

LISTINGS = Folder(
    "Job: the ERP pushes listings and follows them",
    "In bulk with an outcome for each item, the same again under the same key, one by one, and by cursor.",
    (
        *BEGIN,
        Ask(
            "list_catalog_listings",
            "Where the list ends now",
            query={"seller_id": "{{seller_id}}", "limit": "1"},
            keep={"follow_since": "new Date(Date.now() - 5000).toISOString()"},
            same={"body.items[0].seller_id": "{{seller_id}}"},
        ),
        Ask(
            "upsert_catalog_listings",
            "Two listings, one for a marketplace that there is not",
            status=207,
            headers={"Idempotency-Key": "qa-{{run}}-listings"},
            body=_BATCH,
            keep={"listing_id": "body.results[0].listing_id"},
            same={
                "body.results[0].sku": SKU,
                "body.results.map(one => one.status).join()": "created,rejected",
                "body.results[1].errors[0].code": "marketplace-unknown",
            },
        ),
        Ask(
            "upsert_catalog_listings",
            "The same again changes nothing",
            status=207,
            headers={"Idempotency-Key": "qa-{{run}}-listings"},
            body=_BATCH,
            same={
                "body.results[0].listing_id": "{{listing_id}}",
                "pm.response.headers.get('Idempotency-Replayed')": "true",
            },
        ),
        Ask(
            "upsert_catalog_listings",
            "Another body under the same key is refused",
            status=422,
            headers={"Idempotency-Key": "qa-{{run}}-listings"},
            body={"seller_id": "{{seller_id}}", "items": [{"marketplace_id": "{{marketplace_id}}", "sku": SECOND}]},
            same={"body.code": "idempotency-key-reused", "body.status": 422},
        ),
        Ask(
            "get_catalog_listing",
            "The listing as it was pushed, at its price",
            path=_LISTING,
            keep={"listing_tag": "pm.response.headers.get('ETag')"},
            same={"body.sku": SKU, "body.title": "A kettle of run {{run}}", "body.price": _PRICE},
        ),
        Ask(
            "update_catalog_listing",
            "A lower price",
            path=_LISTING,
            headers={"If-Match": "{{listing_tag}}"},
            body={"price": _CHANGED},
            same={"body.listing_id": "{{listing_id}}", "body.price": _CHANGED, "body.version": 2},
        ),
        Ask(
            "update_catalog_listing",
            "Who read it before is refused",
            status=412,
            path=_LISTING,
            headers={"If-Match": "{{listing_tag}}"},
            body={"title": "Too late"},
            same={"body.code": "precondition-failed", "body.instance": "/v1/catalog/listings/{{listing_id}}"},
        ),
        Ask(
            "list_catalog_listings",
            "The ERP finds what was changed since",
            query={"seller_id": "{{seller_id}}", "updated_after": "{{follow_since}}", "sku": SKU},
            same={"body.items[0].listing_id": "{{listing_id}}", "body.items[0].price": _CHANGED},
        ),
        Ask(
            "delete_catalog_listing",
            "Take it back",
            status=204,
            path=_LISTING,
            same={"pm.request.url.toString().includes(pm.variables.get('listing_id'))": True},
        ),
        Ask(
            "create_catalog_listing",
            "One by itself",
            status=201,
            body={
                "seller_id": "{{seller_id}}",
                "marketplace_id": "{{marketplace_id}}",
                "sku": SECOND,
                "price": _PRICE,
            },
            keep={"second_id": "body.listing_id"},
            same={"body.sku": SECOND, "body.price": _PRICE},
        ),
        Ask(
            "delete_catalog_listing",
            "Take that back, too",
            status=204,
            path={"listing_id": "{{second_id}}"},
            same={"pm.request.url.toString().includes(pm.variables.get('second_id'))": True},
        ),
    ),
)
