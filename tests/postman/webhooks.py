"""The folder of events and of those who listen to them."""

from tests.postman.asking import Ask, Folder
from tests.postman.beginnings import BEGIN

_ENDPOINT = {"endpoint_id": "{{endpoint_id}}"}
_LATE = "{{month_ago}}T00:00:00Z"

WEBHOOKS = Folder(
    "Resource: events and webhooks",
    "What happened is told in order, and again where nobody heard it.",
    (
        *BEGIN,
        Ask(
            "create_webhook_endpoint",
            "Where events shall go",
            status=201,
            body={
                "url": "{{listener_url}}/{{run}}",
                "description": "ERP {{run}}",
                "event_types": ["case.opened"],
            },
            keep={"endpoint_id": "body.endpoint_id"},
            same={"body.description": "ERP {{run}}", "body.event_types": ["case.opened"]},
        ),
        Ask(
            "get_webhook_endpoint",
            "As it is",
            path=_ENDPOINT,
            same={"body.endpoint_id": "{{endpoint_id}}", "body.description": "ERP {{run}}"},
        ),
        Ask(
            "update_webhook_endpoint",
            "More kinds of events",
            path=_ENDPOINT,
            body={"event_types": ["case.opened", "case.breached"]},
            same={"body.endpoint_id": "{{endpoint_id}}", "body.event_types.length": 2},
        ),
        Ask(
            "list_webhook_endpoints",
            "All addresses",
            query={"limit": "200"},
            holds={"body.items.map(one => one.endpoint_id)": "{{endpoint_id}}"},
        ),
        Ask(
            "rotate_webhook_secret",
            "Another secret to sign with",
            status=201,
            path=_ENDPOINT,
            body={"overlap_hours": 1},
            same={"body.endpoint_id": "{{endpoint_id}}", "body.secret.startsWith('whsec_')": True},
        ),
        Ask(
            "send_test_webhook",
            "Try it",
            status=202,
            path=_ENDPOINT,
            keep={"delivery_id": "body.delivery_id", "event_id": "body.event_id"},
            same={"body.endpoint_id": "{{endpoint_id}}"},
        ),
        Ask(
            "get_webhook_delivery",
            "What became of it",
            path={"delivery_id": "{{delivery_id}}"},
            same={"body.delivery_id": "{{delivery_id}}", "body.event_id": "{{event_id}}"},
        ),
        Ask(
            "list_webhook_deliveries",
            "All that went there",
            query=_ENDPOINT | {"limit": "200"},
            holds={"body.items.map(one => one.delivery_id)": "{{delivery_id}}"},
        ),
        Ask(
            "replay_webhook_delivery",
            "Once more",
            status=202,
            path={"delivery_id": "{{delivery_id}}"},
            same={"body.endpoint_id": "{{endpoint_id}}", "body.event_id": "{{event_id}}"},
        ),
        Ask(
            "replay_failed_webhook_deliveries",
            "All that failed since",
            status=202,
            body=_ENDPOINT | {"failed_since": _LATE},
            same={"Number.isInteger(body.replayed)": True},
            holds={"pm.request.body.raw": "{{endpoint_id}}"},
        ),
        Ask(
            "list_events",
            "Events in the order in which they came",
            query={"limit": "50"},
            same={"body.items.every(one => one.livemode === false)": True},
        ),
        Ask(
            "delete_webhook_endpoint",
            "Nothing goes there any more",
            status=204,
            path=_ENDPOINT,
            same={"pm.request.url.toString().includes(pm.variables.get('endpoint_id'))": True},
        ),
    ),
)
