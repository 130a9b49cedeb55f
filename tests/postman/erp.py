"""The folder of the ERP behind a shop: how it is reached and read."""

from tests.postman.asking import Ask, Folder
from tests.postman.beginnings import BEGIN

_CONNECTION = {"connection_id": "{{connection_id}}"}

ERP = Folder(
    "Resource: connections to an ERP",
    "How an ERP is reached; its secret is never shown again.",
    (
        *BEGIN,
        Ask(
            "create_erp_connection",
            "An ERP by its keys",
            status=201,
            body={
                "erp": "mabang",
                "base_url": "{{erp_url}}",
                "app_key": "{{erp_app_key}}",
                "secret": "{{erp_secret}}",
                "every_minutes": 1440,
            },
            keep={"connection_id": "body.connection_id"},
            same={"body.app_key": "{{erp_app_key}}", "'secret' in body": False},
        ),
        Ask(
            "get_erp_connection",
            "As it is",
            path=_CONNECTION,
            keep={"connection_tag": "pm.response.headers.get('ETag')"},
            same={"body.connection_id": "{{connection_id}}", "body.app_key": "{{erp_app_key}}"},
        ),
        Ask(
            "update_erp_connection",
            "Asked less often",
            path=_CONNECTION,
            headers={"If-Match": "{{connection_tag}}"},
            body={"every_minutes": 720},
            same={"body.connection_id": "{{connection_id}}", "body.every_minutes": 720},
        ),
        Ask(
            "list_erp_connections",
            "All of them",
            query={"limit": "200"},
            holds={"body.items.map(one => one.connection_id)": "{{connection_id}}"},
        ),
        Ask(
            "test_erp_connection",
            "Whether the ERP knows these keys",
            path=_CONNECTION,
            same={"typeof body.works": "boolean"},
            holds={"pm.request.url.toString()": "{{connection_id}}"},
        ),
        Ask(
            "create_erp_sync",
            "Read it, and change nothing",
            status=202,
            body={"connection_id": "{{connection_id}}", "dry_run": True},
            keep={"erp_sync_id": "body.erp_sync_id"},
            same={"body.connection_id": "{{connection_id}}", "body.is_dry_run": True},
        ),
        Ask(
            "get_erp_sync",
            "Until it was read, or is known not to be readable",
            path={"erp_sync_id": "{{erp_sync_id}}"},
            until="['completed', 'failed'].includes(body.status)",
            keep={"read_status": "body.status"},
            same={"body.erp_sync_id": "{{erp_sync_id}}"},
        ),
        Ask(
            "list_erp_syncs",
            "How it was read before",
            query=_CONNECTION,
            same={"body.items[0].erp_sync_id": "{{erp_sync_id}}", "body.items[0].status": "{{read_status}}"},
        ),
        Ask(
            "list_erp_sync_changes",
            "What it would have changed",
            path={"erp_sync_id": "{{erp_sync_id}}"},
            same={"body.items.length > 0 ? 'completed' : pm.variables.get('read_status')": "{{read_status}}"},
        ),
        *(
            Ask(
                operation,
                name,
                query=_CONNECTION,
                same={"body.items.every(one => one.connection_id === pm.variables.get('connection_id'))": True},
            )
            for operation, name in (
                ("list_erp_places", "Its shops and warehouses"),
                ("list_erp_products", "Its goods"),
                ("list_erp_dead_letters", "Records that cannot be read"),
            )
        ),
        *(
            Ask(
                f"{verb}_erp_dead_letter",
                name,
                status=404,
                path={"dead_letter_id": "{{run}}"},
                body=body,
                same={"body.status": 404, "body.request_id": "{{request_id}}"},
                holds={"body.instance": "{{run}}"},
            )
            for verb, name, body in (
                ("get", "A record that there is not", None),
                ("replay", "It cannot be read again", None),
                ("dismiss", "Nor closed", {"reason": "Trial {{run}}"}),
            )
        ),
        Ask(
            "delete_erp_connection",
            "It is needed no more",
            status=204,
            path=_CONNECTION,
            same={"pm.request.url.toString().includes(pm.variables.get('connection_id'))": True},
        ),
    ),
)
