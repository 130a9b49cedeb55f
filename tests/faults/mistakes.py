"""Mistakes that beginners make, each with what they do about it: nothing but what the answer told them."""

from dataclasses import dataclass, replace

import httpx

from tests.faults.beginners import Mend, Mistake, Sent, Told

UK = "A1F83G8C2ARO7P"
LISTINGS, BULK, EVENTS = "/v1/catalog/listings", "/v1/catalog/listings/bulk", "/v1/events"
STOCK, THRESHOLDS = "/v1/inventory/stock/bulk", "/v1/ads/thresholds"


@dataclass(frozen=True)
class Shop:
    """What the beginner was given: a key, an account, a listing, a finding, and the means to ask."""

    key: str
    revoked: str
    reader: str
    seller_id: str
    listing_id: str
    finding_id: str
    actor_id: str
    http: httpx.Client

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def get(self, path: str, query: str = "") -> Sent:
        return Sent("GET", path, self.headers, query)

    def post(self, path: str, json: object) -> Sent:
        return Sent("POST", path, self.headers, json=json)

    def listing(self, sku: str, **members: object) -> Sent:
        known = {"seller_id": self.seller_id, "marketplace_id": UK, "sku": sku, "title": "Plain Watering Can"}
        return self.post(LISTINGS, known | members)

    def batch(self, sku: str, **members: object) -> Sent:
        item = {"marketplace_id": UK, "sku": sku, "title": "Plain"} | members
        sent = self.post(BULK, {"seller_id": self.seller_id, "items": [item]})
        return sent.with_header("Idempotency-Key", f"batch-{sku.strip()}-1")

    def bounds(self, **members: object) -> Sent:
        return replace(self.post(f"{THRESHOLDS}/{self.seller_id}", members), method="PATCH")

    def renamed(self, if_match: str) -> Sent:
        sent = replace(self.post(f"{LISTINGS}/{self.listing_id}", {"title": "Renamed"}), method="PATCH")
        return sent.with_header("If-Match", if_match)


def of_keys(shop: Shop) -> list[Mistake]:
    def key(wrong: dict[str, str], code: str, mend: Mend) -> Mistake:
        return Mistake(f"key: {code}", Sent("GET", LISTINGS, wrong), 401, "unauthorized", "Authorization", mend)

    def as_told(sent: Sent, told: Told) -> Sent:
        header, scheme = told.found(r"`(Authorization): "), told.found(r"Authorization: (\w+) zhl_live_")
        return replace(sent, headers={header: f"{scheme} {shop.key}"})

    def anew(sent: Sent, told: Told) -> Sent:
        wanted = {"actor_id": shop.actor_id, "name": "new", "scopes": ["catalog:read", "catalog:write"]}
        made = shop.http.post(told.found(r"POST (\S+)\)"), headers=shop.headers, json=wanted | {"livemode": True})
        return sent.with_header("Authorization", f"Bearer {made.json()['api_key']}")

    reader = {"Authorization": f"Bearer {shop.reader}"}
    unscoped = replace(shop.listing("K-1"), headers=reader)
    return [
        key({}, "none", as_told),
        key({"X-Api-Key": shop.key}, "in another header", as_told),
        key({"Authorization": shop.key}, "without Bearer", as_told),
        key({"Authorization": f"Token {shop.key}"}, "another scheme", as_told),
        key({"Authorization": f"Bearer {shop.key[:-3]}"}, "cut off", _copied(shop)),
        key({"Authorization": f"Bearer {shop.revoked}"}, "revoked", anew),
        Mistake("key: without the scope", unscoped, 403, "scope-missing", None, anew),
    ]


def _copied(shop: Shop) -> Mend:
    def again(sent: Sent, told: Told) -> Sent:
        whole = told.found(r"begins with (zhl_live_) or zhl_test_ and has 56 characters: copy it again")
        assert shop.key.startswith(whole)
        assert len(shop.key) == 56
        return sent.with_header("Authorization", f"Bearer {shop.key}")

    return again


