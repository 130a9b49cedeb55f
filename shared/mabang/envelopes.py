"""A call as it is sent, its signature, and what counts as an answer to it."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from shared.mabang.errors import MabangAway, MabangError, MabangRefused

_TOO_MANY, _SERVER_ERROR, _OK = 429, 500, 200
_SUCCESS = "200"


@dataclass(frozen=True, slots=True)
class Credentials:
    """The application's key and the developer's secret, and the member `version`, which is left out where None."""

    app_key: str
    secret: str
    version: str | None = None

    def __repr__(self) -> str:
        return f"Credentials({self.app_key!r})"


def body_of(credentials: Credentials, api: str, data: Mapping[str, Any], *, now: datetime) -> bytes:
    """The bytes of a call: compact JSON in UTF-8. What is signed is what is sent, so nothing is sorted."""
    content: dict[str, Any] = {"api": api, "appkey": credentials.app_key, "data": data}
    content["timestamp"] = int(now.timestamp())
    if credentials.version is not None:
        content["version"] = credentials.version
    return orjson.dumps(content)


def signature_of(secret: str, body: bytes) -> str:
    """The header `Authorization`: HMAC-SHA256 of the very bytes, in lower-case hex."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def read_answer(status: int, body: bytes, retry_after: float | None = None) -> Mapping[str, Any]:
    """The member `data` of an answer. Raises MabangAway and MabangRefused.

    HTTP 200 says nothing: only the code 200 (a number or a text) with `data` that is not null is success. A gateway
    that has failed answers with another code, a message and null.
    """
    if status == _TOO_MANY:
        raise MabangAway("erp-throttled", "HTTP 429", retry_after)
    if status >= _SERVER_ERROR:
        raise MabangAway("erp-away", f"HTTP {status}", retry_after)
    if status != _OK:
        raise MabangError("erp-address-wrong", f"HTTP {status} at the base URL")
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise MabangAway("erp-answer-unreadable", "the answer is not JSON") from None
    if not isinstance(answer, dict) or "code" not in answer:
        raise MabangAway("erp-answer-unreadable", "the answer is not of the gateway's form")
    code, data = answer["code"], answer.get("data")
    if isinstance(code, bool) or str(code) != _SUCCESS:
        raise MabangRefused("erp-refused", f"code {code}: {answer.get('message')}")
    if not isinstance(data, dict):
        raise MabangRefused("erp-refused", f"code {code} without data: {answer.get('message')}")
    return data
