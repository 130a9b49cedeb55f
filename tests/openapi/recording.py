"""Each operation asked of a running installation, in an order in which every request succeeds."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx

from shared.clock import utc_now
from shared.ids import uuid7
from tests.faults.operations import OPERATIONS, Operation
from tests.openapi.requests import REQUESTS, ROOT, UK, Request
from tests.waiting import wait_for

FIRST = (
    *(
        "create_actor",
        "create_api_key",
        "create_webhook_endpoint",
        "create_erp_connection",
        "create_ads_report_import",
        "create_catalog_listing",
        "upsert_catalog_costs",
        "upsert_inventory_sku_mappings",
    ),
    *("push_inventory_stock", "create_tickets_case", "create_tickets_message", "create_tickets_macro"),
    *("create_authorization", "send_test_webhook", "record_ipi_score"),
)
"""What makes that which the others need."""

LAST = (
    *("delete_catalog_listing", "delete_inventory_stock", "delete_inventory_warehouse", "delete_tickets_macro"),
    *("revoke_api_key", "delete_webhook_endpoint", "delete_erp_connection", "delete_seller_account"),
)
"""What takes it away again."""

_MADE = {
    "create_seller_account": {"seller_id": "new_seller_id"},
    "create_tickets_reply": {},
}
"""How the ids of an answer are called, where not by their own names."""

_ELSEWHERE = {"update_seller_account", "stop_seller_account", "start_seller_account", "delete_seller_account"}
"""What is done to the account that `create_seller_account` has made, so that the simulated one is left alone."""

_SECRETS = (
    (
        re.compile(r"zhl_(test|live)_[A-Za-z0-9]{8}_[A-Za-z0-9]{30,}"),
        r"zhl_\1_EXAMPLE0_ThisIsNoKeyButHowOneLooks000000000000",
    ),
    (re.compile(r"whsec_[A-Za-z0-9+/=]{20,}"), "whsec_VGhpcyBpcyBubyBzZWNyZXQgYnV0IGhvdyBvbmUgbG9va3M="),
    (re.compile(r"http://127\.0\.0\.1:9/"), "https://erp.example.com/"),
    (re.compile(r"http://127\.0\.0\.1:\d+/mabang"), "https://gwapi.mabangerp.com"),
    (re.compile(r"http://127\.0\.0\.1:\d+"), "https://sellercentral.example.com"),
)


class Recorder:
    """Asks and keeps the ids that answers name, by their members' names and by service."""

    def __init__(self, url: str, key: str) -> None:
        headers = {"Authorization": f"Bearer {key}", "Accept-Language": "en"}
        self._http = httpx.Client(base_url=url, headers=headers, timeout=60, trust_env=False)
        today = utc_now().date()
        self._ids = {
            "from_on": str(today - timedelta(days=21)),
            "to_on": str(today - timedelta(days=7)),
            "tomorrow": str(today + timedelta(days=1)),
            "next_week": f"{today + timedelta(days=7)}T08:00:00Z",
            "api": "spapi",
        }

    def send_file(self, path: str) -> None:
        """Have a sample of docs/samples imported beside that which `create_ads_report_import` sends."""
        shop = {name: self._ids[name] for name in ("seller_id", "marketplace_id")} | {"marketplace_id": UK}
        with (ROOT / path).open("rb") as content:
            answer = self._http.post(
                "/v1/ads/report-imports", headers={"Idempotency-Key": uuid7()}, data=shop, files={"file": content}
            )
        assert answer.is_success, answer.text

    def record(self, operation: Operation) -> dict[str, Any]:
        """The example of an operation. Raises AssertionError where it is refused."""
        request = REQUESTS.get(operation.name, Request())
        ids = self._known_to(operation)
        query = _filled(request.query, ids)
        if operation.is_list and "limit" not in query:
            query["limit"] = "1"
        path = {name: ids[name] for name in operation.path_ids} | (
            {"api": ids["api"]} if "{api}" in operation.path else {}
        )
        answer = self._send(operation, path, query, _filled(request.body, ids), request.file)
        assert answer.is_success, f"{operation.name}: {answer.status_code} {answer.text[:300]}"
        is_json = bool(answer.content) and answer.headers["content-type"] == "application/json"
        content = answer.json() if is_json else None
        self._keep(operation, content)
        shown = {"path": path, "query": {name: value for name, value in query.items() if name != "limit"}}
        example: dict[str, Any] = {name: value for name, value in shown.items() if value}
        if request.body is not None:
            body = _filled(request.body, ids)
            example["body"] = body | ({"file": request.file.rpartition("/")[2]} if request.file else {})
        example["status"] = answer.status_code
        if content is not None:
            example["answer"] = _trimmed(content)
        return json.loads(_masked(json.dumps(example)))

    def _known_to(self, operation: Operation) -> dict[str, str]:
        own = {
            name.partition(".")[2]: value
            for name, value in self._ids.items()
            if name.startswith(f"{operation.service}.")
        }
        found = self._ids | own
        if operation.name in _ELSEWHERE:
            found["seller_id"] = found["new_seller_id"]
        return found

    def _send(
        self, operation: Operation, path: dict[str, str], query: dict[str, str], body: Any, file: str
    ) -> httpx.Response:
        headers = {name: uuid7() for name in operation.needed("header")}
        url = operation.path.format_map(path)
        if file:
            with (ROOT / file).open("rb") as content:
                return self._http.request(operation.method, url, headers=headers, data=body, files={"file": content})
        return self._http.request(operation.method, url, params=query, headers=headers, json=body)

    def _keep(self, operation: Operation, content: Any) -> None:
        """The first id of each name in an answer; those of what was made go before those of lists."""
        rows = content.get("items", content.get("results", [content])) if isinstance(content, dict) else []
        names = _MADE.get(operation.name)
        for name, value in (rows[0] if rows else {}).items():
            if not name.endswith("_id") or not isinstance(value, str):
                continue
            kept = names.get(name, "") if names is not None else name
            if not kept:
                continue
            scoped = f"{operation.service}.{kept}" if kept in ("finding_id", "sync_id") else kept
            if operation.name.startswith("create_") or kept == "warehouse_id":
                self._ids[scoped] = value
            else:
                self._ids.setdefault(scoped, value)


