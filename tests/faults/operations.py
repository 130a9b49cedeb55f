"""Every documented operation with a request that succeeds: what "every operation" means in these tests.

The list comes from the OpenAPI document. What the document cannot say is in `EXAMPLES`, by operationId; an
operation that needs an example and has none fails the tests that ask for it (see MissingExampleError).
"""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from services.gateway import openapi
from shared.ids import uuid7

REPORT = b"Date,Currency,Campaign Name,Impressions,Clicks,Spend,Sales,Orders\n2026-01-01,GBP,By file,100,10,1.5,9,1\n"
COSTS = b"SKU,Kind,Valid from,Amount,Currency\nZL-7,purchase_price,2026-01-01,7.5,CNY\n"
MAPPINGS = b"SKU,ERP SKU,Quantity\nNEW-7,G-7,2\n"


class MissingExampleError(LookupError):
    """An operation takes what only an example can say; add it to EXAMPLES in tests/faults/operations.py."""


class Ids(dict[str, str]):
    """One id of each kind that paths, queries and bodies name, by that name."""

    def __missing__(self, name: str) -> str:
        """Raise MissingExampleError."""
        raise MissingExampleError(f"there is no {name} yet: let House.furnish in tests/faults/house.py make one")

    def with_(self, name: str, value: str) -> "Ids":
        """The same with another value of one, whichever service's."""
        others = {each: kept for each, kept in self.items() if not each.endswith(f".{name}")}
        return Ids(others | {name: value})

    def within(self, service: str) -> "Ids":
        """As one service knows them: its `catalog.sync_id` is the `sync_id`."""
        own = {name: value for name, value in self.items() if name.startswith(f"{service}.")}
        return type(self)(self | {name.removeprefix(f"{service}."): value for name, value in own.items()})


@dataclass(frozen=True)
class Example:
    """A request that succeeds. A text that is the name of an id in braces becomes the id of the caller's own.

    `other` are the members of another valid payload, and `new` those that name what the request brings into
    being: it may be called as somebody else's thing is.
    """

    body: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    other: Mapping[str, Any] = field(default_factory=dict)
    new: frozenset[str] = frozenset()


_SCHEMAS = openapi.documents()[0]["components"]["schemas"]
_AMAZONS = {"marketplace_id", "marketplace_ids", "ads_profile_ids"}
"""Ids that are the same for all tenants."""

_KINDS = {"api"}
"""Parts of paths that name a kind, which are the same too."""

_SHOP = {"seller_id": "{seller_id}", "marketplace_id": "A1F83G8C2ARO7P"}
_WINDOW = {"from_on": "2026-01-01", "to_on": "2026-02-01"}
_ACCOUNT = {"seller_id": "A1BRANDNEW1", "name": "New", "region": "EU", "marketplace_ids": ["A1PA6795UKMFR9"]}
_COUNTED = {
    "seller_id": "{seller_id}",
    "marketplace_id": "A1F83G8C2ARO7P",
    "sku": "ZL-1",
    "warehouse": "SZ-1",
    "fulfillable_quantity": 5,
    "observed_at": "2026-01-01T00:00:00Z",
}
_COST = {
    "sku": "ZL-1",
    "kind": "moving_average",
    "valid_from": "2026-01-01",
    "cost": {"amount": "12.35", "currency": "CNY"},
}
_ERP = {"erp": "mabang", "secret": "hush", "base_url": "http://127.0.0.1:9/erp"}
_MAPPING = {"sku": "NEW-1", "parts": [{"erp_sku": "G-1", "quantity": 2}]}
_DECISION = {"sku": "NEW-3", "parts": [{"erp_sku": "G-3"}], "decision": "accept"}
_LISTING = {"marketplace_id": "A1F83G8C2ARO7P", "sku": "NEW-1", "title": "Plain Watering Can"}
_SCORE = {"seller_id": "{seller_id}", "marketplace_id": "A1F83G8C2ARO7P", "measured_on": "2026-01-05", "score": 550}
_CASE = {
    "seller_id": "{seller_id}",
    "marketplace_id": "A1F83G8C2ARO7P",
    "category": "buyer_message",
    "subject": "Where is it?",
}
_TAKEN = {"assignee": "{actor_id}"}
_DECIDED = {"finding_id": "{finding_id}", "decision": "acknowledge"}
_THEIRS = frozenset({"amazon_order_id", "campaign_id", "external_id"})
"""Ids that Amazon or the caller's own system gave: a case may name any."""

