"""Folders of the gateway: people and keys, seller accounts, and who is refused."""

from tests.postman.asking import Ask, Folder
from tests.postman.beginnings import BEGIN, ME, SELLER, TENANT

_ACTOR, _KEY = {"actor_id": "{{new_actor_id}}"}, {"key_id": "{{key_id}}"}
_ACCOUNT = {"seller_id": "{{new_seller_id}}"}
_MINE = {"body.actor_id": "{{new_actor_id}}"}

_NEW_ACTOR = Ask(
    "create_actor",
    "A colleague",
    status=201,
    body={"kind": "person", "name": "Colleague {{run}}", "language": "zh"},
    keep={"new_actor_id": "body.actor_id"},
    same={"body.name": "Colleague {{run}}", "body.active": True},
)
_READS_ADS = Ask(
    "create_api_key",
    "A key that may only read ads",
    status=201,
    body={"actor_id": "{{new_actor_id}}", "name": "Ads {{run}}", "scopes": ["ads:read"], "livemode": False},
    keep={"key_id": "body.key_id", "limited_key": "body.api_key", "last_four": "body.last_four"},
    same={"body.actor_id": "{{new_actor_id}}", "body.scopes": ["ads:read"]},
)

PEOPLE = Folder(
    "Resource: people and keys",
    "Whoever works with Zhuli, and the keys of their programs.",
    (
        *BEGIN,
        _NEW_ACTOR,
        Ask("get_actor", "The colleague", path=_ACTOR, same=_MINE | {"body.name": "Colleague {{run}}"}),
        Ask(
            "update_actor",
            "Under another name",
            path=_ACTOR,
            body={"name": "Renamed {{run}}"},
            same=_MINE | {"body.name": "Renamed {{run}}"},
        ),
        Ask(
            "list_actors",
            "All people",
            query={"limit": "200"},
            holds={"body.items.map(one => one.actor_id)": "{{new_actor_id}}"},
        ),
        _READS_ADS,
        Ask(
            "get_api_key",
            "That key, without its secret",
            path=_KEY,
            same={"body.last_four": "{{last_four}}", "'api_key' in body": False},
        ),
        Ask(
            "list_api_keys",
            "All keys",
            query={"limit": "200"},
            holds={"body.items.map(one => one.key_id)": "{{key_id}}"},
        ),
        Ask(
            "rotate_api_key",
            "Another secret in its place",
            status=201,
            path=_KEY,
            body={"overlap_hours": 1},
            keep={"key_id": "body.key_id"},
            same={"body.actor_id": "{{new_actor_id}}", "body.name": "Ads {{run}}"},
        ),
        Ask(
            "revoke_api_key",
            "It opens nothing any more",
            status=204,
            path=_KEY,
            same={"pm.request.url.toString().includes(pm.variables.get('key_id'))": True},
        ),
        Ask("deactivate_actor", "The colleague leaves", path=_ACTOR, same=_MINE | {"body.active": False}),
        Ask("reactivate_actor", "And comes back", path=_ACTOR, same=_MINE | {"body.active": True}),
        Ask(
            "list_audit_entries",
            "Who did that",
            query={"subject_id": "{{new_actor_id}}", "limit": "200"},
            until="body.items.length > 0",
            same={"body.items.every(one => one.subject_id === pm.variables.get('new_actor_id'))": True},
        ),
    ),
)

ACCOUNTS = Folder(
    "Resource: seller accounts",
    "Connect one, stop what would be written to it, and let it go.",
    (
        *BEGIN,
        Ask(
            "list_marketplaces",
            "Marketplaces of Amazon",
            holds={"body.items.map(one => one.marketplace_id)": "{{marketplace_id}}"},
        ),
        Ask(
            "create_seller_account",
            "Another account",
            status=201,
            body={
                "seller_id": "A1QA{{run}}",
                "name": "Trial {{run}}",
                "region": "EU",
                "marketplace_ids": ["A1PA6795UKMFR9"],
            },
            keep={"new_seller_id": "body.seller_id"},
            same={"body.name": "Trial {{run}}"},
        ),
        Ask(
            "get_seller_account",
            "As it is",
            path=_ACCOUNT,
            same={"body.seller_id": "{{new_seller_id}}", "body.name": "Trial {{run}}"},
        ),
        Ask(
            "update_seller_account",
            "Under another name",
            path=_ACCOUNT,
            body={"name": "Renamed {{run}}"},
            same={"body.seller_id": "{{new_seller_id}}", "body.name": "Renamed {{run}}"},
        ),
        Ask(
            "create_authorization",
            "The page where its owner consents",
            status=201,
            path=_ACCOUNT,
            body={"api": "spapi"},
            same={"body.api": "spapi"},
            holds={"pm.request.url.toString()": "{{new_seller_id}}"},
        ),
        Ask(
            "confirm_connection",
            "Without a consent there is nothing to confirm",
            status=409,
            path=_ACCOUNT | {"api": "spapi"},
            same={
                "body.status": 409,
                "body.instance": "/v1/seller-accounts/{{new_seller_id}}/connections/spapi/confirm",
            },
        ),
        Ask(
            "stop_seller_account",
            "Nothing is written to it",
            path=_ACCOUNT,
            body={"level": "writes", "reason": "Trial {{run}}"},
            same={"body.level": "writes", "body.reason": "Trial {{run}}"},
        ),
        Ask(
            "start_seller_account",
            "Writes go on",
            status=204,
            path=_ACCOUNT,
            same={"pm.request.url.toString().includes(pm.variables.get('new_seller_id'))": True},
        ),
        Ask(
            "delete_seller_account",
            "It leaves, and its consents with it",
            path=_ACCOUNT,
            same={"body.seller_id": "{{new_seller_id}}"},
        ),
    ),
)

REFUSALS = Folder(
    "Refusals: keys and scopes",
    "A key that may only read ads is refused by name where it asks for more.",
    (
        TENANT,
        ME,
        SELLER,
        _NEW_ACTOR,
        _READS_ADS,
        Ask(
            "list_ads_campaigns",
            "What it may do",
            key="limited_key",
            query={"seller_id": "{{seller_id}}", "limit": "1"},
            same={"body.items[0].seller_id": "{{seller_id}}"},
        ),
        *(
            Ask(
                operation,
                name,
                status=403,
                key="limited_key",
                body=body,
                same={"body.code": "scope-missing", "body.request_id": "{{request_id}}"},
                holds={"JSON.stringify(body)": scope},
            )
            for operation, name, scope, body in (
                ("create_ads_sync", "It may not sync ads", "ads:write", {"seller_id": "{{seller_id}}"}),
                ("list_catalog_listings", "It may not read listings", "catalog:read", None),
                ("list_inventory_stock", "It may not read stock", "inventory:read", None),
                ("list_tickets_cases", "It may not read cases", "tickets:read", None),
                ("list_events", "It may not read events", "events:read", None),
                ("list_audit_entries", "It may not read who did what", "audit:read", None),
                ("list_api_keys", "It may not see keys", "admin", None),
            )
        ),
        Ask(
            "revoke_api_key",
            "Its end",
            status=204,
            path=_KEY,
            same={"pm.request.url.toString().includes(pm.variables.get('key_id'))": True},
        ),
        Ask(
            "list_ads_campaigns",
            "A revoked key opens nothing",
            status=401,
            key="limited_key",
            until="pm.response.code === 401",
            same={"body.code": "unauthorized", "body.request_id": "{{request_id}}"},
        ),
    ),
)