def in_order() -> Iterator[Operation]:
    """All operations: what makes, then what reads, then what changes, then what deletes."""
    named = {operation.name: operation for operation in OPERATIONS}
    lists = [each for each in OPERATIONS if each.is_list and each.name not in ("list_ads_report_import_errors",)]
    lists = [each for each in lists if not each.path_ids and not each.needed("query")]
    accounts = [named["list_seller_accounts"], *(each for each in lists if each.name.endswith("findings"))]
    early = [*accounts, *(named[name] for name in FIRST)]
    late = [named[name] for name in LAST]
    reads = [each for each in OPERATIONS if each.method == "GET"]
    writes = [each for each in OPERATIONS if each.method != "GET" and each not in early and each not in late]
    yield from early
    yield from (each for each in reads)
    yield from writes
    yield from late


def await_import(recorder: Recorder) -> None:
    """Wait until the file that was sent is imported, so that its example shows an end."""
    named = {operation.name: operation for operation in OPERATIONS}
    wait_for(
        lambda: recorder.record(named["get_ads_report_import"])["answer"]["status"] in ("completed", "failed"),
        "an import",
        seconds=600,
    )


def _filled(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _filled(each, ids) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, ids) for each in value]
    name = value[1:-1] if isinstance(value, str) and re.fullmatch(r"\{\w+\}", value) else None
    return ids[name] if name else value


def _trimmed(value: Any, depth: int = 0) -> Any:
    """Long lists inside rows shortened to two; facts are shown whole."""
    if isinstance(value, dict):
        return {name: each if name == "facts" else _trimmed(each, depth + 1) for name, each in value.items()}
    if isinstance(value, list):
        return [_trimmed(each, depth + 1) for each in value[:2]]
    return value


def _masked(text: str) -> str:
    for pattern, shown in _SECRETS:
        text = pattern.sub(shown, text)
    return text