EXAMPLES = {
    "create_actor": Example({"kind": "system", "name": "ERP"}, other={"name": "Other"}),
    "update_actor": Example({"name": "Renamed"}, other={"name": "Other"}),
    "create_api_key": Example(
        {"actor_id": "{actor_id}", "name": "ERP", "scopes": ["ads:read"], "livemode": True},
    ),
    "rotate_api_key": Example({"overlap_hours": 1}),
    "create_seller_account": Example(_ACCOUNT, other={"name": "Other"}, new=frozenset({"seller_id"})),
    "update_seller_account": Example({"name": "Renamed"}, other={"name": "Other"}),
    "stop_seller_account": Example({"level": "writes", "reason": "Stocktake"}, other={"reason": "A new repricer"}),
    "create_authorization": Example({"api": "spapi"}, other={"api": "ads"}),
    "create_webhook_endpoint": Example({"url": "http://127.0.0.1:9/new"}, other={"url": "http://127.0.0.1:9/other"}),
    "update_webhook_endpoint": Example({"description": "ERP"}, other={"description": "Other"}),
    "rotate_webhook_secret": Example({"overlap_hours": 1}),
    "replay_failed_webhook_deliveries": Example(
        {"endpoint_id": "{endpoint_id}", "failed_since": "2026-01-01T00:00:00Z"},
        other={"failed_since": "2026-01-02T00:00:00Z"},
    ),
    "create_ads_sync": Example({"seller_id": "{seller_id}", **_WINDOW}, other={"from_on": "2026-01-02"}),
    "create_ads_report_import": Example(
        {"seller_id": "{seller_id}", "marketplace_id": "A1F83G8C2ARO7P", "file": REPORT},
        other={"file": REPORT.replace(b"1.5", b"2.5")},
    ),
    "dismiss_ads_finding": Example({"reason": "it is meant to be so"}),
    "decide_ads_findings": Example({"items": [_DECIDED]}, other={"items": [_DECIDED | {"decision": "reopen"}]}),
    "assign_ads_finding": Example(_TAKEN, other={"assignee": None}),
    "snooze_ads_finding": Example({"until": "2099-01-01T00:00:00Z"}),
    "update_ads_thresholds": Example({"target_acos": 0.3}, other={"target_acos": 0.4}),
    "create_catalog_listing": Example(
        {"seller_id": "{seller_id}", **_LISTING, "sku": "NEW-2"}, other={"title": "Other"}
    ),
    "update_catalog_listing": Example({"title": "Renamed"}, other={"title": "Other"}),
    "upsert_catalog_listings": Example(
        {"seller_id": "{seller_id}", "items": [_LISTING]}, other={"items": [_LISTING | {"title": "Other"}]}
    ),
    "upsert_catalog_costs": Example(
        {"seller_id": "{seller_id}", "items": [_COST]}, other={"items": [_COST | {"valid_from": "2026-02-01"}]}
    ),
    "import_catalog_costs": Example(
        {"seller_id": "{seller_id}", "file": COSTS}, other={"file": COSTS.replace(b"7.5", b"8.5")}
    ),
    "list_catalog_effective_costs": Example(query={"on": "2026-11-20"}),
    "create_catalog_sync": Example({"seller_id": "{seller_id}"}, other={"seller_id": "{seller_id}2"}),
    "dismiss_catalog_finding": Example({"reason": "it is meant to be so"}),
    "decide_catalog_findings": Example({"items": [_DECIDED]}, other={"items": [_DECIDED | {"decision": "reopen"}]}),
    "assign_catalog_finding": Example(_TAKEN, other={"assignee": None}),
    "snooze_catalog_finding": Example({"until": "2099-01-01T00:00:00Z"}),
    "upsert_inventory_sku_mappings": Example(
        {"seller_id": "{seller_id}", "items": [_MAPPING]},
        other={"items": [_MAPPING | {"parts": [{"erp_sku": "G-2"}]}]},
    ),
    "import_inventory_sku_mappings": Example(
        {"seller_id": "{seller_id}", "file": MAPPINGS}, other={"file": MAPPINGS.replace(b"G-7", b"G-8")}
    ),
    "decide_inventory_sku_suggestions": Example(
        {"seller_id": "{seller_id}", "items": [_DECISION]}, other={"items": [_DECISION | {"sku": "NEW-9"}]}
    ),
    "create_inventory_sync": Example({"seller_id": "{seller_id}"}, other={"seller_id": "{seller_id}2"}),
    "dismiss_inventory_finding": Example({"reason": "it is meant to be so"}),
    "decide_inventory_findings": Example({"items": [_DECIDED]}, other={"items": [_DECIDED | {"decision": "reopen"}]}),
    "assign_inventory_finding": Example(_TAKEN, other={"assignee": None}),
    "snooze_inventory_finding": Example({"until": "2099-01-01T00:00:00Z"}),
    "record_ipi_score": Example(_SCORE),
    "import_ipi_scores": Example({"items": [_SCORE]}, other={"items": [_SCORE | {"score": 600}]}),
    "get_ipi_drivers": Example(query={"seller_id": "{seller_id}", "marketplace_id": "A1F83G8C2ARO7P"}),
    "list_inventory_sales": Example(
        query={"seller_id": "{seller_id}", "marketplace_id": "A1F83G8C2ARO7P", "from_on": "2026-09-01"}
        | {"to_on": "2026-11-21"}
    ),
    "push_inventory_stock": Example({"items": [_COUNTED]}, other={"items": [_COUNTED | {"fulfillable_quantity": 6}]}),
    "delete_inventory_stock": Example(
        query={name: _COUNTED[name] for name in ("seller_id", "marketplace_id", "sku")} | {"warehouse": "SZ-2"}
    ),
    "create_erp_connection": Example(_ERP | {"app_key": "new"}, other={"app_key": "other"}),
    "update_erp_connection": Example({"every_minutes": 30}, other={"every_minutes": 40}),
    "create_erp_sync": Example({"connection_id": "{connection_id}"}, other={"whole": True}),
    "dismiss_erp_dead_letter": Example({"reason": "it is meant to be so"}, other={"reason": "Another"}),
    "update_inventory_warehouse": Example({"name": "Renamed"}, other={"name": "Other"}),
    "set_inventory_pools": Example({"separate": ["A1F83G8C2ARO7P"]}, other={"separate": ["A1PA6795UKMFR9"]}),
    "update_inventory_thresholds": Example({"lead_time_days": 30}, other={"lead_time_days": 40}),
    "create_tickets_sync": Example({"seller_id": "{seller_id}"}, other={"seller_id": "{seller_id}2"}),
    "create_tickets_case": Example(_CASE, other={"subject": "Other"}, new=_THEIRS),
    "update_tickets_case": Example({"severity": "LOW"}, other={"severity": "HIGH"}),
    "assign_tickets_case": Example(_TAKEN, other={"assignee": None}),
    "create_tickets_message": Example({"text": "And now?"}, other={"text": "Hello?"}, new=_THEIRS),
    "create_tickets_reply": Example({"text": "On its way."}, other={"text": "Lost."}, new=_THEIRS),
    "create_tickets_note": Example({"text": "Ask the carrier."}, other={"text": "Ask again."}),
    "create_tickets_macro": Example(
        {"name": "new", "texts": [{"language": "en", "text": "Late: {sku}"}]},
        other={"texts": [{"language": "en", "text": "Lost: {sku}"}]},
        new=frozenset({"name"}),
    ),
    "update_tickets_macro": Example(
        {"texts": [{"language": "en", "text": "Late"}]}, other={"texts": [{"language": "en", "text": "Lost"}]}
    ),
    "update_tickets_thresholds": Example({"first_response_hours": 8}, other={"first_response_hours": 10}),
    "dismiss_tickets_finding": Example({"reason": "it is meant to be so"}),
    "decide_tickets_findings": Example({"items": [_DECIDED]}, other={"items": [_DECIDED | {"decision": "reopen"}]}),
    "assign_tickets_finding": Example(_TAKEN, other={"assignee": None}),
    "snooze_tickets_finding": Example({"until": "2099-01-01T00:00:00Z"}),
    "list_ads_performance": Example(query=_SHOP | _WINDOW),
    "get_tickets_response_times": Example(query=_WINDOW),
    "list_ads_breakdowns": Example(query=_SHOP | _WINDOW | {"kind": "placement"}),
}