def of_paths(shop: Shop) -> list[Mistake]:
    def path(wrong: str) -> Mistake:
        return Mistake(f"path: {wrong}", shop.get(wrong), 404, "path-unknown", None, _goes(r"(/v1/[^ ?]+)"))

    lost = shop.get(f"{LISTINGS}/0198c0de-0000-7000-8000-000000000000")
    put = replace(shop.renamed('"1"'), method="PUT").without_header("If-Match")
    return [
        path("/v1/catalog/listings/"),
        path("/v1/catalog/listing"),
        path("/catalog/listings"),
        path("/v1/listings"),
        path("/v1/catalogue/listings"),
        path(f"/v1/catalog/listing/{shop.listing_id}"),
        path("/v1/seller_accounts"),
        Mistake("path: an id of nowhere", lost, 404, "not-found", "listing_id", _goes(r"GET (\S+) lists")),
        Mistake("path: another method", put, 405, "method-not-allowed", None, _method),
    ]


def _goes(pattern: str) -> Mend:
    return lambda sent, told: replace(sent, path=told.found(pattern))


def _method(sent: Sent, told: Told) -> Sent:
    return replace(sent, method=told.found(r"\b(PATCH)\b"))


def of_queries(shop: Shop) -> list[Mistake]:
    days = f"seller_id={shop.seller_id}&marketplace_id={UK}&from_on=2026-01-01"

    def query(path: str, wrong: str, pointer: str, mend: Mend) -> Mistake:
        sent = shop.get(path, wrong)
        return Mistake(f"query: {wrong.removeprefix(days)}", sent, 422, "invalid-request", pointer, mend)

    moment = _query(r"such as \S+Z or (\S+) \(in an address \+ is written %2B\)")
    return [
        query(LISTINGS, "statsu=BUYABLE", "statsu", _named(r"did you mean (\w+)\?", "statsu")),
        query(LISTINGS, "page_size=5", "page_size", _named(r"there are: .*\b(limit)\b", "page_size")),
        query(LISTINGS, "limit=1000", "limit", _query(r"Must be (\d+) at most")),
        query(LISTINGS, "limit=ten", "limit", _query(r"A whole number, such as (\d+)")),
        query(LISTINGS, "updated_after=2026-01-01", "updated_after", moment),
        query(LISTINGS, "updated_after=2026-01-01T00:00:00", "updated_after", moment),
        query(LISTINGS, "updated_after=1767225600", "updated_after", moment),
        query(LISTINGS, "source=ERP", "source", _query(r"One of: .*\b(erp)\b")),
        query(LISTINGS, "limit=1&limit=2", "limit", _once),
        query("/v1/ads/performance", days, "to_on", _added(r"Is (missing)", "to_on=2026-02-01")),
        query("/v1/ads/performance", f"{days}&to_on=2025-01-01", "to_on", _window),
        query("/v1/ads/performance", f"{days}&to_on=1/2/2026", "to_on", _day),
        query(
            "/v1/ads/performance", f"{days}&to_on=2026-02-01&time_unit=day", "time_unit", _query(r"One of: .*(DAILY)")
        ),
        Mistake(
            "query: another list's cursor",
            shop.get(LISTINGS, "cursor=eyJrIjpbXX0"),
            400,
            "cursor-invalid",
            None,
            lambda sent, told: replace(sent, query=told.found("leave out `cursor` to begin anew()")),
        ),
    ]


def _query(pattern: str) -> Mend:
    """The last parameter gets what the answer names."""

    def mended(sent: Sent, told: Told) -> Sent:
        value = told.found(pattern).replace("+", "%2B")
        return replace(sent, query=f"{sent.query.rpartition('=')[0]}={value}")

    return mended


def _named(pattern: str, wrong: str) -> Mend:
    return lambda sent, told: replace(sent, query=sent.query.replace(wrong, told.found(pattern)))


def _once(sent: Sent, told: Told) -> Sent:
    assert told.found("(May be given once)")
    return replace(sent, query=sent.query.rpartition("&")[0])


def _added(pattern: str, parameter: str) -> Mend:
    def mended(sent: Sent, told: Told) -> Sent:
        assert told.found(pattern)
        assert parameter.startswith(f"{told.pointer}=")
        return replace(sent, query=f"{sent.query}&{parameter}")

    return mended


def _window(sent: Sent, told: Told) -> Sent:
    assert told.found(r"Must be (1) to 400 days after from_on \(exclusive\)")
    return replace(sent, query=sent.query.replace("to_on=2025-01-01", "to_on=2026-01-02"))


def _day(sent: Sent, told: Told) -> Sent:
    form = told.found(r"A day, such as (\d{4}-\d\d-\d\d)")
    return replace(sent, query=sent.query.replace("to_on=1/2/2026", f"to_on={form}"))
