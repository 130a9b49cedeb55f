"""Mistakes of beginners in headers and bodies; see mistakes.py."""

from dataclasses import replace

from tests.faults.beginners import Mend, Mistake, Sent, Told
from tests.faults.mistakes import BULK, LISTINGS, UK, Shop


def of_headers(shop: Shop) -> list[Mistake]:
    whole = shop.listing("H-1")
    as_form = whole.with_header("Content-Type", "application/x-www-form-urlencoded")
    keyless = shop.batch("H-2").without_header("Idempotency-Key")
    short = shop.batch("H-3").with_header("Idempotency-Key", "1")
    reused = shop.batch("H-4").with_header("Idempotency-Key", "the-same-key-1")
    assert shop.batch("H-5").with_header("Idempotency-Key", "the-same-key-1").through(shop.http).status_code == 207
    key = _header("Idempotency-Key", r"such as (\S+)$")
    return [
        Mistake("header: no JSON", as_form, 415, "unsupported-media-type", None, _content_type),
        Mistake("header: no idempotency key", keyless, 400, "idempotency-key-missing", None, _own_key),
        Mistake("header: a short key", short, 422, "invalid-request", "Idempotency-Key", key),
        Mistake("header: a key used before", reused, 422, "idempotency-key-reused", None, _new_key),
        Mistake("header: If-Match: v1", shop.renamed("v1"), 422, "invalid-request", "If-Match", _version(shop)),
        Mistake("header: an old version", shop.renamed('"9"'), 412, "precondition-failed", None, _present),
    ]


def _content_type(sent: Sent, told: Told) -> Sent:
    return sent.with_header("Content-Type", told.found("`Content-Type: ([^`]+)`"))


def _own_key(sent: Sent, told: Told) -> Sent:
    assert told.found(r"with (8) to 255 letters, digits and _ \. : - of your choice")
    return sent.with_header(told.found("header `([^:`]+): "), "of-my-choice-1")


def _new_key(sent: Sent, told: Told) -> Sent:
    return sent.with_header(told.found("Send a new (Idempotency-Key) for a new request"), "another-key-1")


def _header(name: str, pattern: str) -> Mend:
    return lambda sent, told: sent.with_header(name, told.found(pattern))


def _version(shop: Shop) -> Mend:
    def mended(sent: Sent, told: Told) -> Sent:
        assert told.found(r'The version in double quotes, as its (ETag) has it: "\d+"')
        return sent.with_header("If-Match", shop.get(sent.path).through(shop.http).headers["etag"])

    return mended


def _present(sent: Sent, told: Told) -> Sent:
    version = told.found(r"The present version is (\d+)")
    assert told.headers["etag"] == f'"{version}"'
    assert told.body["version"] == int(version)
    return sent.with_header("If-Match", f'"{version}"')


def of_bodies(shop: Shop) -> list[Mistake]:
    def body(name: str, sent: Sent, pointer: str, mend: Mend, code: str = "invalid-request") -> Mistake:
        return Mistake(f"body: {name}", sent, 422, code, pointer, mend)

    price = {"amount": "12.50", "currency": "GBP"}
    snooze = shop.post(f"/v1/catalog/findings/{shop.finding_id}/snooze", {"until": "2020-01-01T00:00:00Z"})
    hook = shop.post("/v1/webhook-endpoints", {"url": "http://127.0.0.1:9/new", "event_types": ["ListingCreated"]})
    actor = {"actor_id": shop.actor_id, "name": "n", "scopes": ["catalog"], "livemode": True}
    account = {"seller_id": shop.seller_id, "marketplace_id": UK, "category": "other", "subject": "Why?"}
    unknown = shop.listing("B-9", seller_id="A1NOBODYKNOWS")
    broken = Sent(
        "POST",
        LISTINGS,
        {**shop.headers, "Content-Type": "application/json"},
        content=b'{"sku": "B-0", "title": "T",}',
    )
    empty = Sent("POST", LISTINGS, shop.headers)
    case = shop.post("/v1/tickets/cases", account | {"severity": "urgent"})
    skuless, foreign = shop.listing("B-3").with_member("/sku", ...), shop.listing("B-10", marketplace_id="UK")
    small = shop.listing("B-8", price=price | {"currency": "gbp"})
    return [
        Mistake("body: a comma too many", broken, 400, "malformed-request", None, _comma(shop)),
        body("none", empty, "", _body(shop)),
        body("a name misspelt", shop.listing("B-1", titel="T"), "/titel", _renamed),
        body("a name of another system", shop.listing("B-2", seller_sku="B-2"), "/seller_sku", _dropped),
        body("a member forgotten", skuless, "/sku", _chosen("Is missing", "B-3")),
        body("a number as a text", shop.listing("B-4", quantity="7"), "/quantity", _as_number),
        body("a text as a number", shop.listing("B-5").with_member("/sku", 5), "/sku", _as_text),
        body("a price as a number", shop.listing("B-6", price=12.5), "/price", _as_object(price)),
        body("an amount as a number", shop.listing("B-7", price=price | {"amount": 12.5}), "/price/amount", _amount),
        body("a small currency", small, "/price/currency", _currency),
        body("a country for a marketplace", foreign, "/marketplace_id", _looked_up(shop)),
        Mistake("body: an account of nobody", unknown, 404, "seller-account-unknown", "/seller_id", _account(shop)),
        body("25 for 25 %", shop.bounds(target_acos=25), "/target_acos", _ratio),
        body("25% for 25 %", shop.bounds(target_acos="25%"), "/target_acos", _ratio),
        body("null for a bound", shop.bounds(acos_min_clicks=None), "/acos_min_clicks", _as_example),
        body("snoozed into the past", snooze, "/until", _chosen("Must lie in the future", "2099-01-01T00:00:00Z")),
        body("an event's type of another system", hook, "/event_types/0", _said("such as (campaign.flagged)$")),
        body("half a scope", shop.post("/v1/api-keys", actor), "/scopes/0", _said("One of: .*(catalog:read)")),
        body("a severity of another system", case, "/severity", _said("One of: .*(HIGH)")),
        body("a list for an object", replace(shop.batch("B-11"), json=[]), "", _wrapped(shop)),
        Mistake("body: an item of a batch", shop.batch("B-12", quantity=-1), 207, "", "/quantity", _least),
        Mistake("body: a SKU that is too long", shop.batch("B-13" * 11), 207, "", "/sku", _shortened),
    ]


