"""Requests of the collection: an operation of the contract, what is sent, and what has to come back."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DOCUMENT = json.loads((ROOT / "docs" / "api" / "openapi.json").read_text())
SAMPLES = "docs/samples"

_METHODS = ("get", "post", "put", "patch", "delete")
_PLACES = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
    if method in _METHODS
}
OPERATIONS = frozenset(_PLACES)
"""All operationIds of the contract."""

WAITS = 600
"""How often a request is repeated that waits for something, half a second apart."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. Texts may name variables as `{{sku}}`.

    `keep` sets variables from JavaScript over `body`, the answer; `same` has what JavaScript over it has to be,
    `holds` what it has to include; with `until` the request is repeated as long as that JavaScript is false.
    """

    operation: str
    name: str
    status: int = 200
    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    form: dict[str, str] = field(default_factory=dict)
    file: str = ""
    keep: dict[str, str] = field(default_factory=dict)
    same: dict[str, Any] = field(default_factory=dict)
    holds: dict[str, Any] = field(default_factory=dict)
    until: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    key: str = ""
    begins: bool = False

    @property
    def method(self) -> str:
        return _PLACES[self.operation][0]

    def item(self) -> dict[str, Any]:
        """As Postman has it."""
        method, path, operation = _PLACES[self.operation]
        request: dict[str, Any] = {
            "method": method,
            "header": [{"key": name, "value": value} for name, value in self._headers(operation).items()],
            "url": self._url(path),
            "description": f"`{self.operation}`: {operation.get('summary', '')}",
        }
        if self.body is not None:
            raw = json.dumps(self.body, indent=2, ensure_ascii=False)
            request["body"] = {"mode": "raw", "raw": raw, "options": {"raw": {"language": "json"}}}
        if self.file:
            parts: list[dict[str, str]] = [{"key": k, "value": v, "type": "text"} for k, v in self.form.items()]
            parts.append({"key": "file", "type": "file", "src": f"{SAMPLES}/{self.file}"})
            request["body"] = {"mode": "formdata", "formdata": parts}
        if self.key:
            request["auth"] = bearer(self.key)
        events = [{"listen": "test", "script": {"type": "text/javascript", "exec": list(self._tests())}}]
        if self.begins:
            events.append({"listen": "prerequest", "script": {"type": "text/javascript", "exec": _BEGIN}})
        return {"name": self.name, "event": events, "request": request, "response": []}

    def _headers(self, operation: dict[str, Any]) -> dict[str, str]:
        found = {} if self.body is None else {"Content-Type": "application/json"}
        needed = {each.get("name") for each in operation.get("parameters", ()) if each.get("required")}
        if "Idempotency-Key" in needed:
            slug = "-".join("".join(letter if letter.isalnum() else " " for letter in self.name).lower().split())
            found["Idempotency-Key"] = f"qa-{{{{run}}}}-{slug}"
        return found | self.headers

    def _url(self, path: str) -> dict[str, Any]:
        for name, value in self.path.items():
            path = path.replace(f"{{{name}}}", value)
        assert "{" not in path.replace("{{", "").replace("}}", ""), f"{self.name}: {path}"
        query = [{"key": name, "value": value} for name, value in self.query.items()]
        tail = "&".join(f"{name}={value}" for name, value in self.query.items())
        parts = path.strip("/").split("/")
        raw = "{{base_url}}" + path + (f"?{tail}" if tail else "")
        return {"raw": raw, "host": ["{{base_url}}"], "path": parts, **({"query": query} if query else {})}

    def _tests(self) -> Iterator[str]:
        yield "let body = null;"
        yield "try { body = pm.response.json(); } catch (error) { body = pm.response.text(); }"
        if self.until:
            yield f"const done = pm.response.code === {self.status} && Boolean({self.until});"
            yield from _AGAIN
            yield "if (again) { setTimeout(() => {}, 500); pm.execution.setNextRequest(pm.info.requestId); }"
            yield "else {"
        yield f"pm.test('the status is {self.status}', () => pm.response.to.have.status({self.status}));"
        for expression, expected in self.same.items():
            yield _test(expression, f"to.eql({_value(expected)})")
        for expression, expected in self.holds.items():
            yield _test(expression, f"to.include({_value(expected)})")
        for name, expression in self.keep.items():
            yield f"pm.collectionVariables.set({json.dumps(name)}, {expression});"
        if self.until:
            yield "}"


@dataclass(frozen=True, slots=True)
class Folder:
    """Requests that can be run by themselves, in their order."""

    name: str
    about: str
    asks: tuple["Ask | Folder", ...]

    def item(self) -> dict[str, Any]:
        """As Postman has it."""
        return {"name": self.name, "description": self.about, "item": [each.item() for each in self.asks]}

    def all(self) -> Iterator[Ask]:
        """Its requests, and those of its folders."""
        for each in self.asks:
            if isinstance(each, Folder):
                yield from each.all()
            else:
                yield each


def bearer(variable: str) -> dict[str, Any]:
    """The key that stands in a variable."""
    return {"type": "bearer", "bearer": [{"key": "token", "value": f"{{{{{variable}}}}}", "type": "string"}]}


_BEGIN = [
    "const moment = Date.now() * 1296 + Math.floor(Math.random() * 1296);",
    "pm.collectionVariables.set('run', moment.toString(36).toUpperCase());",
]
_AGAIN = (
    "const waits = Number(pm.collectionVariables.get('waits') || 0) + 1;",
    f"const again = !done && pm.response.code < 400 && waits < {WAITS};",
    "pm.collectionVariables.set('waits', again ? waits : 0);",
)


def _test(expression: str, matcher: str) -> str:
    title = json.dumps(f"{expression} {matcher.partition('(')[0].removeprefix('to.')}")
    return f"pm.test({title}, () => pm.expect({expression}).{matcher});"


def _value(expected: Any) -> str:
    text = json.dumps(expected, ensure_ascii=False)
    if not isinstance(expected, str) or "{{" not in expected:
        return text
    return f"pm.variables.replaceIn({text})"
