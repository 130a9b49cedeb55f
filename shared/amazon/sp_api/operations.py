"""Which request an operation of the Selling Partner API is: path, query and body.

python-amazon-sp-api knows Amazon's paths and parameters, one method an operation. Each of its methods ends in
`Client._request`, which in 2.1.35 adds four spellings of the marketplace to queries and bodies, drops the
parameters of a DELETE, cuts the Host header and has no limit in time; what it answers hides some refusals
(ADR-0018). So the methods run on `_Recorder` instead of `Client`: its `_request` gives back what would be
sent, and `connection` sends it. Nothing else of the library runs: neither its sign-in and token cache nor
its retries.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import msgspec

from shared.throttle import Rate

_BODILESS = ("GET", "DELETE")
_JSON = msgspec.json.Encoder(decimal_format="number")


@dataclass
class Request:
    """What goes over the wire; the path is relative to the API's address. (Not frozen: the library marks it.)"""

    method: str
    path: str
    query: dict[str, str]
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation by Amazon's name, the method of the library that knows it, and its published usage plan."""

    name: str
    api: Any
    method: str
    rate: Rate

    def request(self, *arguments: Any, marketplace_id: str = "", **members: Any) -> Request:
        """The request for these path arguments and members of query or body.

        Members that are None are left out; moments become UTC texts and lists in a query are joined by commas.
        `marketplace_id` is for the few methods that take it from their object.
        """
        recorder = _recorder_of(self.api)(marketplace_id)
        spelled = {name: _moment(value) for name, value in members.items()}
        request: Request = getattr(recorder, self.method)(*arguments, **spelled)
        return request


class _Recorder:
    """Stands below the library's methods, where its `Client` would."""

    region = None

    def __init__(self, marketplace_id: str) -> None:
        self.marketplace_id = marketplace_id

    def _request(
        self, path: str, *, data: Mapping[str, Any] | None = None, params: Mapping[str, Any] | None = None, **_: Any
    ) -> Request:
        """The request as it should be; what the library would have `Client` add or wrap is left aside."""
        method = {**(data or {}), **(params or {})}.get("method", "GET")
        query, body = _given(params), _given(data)
        if method in _BODILESS:
            query, body = query | body, {}
        return Request(
            method,
            path,
            {name: _text(value) for name, value in query.items()},
            None if method in _BODILESS else _JSON.encode(body),
        )

    _request_grantless_operation = _request


@cache
def _recorder_of(api: Any) -> type[Any]:
    return type(api.__name__, (_Recorder, api), {})


def _given(members: Mapping[str, Any] | None) -> dict[str, Any]:
    """Without None, and without what the library passes along to itself."""
    return {
        name: value for name, value in (members or {}).items() if value is not None and name not in ("method", "path")
    }


def _moment(value: Any) -> Any:
    """A moment in the form of Amazon's own examples, anything else as it is."""
    if not isinstance(value, datetime):
        return value
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _text(value: Any) -> str:
    """A member of a query."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return ",".join(map(_text, value))
    return str(value)