def _comma(shop: Shop) -> Mend:
    def mended(sent: Sent, told: Told) -> Sent:
        assert sent.content
        at = int(told.found(r"at character (\d+)\. Names and texts stand in double quotes, and no comma follows"))
        assert sent.content[at - 1 :].startswith(b"}")
        return shop.listing("B-0")

    return mended


def _body(shop: Shop) -> Mend:
    return lambda _sent, told: shop.listing("B-00").with_header(
        "Content-Type", told.found("send JSON with the header `Content-Type: ([^`]+)`")
    )


def _renamed(sent: Sent, told: Told) -> Sent:
    right = told.found(r"did you mean (\w+)")
    return sent.with_member(told.pointer, ...).with_member(f"/{right}", "T")


def _dropped(sent: Sent, told: Told) -> Sent:
    assert told.found(r"(did you mean \w+|there are: )")
    return sent.with_member(told.pointer, ...)


def _chosen(text: str, value: str) -> Mend:
    """The answer says what is wanted, and the beginner knows a value of that kind."""

    def mended(sent: Sent, told: Told) -> Sent:
        assert told.found(f"({text})")
        return sent.with_member(told.pointer, value)

    return mended


def _said(pattern: str) -> Mend:
    """The answer says the value itself."""
    return lambda sent, told: sent.with_member(told.pointer, told.found(pattern))


def _as_number(sent: Sent, told: Told) -> Sent:
    assert told.found("A whole number, such as 12, (without quotes)")
    return sent.with_member(told.pointer, 7)


def _as_text(sent: Sent, told: Told) -> Sent:
    assert told.found("A text in (double quotes)")
    return sent.with_member(told.pointer, "5")


def _as_object(value: dict[str, str]) -> Mend:
    def mended(sent: Sent, told: Told) -> Sent:
        assert told.found("An object in braces, with the members: (.*)") == ", ".join(value)
        return sent.with_member(told.pointer, value)

    return mended


def _amount(sent: Sent, told: Told) -> Sent:
    return sent.with_member(told.pointer, told.found(r'decimal text in double quotes.*such as "([^"]+)"'))


def _currency(sent: Sent, told: Told) -> Sent:
    assert told.found("A currency by (ISO 4217), such as CNY")
    return sent.with_member(told.pointer, "GBP")


def _looked_up(shop: Shop) -> Mend:
    def mended(sent: Sent, told: Told) -> Sent:
        known = shop.http.get(told.found(r"all are at (/\S+)"), headers=shop.headers).json()["items"]
        (found,) = [each["marketplace_id"] for each in known if each["country_code"] == "UK"]
        return sent.with_member(told.pointer, found)

    return mended


def _account(shop: Shop) -> Mend:
    def mended(sent: Sent, told: Told) -> Sent:
        known = shop.http.get(told.found(r"GET (\S+) lists"), headers=shop.headers).json()["items"]
        return sent.with_member(told.pointer, known[0]["seller_id"])

    return mended


def _ratio(sent: Sent, told: Told) -> Sent:
    return sent.with_member(told.pointer, float(told.found(r"A ratio, not a percentage: (\d\.\d+) stands for 25 %")))


def _as_example(sent: Sent, told: Told) -> Sent:
    return sent.with_member(told.pointer, int(told.found(r"A whole number, such as (\d+), without quotes")))


def _wrapped(shop: Shop) -> Mend:
    def mended(sent: Sent, told: Told) -> Sent:
        assert told.found("An object in braces, with the members: (.*)") == "seller_id, items"
        return replace(shop.batch("B-11"), path=BULK, headers=sent.headers)

    return mended


def _least(sent: Sent, told: Told) -> Sent:
    least = int(told.found(r"Must be (\d+) at least"))
    return _anew(sent).with_member(f"/items/0{told.pointer}", least)


def _shortened(sent: Sent, told: Told) -> Sent:
    most = int(told.found(r"At most (\d+); there are 44"))
    return _anew(sent).with_member(f"/items/0{told.pointer}", ("B-13" * 11)[:most])


def _anew(sent: Sent) -> Sent:
    """Another payload is another request: "Send a new Idempotency-Key", says the answer to whoever forgets it."""
    return sent.with_header("Idempotency-Key", f"{sent.headers['Idempotency-Key']}-anew")