@dataclass(frozen=True)
class Operation:
    """One operation as the document has it."""

    name: str
    method: str
    path: str
    described: Mapping[str, Any]

    @property
    def is_public(self) -> bool:
        """Whether it declares no security: it needs no key."""
        return not self.described.get("security")

    @property
    def scopes(self) -> set[str]:
        """Those that a key needs; none where any key will do."""
        return {scope for each in self.described.get("security", ()) for scope in each["ApiKey"]}

    @property
    def body_kind(self) -> str | None:
        """`application/json`, `multipart/form-data`, or None without a body."""
        return next(iter(self.described.get("requestBody", {}).get("content", {})), None)

    @property
    def service(self) -> str:
        """The first part of its path after the version; "" where there is none."""
        return "".join(self.path.split("/")[2:3])

    @property
    def path_ids(self) -> list[str]:
        return [name for _, name, _, _ in string.Formatter().parse(self.path) if name and name not in _KINDS]

    def parameters(self, place: str) -> list[str]:
        """The names of its parameters in `query` or `header`."""
        return [each["name"] for each in self.described.get("parameters", ()) if each["in"] == place]

    @property
    def is_list(self) -> bool:
        return "cursor" in self.parameters("query")

    @property
    def takes_if_match(self) -> bool:
        return "If-Match" in self.parameters("header")

    @property
    def takes_idempotency_key(self) -> bool:
        return "Idempotency-Key" in self.parameters("header")

    def needed(self, place: str) -> list[str]:
        """The names of the parameters in `query` or `header` that it cannot do without."""
        parameters = self.described.get("parameters", ())
        return [each["name"] for each in parameters if each.get("required") and each["in"] == place]

    @property
    def example(self) -> Example:
        """Raises MissingExampleError."""
        needed = self.body_kind or self.needed("query")
        if needed and self.name not in EXAMPLES:
            raise MissingExampleError(f"{self.name} takes {needed}: {MissingExampleError.__doc__}")
        return EXAMPLES.get(self.name, Example())

    @property
    def other(self) -> Mapping[str, Any]:
        """What makes another valid payload of the example. Raises MissingExampleError."""
        if not self.example.other:
            raise MissingExampleError(f"{self.name} has no `other` payload: {MissingExampleError.__doc__}")
        return self.example.other

    @property
    def references(self) -> list[tuple[str, str]]:
        """(`query` or `body`, name) of everything by which it names a thing of the tenant's."""
        members = [("query", name) for name in self.parameters("query")]
        members += [("body", name) for name in self._properties()]
        return [(place, name) for place, name in members if self._is_reference(name)]

    def _properties(self) -> list[str]:
        content = self.described.get("requestBody", {}).get("content", {})
        # A body that may be left out is one of `anyOf`, beside null.
        shapes = [shape for media in content.values() for shape in media["schema"].get("anyOf", [media["schema"]])]
        names = [shape["$ref"].rpartition("/")[2] for shape in shapes if "$ref" in shape]
        return [member for name in names for member in _SCHEMAS[name]["properties"]]

    def _is_reference(self, name: str) -> bool:
        return name.endswith(("_id", "_ids")) and name not in _AMAZONS | self.example.new

    def send(
        self,
        http: httpx.Client,
        ids: Ids,
        headers: Mapping[str, str] = {},
        *,
        body: Mapping[str, Any] = {},
        query: Mapping[str, str] = {},
        without: str = "",
    ) -> httpx.Response:
        """The example's request with these ids; `body` and `query` go before the example's members.

        Where a key of idempotency must be given and is not, it is a new one. `without` is a header to leave out.
        """
        ids = ids.within(self.service)
        headers = {name: uuid7() for name in self.needed("header") if name != without} | dict(headers)
        payload = _filled(dict(self.example.body) | dict(body), ids)
        options: dict[str, Any] = {"json": payload} if self.body_kind == "application/json" else {}
        if self.body_kind == "multipart/form-data":
            files = {name: ("report.csv", value) for name, value in payload.items() if isinstance(value, bytes)}
            data = {name: value for name, value in payload.items() if name not in files}
            options = {"data": data, "files": files}
        asked = _filled(dict(self.example.query) | dict(query), ids)
        return http.request(self.method, self.path.format_map(ids), params=asked, headers=headers, **options)


def _filled(value: Any, ids: Ids) -> Any:
    if isinstance(value, dict):
        return {name: _filled(each, ids) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, ids) for each in value]
    return value.format_map(ids) if isinstance(value, str) and value.startswith("{") else value


def _operations() -> Iterator[Operation]:
    for path, methods in openapi.documents()[0]["paths"].items():
        for method, described in methods.items():
            yield Operation(described["operationId"], method.upper(), path, described)


OPERATIONS = list(_operations())
PROTECTED = [operation for operation in OPERATIONS if not operation.is_public]


def naming(name: str, value: str) -> dict[str, Any]:
    """A member of this name with an id: `seller_ids` holds a list."""
    return {name: [value] if name.endswith("_ids") else value}


def items_of(answer: httpx.Response) -> list[Any]:
    """The items of a list, or the lines of a table under its titles."""
    if answer.headers["content-type"].startswith("text/csv"):
        return answer.text.splitlines()[1:]
    items: list[Any] = answer.json()["items"]
    return items


def problem_of(answer: httpx.Response) -> dict[str, Any]:
    """A problem without what differs from one request to the next: its own id and the path it was sent to."""
    return {name: value for name, value in answer.json().items() if name not in ("request_id", "instance")}
